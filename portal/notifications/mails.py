"""Mails of what people are told in their inbox, as far as it is new to them when it is sent."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils import translation

from portal.kernel.content import Reference
from portal.notifications.inbox import inbox_of, line_of, unread
from portal.notifications.mail import Mail, mail_to, send_for
from portal.notifications.models import InboxNotice
from portal.outbox.registry import Failure, slow


@slow
def mail_notices(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Send what people are told: one mail for each notice."""
    return send_for(references, _mails)


def _mails(reference: Reference) -> Iterable[Mail]:
    rows = InboxNotice.objects.select_related("person").filter(key=reference.key)
    # Whoever has read it on the site, or takes no part any more, gets no mail.
    for row in rows:
        if unread(inbox_of(row.person)).filter(pk=row.pk).exists():
            yield from _mail(row)


def _mail(row: InboxNotice) -> Iterable[Mail]:
    person = row.person
    with translation.override(person.language):
        line = line_of(person, row)
    if line.reason and line.reason.notice and line.shown and not line.shown.is_settled:
        yield mail_to(
            person,
            "notice",
            context={"shown": line.shown, "why": line.reason.text},
            notice=line.reason.notice,
            conversation=line.shown.conversation,
        )
