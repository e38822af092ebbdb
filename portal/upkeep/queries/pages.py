"""Pages of every kind as upkeep needs them, and who looks after them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.audiences import Reader
from portal.members.models import ACTIVE_STATUSES, LEADING, Membership, Organisation, User
from portal.members.queries import moderators
from portal.members.rules import leads
from portal.publishing.models import ContentPage, content_models, hidden_pages
from portal.publishing.rules import may_enter_cms
from portal.upkeep.models import Review, ReviewInterval, Upkeep
from portal.upkeep.rules import NOT_HERS, Outcome, acts_for, may_review

_COLUMNS = (
    "title", "draft_title", "slug", "live", "key", "owner", "visibility", "published_at",
    "first_published_at", "organisation__display_name", "organisation__slug",
    "organisation__status", "organisation__kind", "organisation__land",
)  # fmt: skip
# People by page, each with the reason she is told.
Told = Mapping[int, Mapping[int, str]]


def kinds() -> dict[str, type[ContentPage]]:
    """Return every kind of page by its name."""
    return {model.kind: model for model in content_models()}


def page_called(pk: int) -> ContentPage | None:
    """Return the page with this number, whatever its kind, published or not."""
    kind = Page.objects.filter(pk=pk).values_list("content_type", flat=True).first()
    model = ContentType.objects.get_for_id(kind).model_class() if kind else None
    if model is None or not issubclass(model, ContentPage):
        return None
    return _called(model, [pk]).get(pk)


def pages_called(pks: Collection[int]) -> dict[int, ContentPage]:
    """Return pages by number as lists show them; one query for each kind."""
    found: dict[int, ContentPage] = {}
    for model in content_models() if pks else ():
        found |= _called(model, pks)
    return found


def _called(model: Any, pks: Collection[int]) -> dict[int, ContentPage]:
    dates = ("last_reviewed",) if keeps_date(model) else ()
    pages = model.objects.filter(pk__in=pks).select_related("organisation")
    return {page.pk: page for page in pages.only(*_COLUMNS, *dates)}


def keeps_date(model: type[ContentPage]) -> bool:
    """Whether pages of this kind say themselves when they were last reviewed."""
    return any(field.name == "last_reviewed" for field in model._meta.concrete_fields)


def upkeep_of(page: ContentPage) -> Upkeep:
    """Return how a page is looked after; for one not noted yet, as it would be."""
    found = Upkeep.objects.select_related("deputy").filter(page=page.pk).first()
    return found or Upkeep(page_id=page.pk)


def looks_after(person: Reader, page: ContentPage, deputy_id: int | None) -> Verdict:
    """Whether she reviews the page; a draft that is hidden from her in the CMS is so here."""
    verdict = may_review(person, page, deputy_id)
    if not verdict or page.live or not isinstance(person, User):
        return verdict
    named = person.pk in {page.owner_id, deputy_id} and acts_for(person, page.organisation_id)
    if named or leads(person, page.organisation):
        return verdict
    hidden = hidden_pages(person).filter(pk=page.pk).exists()
    return refused(NOT_HERS) if hidden else ALLOWED


def title_of(page: ContentPage) -> str:
    """Return a page's title: what a draft of a published page is called is for its editors."""
    return page.title if page.live else page.draft_title


def page_at(address: str) -> ContentPage | None:
    """Return the published page at an address as it stands in a browser, or None."""
    path = address.strip().split("?")[0].split("#")[0].rstrip("/")
    slug = path.rsplit("/", 1)[-1]
    for model in content_models():
        page = model.objects.filter(slug=slug, live=True).select_related("organisation").first()
        if page and path.endswith(page.get_absolute_url().rstrip("/")):
            found: ContentPage = page
            return found
    return None


