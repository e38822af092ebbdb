"""Mails about pages."""

from collections.abc import Iterable, Mapping, Sequence

from portal.kernel.content import Reference
from portal.members.models import User
from portal.members.queries import moderators
from portal.notifications.mail import Mail, mail_to, send_for
from portal.outbox.registry import Failure, slow
from portal.publishing.guards import obstacles_to
from portal.publishing.models import ContentPage, content_models
from portal.publishing.rules import may_enter_cms, may_work_on


@slow
def mail_publication_held(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Tell editors that a page did not go live at its time, and what keeps it from that."""
    return send_for(references, _held)


def _held(reference: Reference) -> Iterable[Mail]:
    page = _page(reference)
    latest = page and page.get_latest_revision_as_object()
    obstacles = obstacles_to(latest) if latest else []
    if page and obstacles:
        for editor in _editors(page):
            yield mail_to(
                editor,
                "publication_held",
                context={"page": page, "obstacles": obstacles},
                once=str(page.latest_revision_id),
            )


def _page(reference: Reference) -> ContentPage | None:
    for model in content_models():
        if model.kind == reference.kind:
            found: ContentPage | None = model.objects.filter(key=reference.key).first()
            return found
    return None


def _editors(page: ContentPage) -> list[User]:
    """Return who began it, if she edits, and the moderators who may work on it."""
    people = dict.fromkeys((*filter(None, [page.owner]), *moderators()))
    return [one for one in people if may_enter_cms(one) and may_work_on(one, page)]
