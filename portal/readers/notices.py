"""Who is told of feedback and of new versions, why, and how that reads."""

from collections.abc import Collection, Mapping, Sequence

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import Page

from portal.kernel.content import Reference
from portal.members.audiences import may_see
from portal.members.models import User
from portal.members.queries import leaders_of
from portal.notifications.matters import Matter, Reason, Shown
from portal.notifications.notices import Notice
from portal.notifications.telling import Occasion, tell_each
from portal.outbox.registry import Failure, of_detail
from portal.publishing.models import ContentPage
from portal.readers.models import Feedback, Subscription, Version
from portal.readers.queries import to_settle
from portal.readers.rules import may_settle_feedback
from portal.readers.snapshots import changes

EXCERPT = 200
FEEDBACK = Notice("page_feedback", gettext_lazy("Readers say what your page lacks"))
CHANGES = Notice("page_changes", gettext_lazy("A page you subscribed to has changed"))

_OWNER = Reason(
    name="owner",
    text=gettext_lazy("because you look after this page"),
    stop="notifications:choices",
    notice=FEEDBACK,
)
_LEADS = Reason(
    name="leads",
    text=gettext_lazy("because you are coordinator of the county this page is from"),
    stop="notifications:choices",
    notice=FEEDBACK,
)
_SUBSCRIBED = Reason(
    name="subscribed",
    text=gettext_lazy("because you subscribed to this page"),
    stop="readers:subscriptions",
    notice=CHANGES,
)


def _feedback(reader: User, keys: Collection[str]) -> Mapping[str, Shown]:
    """Say what is said about a page; all that is open about it reads as one."""
    found: dict[str, Shown] = {}
    for feedback in Feedback.objects.filter(key__in=keys).select_related("page"):
        page = feedback.page.specific
        if isinstance(page, ContentPage) and may_settle_feedback(reader, page):
            waiting = to_settle(reader).filter(page=page.pk).count()
            found[feedback.key] = Shown(
                text=ngettext(
                    "%(number)d reader says what is missing",
                    "%(number)d readers say what is missing",
                    max(waiting, 1),
                )
                % {"number": max(waiting, 1)},
                title=page.title,
                url=reverse("readers:feedback-list"),
                excerpt=Truncator(feedback.missing).chars(EXCERPT),
                conversation=page.key,
                is_settled=not waiting,
            )
    return found


def _changed(reader: User, keys: Collection[str]) -> Mapping[str, Shown]:
    versions = Version.objects.filter(key__in=keys).select_related("page")
    found: dict[str, Shown] = {}
    for version in versions.visible_to(reader):
        page = version.page.specific
        if isinstance(page, ContentPage) and page.live and may_see(reader, page):
            found[version.key] = Shown(
                text=_("A page you subscribed to has changed"),
                title=page.title,
                url=reverse("readers:version-changes", args=[page.pk, version.key]),
                excerpt=_what_changed(version, reader),
                conversation=page.key,
            )
    return found


def _what_changed(version: Version, reader: User) -> str:
    earlier = Version.objects.filter(page=version.page_id, pk__lt=version.pk).visible_to(reader)
    before = earlier.first()
    model = version.page.specific_class
    if before is None or model is None:
        return ""
    labels = [str(one.label) for one in changes(before.content, version.content, model)]
    return Truncator(", ".join(labels)).chars(EXCERPT)


MISSING = Matter("page_feedback", (_OWNER, _LEADS), _feedback)
CHANGED = Matter("page_changed", (_SUBSCRIBED,), _changed)
READING = (MISSING, CHANGED)
READING_NOTICES = (FEEDBACK, CHANGES)


@of_detail
def tell_of_missing(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Tell who looks after a page that something is missing, once a day and page."""
    return tell_each(references, _of_feedback)


@of_detail
def tell_of_new_version(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Tell who subscribed to them that pages say something new."""
    return tell_each(references, _of_version)


def _of_feedback(reference: Reference) -> Occasion | None:
    feedback = Feedback.objects.filter(key=reference.key, done_at=None).first()
    page = _page(feedback.page_id) if feedback else None
    if feedback is None or page is None or not _is_first_of_its_day(feedback):
        return None
    reasons = dict.fromkeys(leaders_of(page.organisation).values_list("pk", flat=True), "leads")
    if page.owner_id:
        reasons[page.owner_id] = "owner"
    return Occasion(
        matter=MISSING,
        about=feedback.reference,
        reasons=reasons,
        may_know=lambda person: bool(may_settle_feedback(person, page)),
    )


def _is_first_of_its_day(feedback: Feedback) -> bool:
    """Whether nobody was told today of something open about this page: one mail is enough."""
    day = localtime(feedback.given_at).replace(hour=0, minute=0, second=0, microsecond=0)
    earlier = Feedback.objects.filter(
        page=feedback.page_id, given_at__gte=day, given_at__lte=feedback.given_at, done_at=None
    ).exclude(pk__gte=feedback.pk)
    return not any(one.asks for one in earlier)


def _of_version(reference: Reference) -> Occasion | None:
    version = Version.objects.filter(key=reference.key).first()
    page = _page(version.page_id) if version else None
    if version is None or page is None or not page.live:
        return None
    people = Subscription.objects.filter(page=page.pk, since__lt=version.published_at)
    return Occasion(
        matter=CHANGED,
        about=version.reference,
        reasons=dict.fromkeys(people.values_list("person", flat=True), "subscribed"),
        may_know=lambda person: may_see(person, page) and may_see(person, version),
    )


def _page(pk: int) -> ContentPage | None:
    page = Page.objects.get(pk=pk).specific
    return page if isinstance(page, ContentPage) else None
