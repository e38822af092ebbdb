"""The mails about packages."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils import timezone

from portal.exits.models import ExitPackage, State
from portal.exits.rules import may_download
from portal.kernel.content import Reference
from portal.members.models import User
from portal.members.queries import leaders_of
from portal.notifications.mail import Mail, send_for
from portal.outbox.registry import Failure, slow


@slow
def mail_package(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Tell that a package is ready, or could not be made."""
    return send_for(references, _mails)


def _mails(reference: Reference) -> Iterable[Mail]:
    told = ExitPackage.objects.filter(key=reference.key, state__in=[State.READY, State.FAILED])
    for package in told.select_related("organisation", "requested_by"):
        for person in _readers(package):
            yield Mail(
                template="exit_package",
                to=person.email,
                name=person.name,
                language=person.language,
                context={"package": package, "ready": package.state == State.READY},
                once=package.state,
            )


def _readers(package: ExitPackage) -> Iterable[User]:
    """Return who asked for it, or whoever may download it if she may not (any more)."""
    asked = package.requested_by
    if asked and may_download(asked, package, timezone.localdate()):
        return [asked]
    leaders = leaders_of(package.organisation)
    return [one for one in leaders if may_download(one, package, timezone.localdate())]
