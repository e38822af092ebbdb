"""How what people are told about pages reads for one of them, as far as she may see it now."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from portal.members.models import User
from portal.notifications.matters import Shown
from portal.publishing.models import ContentPage
from portal.upkeep.models import FoundationChange, Review, Upkeep
from portal.upkeep.queries.pages import looks_after, pages_called
from portal.upkeep.rules import Outcome

EXCERPT = 300

Shows = Mapping[str, Shown]


def reminders(reader: User, keys: Collection[str]) -> Shows:
    """Pages that are to be reviewed; settled when they have another date by now."""
    found = {key: key.split("-") for key in keys}
    pages = _looked_after(reader, (int(parts[0]) for parts in found.values()))
    return {
        key: _reminder(*pages[int(pk)], date.fromisoformat(day))
        for key, (pk, day, _stage) in found.items()
        if int(pk) in pages
    }


def _reminder(page: ContentPage, row: Upkeep, day: date) -> Shown:
    shown = date_format(day, "DATE_FORMAT")
    return Shown(
        text=_("Please review this page: it is due on %(day)s") % {"day": shown},
        title=page.title,
        url=reverse("upkeep:page", args=[page.pk]),
        conversation=page.key,
        is_settled=row.due_on != day,
    )


def feedback(reader: User, keys: Collection[str]) -> Shows:
    """What somebody told a page's authors, or its editors."""
    reviews = Review.objects.filter(key__in=keys, page__isnull=False)
    rows = {review.key: review for review in reviews}
    pages = _looked_after(reader, (one.page_id for one in rows.values() if one.page_id))
    return {
        key: Shown(
            text=_("A page needs to be changed")
            if review.outcome == Outcome.EDIT
            else _("There is feedback to a page"),
            title=pages[review.page_id][0].title,
            url=reverse("upkeep:page", args=[review.page_id]),
            excerpt=Truncator(review.remark).chars(EXCERPT),
            conversation=pages[review.page_id][0].key,
        )
        for key, review in rows.items()
        if review.page_id in pages
    }


def changes(reader: User, keys: Collection[str]) -> Shows:
    """Foundations that have changed; what was taken back meanwhile is not told any more."""
    if not reader.takes_part:
        return {}
    found = FoundationChange.objects.filter(key__in=keys, taken_back_at=None)
    return {
        change.key: _change(change, _("What you look after rests on something that has changed"))
        for change in found.select_related("foundation")
    }


def taken_back(reader: User, keys: Collection[str]) -> Shows:
    """Changes that were noted and do not hold."""
    if not reader.takes_part:
        return {}
    found = FoundationChange.objects.filter(key__in=keys).exclude(taken_back_at=None)
    return {
        change.key: _change(change, _("A change was taken back: nothing is to be done"))
        for change in found.select_related("foundation")
    }


def _change(change: FoundationChange, text: str) -> Shown:
    return Shown(
        text=text,
        title=change.foundation.name,
        url=change.get_absolute_url(),
        excerpt=change.what,
        conversation=change.key,
    )


def _looked_after(reader: User, pks: Iterable[int]) -> dict[int, tuple[ContentPage, Upkeep]]:
    pages = pages_called(list(pks))
    rows = {row.pk: row for row in Upkeep.objects.filter(page__in=pages)}
    return {
        pk: (page, rows[pk])
        for pk, page in pages.items()
        if pk in rows and page.live and looks_after(reader, page, rows[pk].deputy_id)
    }
