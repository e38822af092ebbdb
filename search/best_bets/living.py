"""The recommendations as this process knows them."""

from collections.abc import Iterable, Mapping, Sequence

from search.best_bets.bets import Bet
from search.best_bets.models import BestBet
from search.best_bets.rules import Asked, by_search
from search.living import Living


def bets(besides: int = 0) -> Iterable[Bet]:
    """Return all rows but one."""
    rows = BestBet.objects.exclude(pk=besides).order_by("pk")
    return (Bet(*row) for row in rows.values_list(*Bet._fields))


best_bets: Living[Bet, Mapping[Asked, Sequence[Bet]]] = Living(bets, by_search)
