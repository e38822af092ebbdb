"""Years on a platform as a sign that a county knows."""

from datetime import datetime

from django.utils.translation import gettext as _

from portal.channels.models import Channel, State
from portal.members.audiences import Reader
from portal.members.experience import Clue, Clues, Experience, Subject

# After so many years on a platform one more tells nothing new.
YEARS_COUNTED = 10


def _clues(reader: Reader, subject: Subject, now: datetime) -> Clues:
    """Tell who runs a channel on one of the platforms, the longest first."""
    if not subject.channels:
        return {}
    running = Channel.objects.visible_to(reader).filter(
        platform__slug__in=subject.channels, state=State.ACTIVE, since__lte=now.date()
    )
    clues: dict[int, Clue] = {}
    for organisation_id, name, since in running.order_by("since", "pk").values_list(
        "organisation_id", "platform__name", "since"
    ):
        assert since is not None  # noqa: S101 - the filter asks for it
        years = min((now.date() - since).days / 365.25, YEARS_COUNTED)
        text = _("on %(platform)s since %(year)d") % {"platform": name, "year": since.year}
        clues.setdefault(organisation_id, Clue(years / YEARS_COUNTED * 2, text))
    return clues


CHANNELS = Experience("channel", _clues)
