"""Keep in step with pages: whether they are due, and who looks after them."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.kernel.content import Reference
from portal.kernel.verdict import ALLOWED, Verdict, refused, require
from portal.members.models import User
from portal.outbox.recording import record
from portal.publishing.models import ContentPage, content_models
from portal.taxonomy.models import Topic
from portal.upkeep.facts import CaretakersNamed, IntervalChanged, ReviewDateKept
from portal.upkeep.models import ReviewInterval, Upkeep
from portal.upkeep.queries.pages import (
    keeps_date,
    last_valid,
    looks_after,
    months_named,
    people_to_name,
    topics_of,
)
from portal.upkeep.rules import Stage, may_set_intervals, months_after, months_for

BATCH = 200


def hold(pages: Collection[int]) -> dict[int, Upkeep]:
    """Lock how these pages are looked after, in one order; what is new is noted."""
    Upkeep.objects.bulk_create([Upkeep(page_id=pk) for pk in pages], ignore_conflicts=True)
    rows = Upkeep.objects.filter(page__in=pages).order_by("page")
    return {row.page_id: row for row in rows.select_for_update(of=("self",))}


@transaction.atomic
def keep_up(model: type[ContentPage], pks: Collection[int]) -> int:
    """Bring pages of a kind up to date, by number; returns how many have changed.

    Publishing an older draft brings an older date along: what was reviewed here is not lost by it.
    """
    found = model.objects.filter(live=True, pk__in=pks)
    dates = ("last_reviewed",) if keeps_date(model) else ()
    pages = list(found.only("key", "published_at", "first_published_at", *dates))
    numbers = [page.pk for page in pages]
    rows, reviewed = hold(numbers), last_valid(numbers)
    topics, months = topics_of(model, numbers), months_named()
    changed = [
        row for page in pages
        if _settle(
            page, row := rows[page.pk], reviewed.get(page.pk),
            months_for(model.kind, topics.get(page.pk, ()), *months),
        )
    ]  # fmt: skip
    Upkeep.objects.bulk_update(changed, ("reviewed_on", "due_on", "stage", "reminded_on"))
    return len(changed)


def keep_all_up() -> int:
    """Bring all pages up to date, batch by batch, each in a transaction of its own."""
    changed = 0
    for model in content_models():
        live = model.objects.filter(live=True).order_by("pk")
        pks = list(live.values_list("pk", flat=True))
        for start in range(0, len(pks), BATCH):
            changed += keep_up(model, pks[start : start + BATCH])
    return changed


def _settle(page: ContentPage, row: Upkeep, reviewed: date | None, months: int | None) -> bool:
    own: date | None = getattr(page, "last_reviewed", None)
    last = max(filter(None, (own, reviewed)), default=None)
    if last and last != own and keeps_date(type(page)):
        type(page).objects.filter(pk=page.pk).update(last_reviewed=last)
        record(ReviewDateKept(reference=page.reference))
    due = None if row.is_obsolete or months is None else months_after(last or _began(page), months)
    if (row.reviewed_on, row.due_on) == (last, due):
        return False
    if row.due_on != due:
        row.stage, row.reminded_on = Stage.NONE, None
    row.reviewed_on, row.due_on = last, due
    return True


def _began(page: ContentPage) -> date:
    published = page.published_at or page.first_published_at or timezone.now()
    return timezone.localdate(published)


@transaction.atomic
def name_caretakers(
    *, actor: User, page: ContentPage, owner: User | None, deputy: User | None
) -> Upkeep:
    """Say who looks after a page, and who does so in her absence."""
    row = hold([page.pk])[page.pk]
    page.owner_id = Page.objects.values_list("owner", flat=True).get(pk=page.pk)
    require(looks_after(actor, page, row.deputy_id))
    require(_may_be_named(page, owner, deputy))
    Page.objects.filter(pk=page.pk).update(owner=owner)
    Upkeep.objects.filter(pk=row.pk).update(deputy=deputy)
    row.deputy = deputy
    record(CaretakersNamed(reference=page.reference))
    return row


def _may_be_named(page: ContentPage, owner: User | None, deputy: User | None) -> Verdict:
    # Whoever is named already may stay so, wherever she acts: a moderator began it, for example.
    known = {*(one.pk for one in people_to_name(page.organisation)), page.owner_id}
    if {one.pk for one in (owner, deputy) if one} - known:
        return refused(_("Only people of the page's own organisation look after it."))
    if owner and owner == deputy:
        return refused(_("Owner and deputy are two people."))
    return ALLOWED


@transaction.atomic
def set_interval(*, actor: User, months: int, kind: str = "", topic: Topic | None = None) -> None:
    """Say after how many months pages of a kind, or on a topic, are reviewed; 0: there is none."""
    require(may_set_intervals(actor))
    ReviewInterval.objects.update_or_create(kind=kind, topic=topic, defaults={"months": months})
    changed = Reference("topic", topic.slug) if topic else Reference("kind", kind)
    record(IntervalChanged(reference=changed))
