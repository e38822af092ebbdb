"""What the story's moderator recommends for searches that many type."""

from django.db import transaction
from django.utils import timezone

from portal.members.models import User
from search.best_bets.actions import recommend
from search.best_bets.bets import Bet
from search.best_bets.models import BestBet

_BETS = (
    Bet(
        "Facebook eröffnen, Seite bei Facebook, Facebookseite",
        "guideline",
        "leitfaden-facebook-eroeffnen",
        "Arbeitskreis Internet: bitte vor dem ersten Beitrag lesen.",
    ),
    Bet(
        "Shitstorm, Empörungswelle, Umgang mit Shitstorm",
        "guideline",
        "leitfaden-krisenkommunikation",
        "Moderation: der erste Abschnitt hilft, solange es noch ruhig ist.",
    ),
)


@transaction.atomic
def load_best_bets() -> None:
    """Recommend two guidelines."""
    moderator = User.objects.filter(platform_role=User.PlatformRole.MODERATOR)[0]
    for bet in _BETS:
        recommend(actor=moderator, best_bet=BestBet(), bet=bet, now=timezone.now())
