"""What curators do with recommendations."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from portal.kernel.text import clean_line, entries_of
from portal.kernel.verdict import require
from portal.members.models import User
from portal.outbox.recording import record
from search.best_bets.bets import LONGEST_NOTE, Bet
from search.best_bets.facts import BestBetRemoved, BestBetSaved
from search.best_bets.living import best_bets, bets
from search.best_bets.models import BestBet
from search.best_bets.rules import may_be_recommended
from search.curators import Unusable, may_curate_search
from search.registry import visible_references


def recommend(*, actor: User, best_bet: BestBet, bet: Bet, now: datetime) -> BestBet:
    """Recommend a page for some searches, or change a recommendation; effective at once.

    Raises Unusable.
    """
    try:
        saved = _saved(actor, best_bet, bet, timezone.localdate(now))
    except IntegrityError:  # somebody else recommended it at this moment
        raise Unusable(_("This page is recommended for these searches already.")) from None
    best_bets.expire()
    return saved


def end_recommendation(*, actor: User, best_bet: BestBet) -> None:
    """Take a recommendation away; nothing happens where it is gone."""
    _remove(actor, best_bet)
    best_bets.expire()


@transaction.atomic
def _saved(actor: User, best_bet: BestBet, bet: Bet, today: date) -> BestBet:
    require(may_curate_search(actor))
    if not visible_references(actor, [bet.page]):
        raise Unusable(_("Please choose a page that you may read."))
    if not (verdict := may_be_recommended(bet, tuple(bets(besides=best_bet.pk or 0)), today)):
        raise Unusable(verdict.reason)
    is_new = best_bet.pk is None
    best_bet.queries = ", ".join(entries_of(bet.queries))
    best_bet.page_kind, best_bet.page_key = bet.page_kind, bet.page_key
    best_bet.note, best_bet.until = clean_line(bet.note)[:LONGEST_NOTE], bet.until
    best_bet.save()
    log(best_bet, "wagtail.create" if is_new else "wagtail.edit", user=actor, content_changed=True)
    record(BestBetSaved(reference=best_bet.reference))
    return best_bet


@transaction.atomic
def _remove(actor: User, best_bet: BestBet) -> None:
    require(may_curate_search(actor))
    if BestBet.objects.filter(pk=best_bet.pk).delete()[0]:
        log(best_bet, "wagtail.delete", user=actor, deleted=True)
        record(BestBetRemoved(reference=best_bet.reference))