def editing_place(person: Reader, page: ContentPage) -> str:
    """Return where she edits the page herself, or "" where others do that for her."""
    if may_enter_cms(person):
        return reverse("wagtailadmin_pages:edit", args=[page.pk])
    writes = isinstance(person, User) and (
        page.owner_id == person.pk or leads(person, page.organisation)
    )
    return page.writing_url if writes else ""


def people_to_name(organisation: Organisation) -> list[User]:
    """Return who may look after a page of an organisation: its own people."""
    own = User.objects.filter(is_active=True, memberships__organisation=organisation)
    return list(own.order_by("name", "pk"))


def months_named() -> tuple[dict[str, int], dict[str, int]]:
    """Return the months moderators have set, by kind and by the topic's address; one query."""
    by_kind: dict[str, int] = {}
    by_topic: dict[str, int] = {}
    rows = ReviewInterval.objects.values_list("kind", "topic__slug", "months")
    for kind, topic, months in rows:
        if topic:
            by_topic[topic] = months
        else:
            by_kind[kind] = months
    return by_kind, by_topic


def topics_of(model: type[ContentPage], pks: Collection[int]) -> Mapping[int, list[str]]:
    """Return the addresses of the topics of pages of a kind; one query."""
    field: Any = model._meta.get_field("topics")
    owner, target = field.m2m_field_name(), field.m2m_reverse_field_name()
    rows = field.remote_field.through.objects.filter(**{f"{owner}__in": pks})
    found: defaultdict[int, list[str]] = defaultdict(list)
    for pk, slug in rows.values_list(f"{owner}_id", f"{target}__slug"):
        found[pk].append(slug)
    return found


def last_valid(pks: Collection[int]) -> Mapping[int, Any]:
    """Return when pages were last found to be valid; one query."""
    rows = Review.objects.filter(page__in=pks, outcome=Outcome.VALID).order_by()
    found = rows.values_list("page").annotate(last=Max("at"))
    return {pk: timezone.localdate(last) for pk, last in found}


@dataclass(frozen=True, slots=True)
class Cared:
    """A page as far as it says who is to be told about it."""

    pk: int
    organisation_id: int
    owner_id: int | None
    deputy_id: int | None


def caretakers_of(pages: Iterable[Cared]) -> Told:
    """Return owner and deputy of each page, as far as they still act for its county.

    Where nobody of them is left, the county's coordinators; without any, the moderators.
    """
    asked = list(pages)
    there = _pairs(asked)
    leaders = leaders_by_organisation({one.organisation_id for one in asked})
    found: dict[int, Mapping[int, str]] = {}
    for one in asked:
        named = ((one.deputy_id, "stands_in"), (one.owner_id, "looks_after"))
        own = {pk: why for pk, why in named if pk and (pk, one.organisation_id) in there}
        found[one.pk] = own or leaders.get(one.organisation_id) or moderators_told()
    return found


def leaders_by_organisation(organisations: Collection[int]) -> dict[int, dict[int, str]]:
    """Return who leads each organisation, to be told; one query."""
    rows = Membership.objects.filter(
        role__in=LEADING,
        organisation__in=organisations,
        organisation__status__in=ACTIVE_STATUSES,
        user__is_active=True,
    )
    found: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for organisation, user in rows.values_list("organisation_id", "user_id"):
        found[organisation][user] = "leads"
    return dict(found)


def moderators_told() -> dict[int, str]:
    """Return the moderators, to be told."""
    return dict.fromkeys(moderators().values_list("pk", flat=True), "moderates")


def _pairs(pages: Collection[Cared]) -> set[tuple[int, int]]:
    """Return who still acts for which of the organisations; one query."""
    people = {pk for one in pages for pk in (one.owner_id, one.deputy_id) if pk}
    rows = Membership.objects.filter(
        Q(organisation__status__in=ACTIVE_STATUSES, user__is_active=True),
        user__in=people,
        organisation__in={one.organisation_id for one in pages},
    )
    return set(rows.values_list("user_id", "organisation_id"))
