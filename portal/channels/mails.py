"""The register's mails."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from portal.channels.models import Channel, State
from portal.kernel.content import Reference
from portal.members.models import ACTIVE_STATUSES, Organisation
from portal.members.queries import leaders_of
from portal.notifications.mail import Mail, mail_to, send_for
from portal.notifications.notices import Notice
from portal.outbox.registry import Failure, slow

CHANNELS_TO_CONFIRM = Notice(
    "channels_to_confirm", _("Yearly reminder to confirm your channels (for coordinators)")
)


@slow
def mail_confirmation_due(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Ask those who keep a county's channels whether the entries are still right."""
    return send_for(references, _confirmation_mails)


def _confirmation_mails(reference: Reference) -> Iterator[Mail]:
    """Write to today's leaders about what is unconfirmed by now; confirming resets reminders."""
    organisation = Organisation.objects.filter(
        slug=reference.key, status__in=sorted(ACTIVE_STATUSES)
    ).first()
    if organisation is None:
        return
    channels = list(
        Channel.objects.filter(organisation=organisation, state=State.ACTIVE, reminders__gt=0)
        .select_related("platform", "organisation")
        .order_by("platform__name", "pk")
    )
    if not channels:
        return
    asked = max(channel.reminded_at.isoformat() for channel in channels if channel.reminded_at)
    for leader in leaders_of(organisation):
        yield mail_to(
            leader,
            "channels_confirm",
            context={"organisation": organisation, "channels": channels},
            once=asked,
            notice=CHANNELS_TO_CONFIRM,
        )
