"""What waits for a person around pages: to release, to review, to tell, to tick off."""

from collections.abc import Iterator
from datetime import datetime, time

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.checklists.queries import waiting_for as steps_waiting_for
from portal.editorial.queries.desk import waiting_for as reviews_waiting_for
from portal.home.queries.tasks import SHOWN, Kind, Task, Urgency, since, until
from portal.members.audiences import may_see
from portal.members.models import User
from portal.pages.queries import releases_in_work, times_of
from portal.pages.rules import may_read_draft
from portal.publishing.rules import may_enter_cms
from portal.readers.queries import to_settle
from portal.replication.queries import pages_of, waiting_for_result
from portal.replication.rules import may_edit_report
from portal.upkeep.queries.queue import waiting_for as pages_waiting_for

# Of these, those that wait for their time are left out.
MOST_RELEASES = 30


def _reviews(person: User, now: datetime) -> Iterator[Task]:
    for step in reviews_waiting_for(person, now)[: SHOWN + 1]:
        submission = step.workflow_state.submission
        yield Task(
            text=_("%(county)s has handed in a page: %(page)s")
            % {"county": submission.organisation, "page": submission.page.draft_title},
            note=until(step.due_at),
            verb=_("Release or review"),
            url=reverse("editorial:page", args=[submission.page_key]),
            urgency=Urgency.SOMEBODY_WAITS,
            at=step.started_at,
        )


def _pages(person: User, now: datetime) -> Iterator[Task]:
    for waiting in pages_waiting_for(person, now)[: SHOWN + 1]:
        yield Task(
            text=_("Does this page still hold? %(title)s") % {"title": waiting.page.title},
            verb=_("Review the page"),
            url=reverse("upkeep:page", args=[waiting.pk]),
            urgency=Urgency.UPKEEP,
            at=now,
        )


def _releases(person: User, now: datetime) -> Iterator[Task]:
    """Press releases that are not published; those that wait for their time are settled."""
    found = list(releases_in_work(person)[:MOST_RELEASES])
    times = times_of(found) if found else {}
    for page in found:
        if page.pk not in times and may_read_draft(person, page, planned=False):
            yield Task(
                text=_("A press release is not published yet: %(title)s")
                % {"title": page.draft_title},
                verb=_("Read and publish") if may_enter_cms(person) else _("Open the draft"),
                url=reverse("pages:release-draft", args=[page.key]),
                urgency=Urgency.GOOD_TO_KNOW,
                at=page.latest_revision_created_at or now,
            )


def _feedback(person: User, _now: datetime) -> Iterator[Task]:
    """Say of each page once how many have said what it lacks."""
    pages = to_settle(person).order_by().values("page", "page__title")
    counted = pages.annotate(number=Count("pk"), since=Min("given_at"))
    for one in counted.order_by("since", "page")[: SHOWN + 1]:
        yield Task(
            text=ngettext(
                "%(number)d reader says what is missing: %(title)s",
                "%(number)d readers say what is missing: %(title)s",
                one["number"],
            )
            % {"number": one["number"], "title": one["page__title"]},
            note=since(one["since"]),
            verb=_("Read the feedback"),
            url=reverse("readers:feedback-list"),
            urgency=Urgency.GOOD_TO_KNOW,
            at=one["since"],
        )


def _results(person: User, now: datetime) -> Iterator[Task]:
    """What her county tried half a year ago: how did it go on?"""
    reports = [
        one
        for one in waiting_for_result(person).order_by("asked_at", "pk")[: SHOWN + 1]
        if may_edit_report(person, one)
    ]
    pages = pages_of(reports)
    for report in reports:
        page = pages.get((report.page_kind, report.page_key))
        # While its page is away, a report cannot be changed.
        if page is None or not page.live or not may_see(person, page):
            continue
        yield Task(
            text=_("How did it go on, half a year later? %(title)s") % {"title": page.title},
            note=since(report.asked_at or now),
            verb=_("Say how it went"),
            url=reverse("replication:report-edit", args=[report.key]),
            urgency=Urgency.GOOD_TO_KNOW,
            at=report.asked_at or now,
        )


def _steps(person: User, now: datetime) -> Iterator[Task]:
    for step in steps_waiting_for(person, timezone.localdate(now))[: SHOWN + 1]:
        assert step.due_on is not None  # noqa: S101 - the query asks for those that are due
        yield Task(
            text=_("A step is due: %(step)s (%(copy)s)")
            % {"step": step.title, "copy": step.copy.title},
            note=_("until %(date)s") % {"date": date_format(step.due_on, "DATE_FORMAT")},
            verb=_("Tick it off"),
            url=step.copy.get_absolute_url(),
            urgency=Urgency.SOMEBODY_WAITS,
            at=timezone.make_aware(datetime.combine(step.due_on, time())),
        )


OF_PAGES = (
    Kind(_reviews, gettext_lazy("All pages to release or review"), "editorial:desk"),
    Kind(_releases, gettext_lazy("All press releases"), "pages:press-desk"),
    Kind(_steps, gettext_lazy("All your working copies"), "checklists:copy-list"),
    Kind(_results, gettext_lazy("All your reports"), "replication:report-list"),
    Kind(_feedback, gettext_lazy("All feedback"), "readers:feedback-list"),
    Kind(_pages, gettext_lazy("All pages to review"), "upkeep:queue"),
)
