"""The mail to people without an account. What is not right any more when it is due is not sent."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils import timezone

from portal.editorial.models import Opinion
from portal.kernel.content import Reference
from portal.notifications.mail import Mail, send_for
from portal.outbox.registry import Failure, slow


@slow
def mail_opinion_asked(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Send somebody the link to what she is asked about."""
    return send_for(references, _asked)


def _asked(reference: Reference) -> Iterable[Mail]:
    usable = Opinion.objects.usable(timezone.now()).exclude(email="")
    found = usable.select_related("submission__page", "submission__organisation", "asked_by")
    for opinion in found.filter(key=reference.key, submission__outcome=""):
        yield Mail(
            template="opinion_asked",
            to=opinion.email,
            name=opinion.name,
            language=opinion.language,
            context={"opinion": opinion, "submission": opinion.submission},
            once=opinion.nonce,
        )
