"""What all pages about a submission have in common."""

from collections.abc import Collection
from typing import Any

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from portal.editorial.forms import DecideForm, NoteForm
from portal.editorial.models import SectionNote, StepState, Submission
from portal.editorial.models.steps import newest
from portal.editorial.queries.desk import rounds_told
from portal.editorial.queries.pages import (
    base_of,
    label_of,
    newest_submission,
    page_of,
    sections_of,
    step_of,
    wants_changes,
)
from portal.editorial.queries.people import asked_at, authors, partners_for
from portal.editorial.queries.timeline import timeline
from portal.editorial.rules import (
    Step,
    may_ask_opinion,
    may_end,
    may_hand_in,
    may_read_draft,
    may_withdraw,
)
from portal.members.models import User
from portal.members.requests import person_of
from portal.publishing.guards import obstacles_to
from portal.publishing.models import ContentPage, hidden_pages


def submission_or_404(request: HttpRequest, key: str) -> tuple[Submission, ContentPage]:
    """Return the last submission of a page and the page; for strangers there is none."""
    submission = newest_submission(person_of(request), key)
    page = page_of(submission) if submission else None
    if submission is None or page is None:
        raise Http404
    return submission, page


def page_shown(
    request: HttpRequest,
    submission: Submission,
    page: ContentPage,
    *,
    status: int = 200,
    **forms: Any,
) -> HttpResponse:
    """Show where a page stands, who is asked what, and what has happened."""
    person, step, latest = person_of(request), step_of(submission), newest(page)
    told = rounds_told(person, submission)
    context = {
        "submission": submission,
        "page": latest,
        "step": step,
        "now": timezone.now(),
        "wants_changes": wants_changes(submission),
        "last_word": _last_word(submission),
        "events": timeline(told),
        "notes": _notes(told, page),
        "opinions": submission.opinions.order_by("asked_at", "pk"),
        "has_base": base_of(person, submission, page) is not None,
        "note_form": NoteForm(sections_of(page)) if not submission.outcome else None,
        **_acts(person, submission, page, latest, step),
        **forms,
    }
    return render(request, "editorial/page.html", context, status=status)


def _acts(
    person: User,
    submission: Submission,
    page: ContentPage,
    latest: ContentPage,
    step: StepState | None,
) -> dict[str, Any]:
    """Say what this person may do now, and whom the step asks."""
    is_open = not submission.outcome
    asked = asked_at(step, page) if step else None
    deciders = asked.pks if asked else frozenset()
    decides = person.pk in deciders
    wrote = authors(submission.workflow_state, page)
    reads = may_read_draft(person, page, latest)
    form = _decide_form(submission, page, step) if step and decides else None
    return {
        "asked": asked,
        "decides": decides,
        "form": form,
        "obstacles": obstacles_to_release(latest) if decides else (),
        "may_withdraw": is_open and bool(may_withdraw(person, wrote, submission.organisation)),
        "may_end": is_open and not decides and bool(may_end(person, reads=reads)),
        "may_ask": step and bool(may_ask_opinion(person, deciders, latest.organisation)),
        "hands_in": not step and bool(may_hand_in(person, page, latest.organisation)),
        "edit_url": _edit_url(person, page, reads=reads),
    }


def obstacles_to_release(latest: ContentPage) -> list[Any]:
    """Return what would keep the page from being published, but for its being on its way."""
    here = reverse("editorial:page", args=[latest.key])
    return [one for one in obstacles_to(latest) if one.url != here]


def _decide_form(submission: Submission, page: ContentPage, step: StepState) -> DecideForm:
    partners = partners_for(newest(page)) if step.step == Step.EDITORIAL else []
    chosen = _chosen_before(submission) if partners else None
    initial = {"step": step.pk, "revision": page.latest_revision_id, "partner": chosen}
    return DecideForm(partners, initial=initial)


def _chosen_before(submission: Submission) -> int | None:
    """Return the partner chosen when the page was handed in before; it is asked again."""
    before = Submission.objects.filter(page=submission.page_id).exclude(partner=None)
    return before.order_by("-created_at").values_list("partner", flat=True).first()


def _last_word(submission: Submission) -> StepState | None:
    """Return the step that sent the page back, for its author."""
    if not wants_changes(submission):
        return None
    steps = StepState.objects.filter(workflow_state=submission.workflow_state_id)
    return steps.filter(status=StepState.STATUS_REJECTED).order_by("-finished_at").first()


def _notes(told: Collection[int], page: ContentPage) -> list[tuple[str, Any]]:
    """Return the notes of all rounds: what is open stays open when a page is handed in again."""
    found = SectionNote.objects.filter(submission__in=told)
    notes = found.select_related("person").order_by(
        F("settled_at").desc(nulls_first=True), "at", "pk"
    )
    return [(label_of(page, one.section) if one.section else "", one) for one in notes]


def _edit_url(person: User, page: ContentPage, *, reads: bool) -> str:
    """Return where a moderator edits the page, if she may now; the CMS hides internal ones."""
    if not reads or hidden_pages(person).filter(pk=page.pk).exists():
        return ""
    lock = page.get_lock()
    if lock and lock.for_user(person):
        return ""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def article_of(request: HttpRequest, revision: Revision) -> tuple[ContentPage, str]:
    """Return a version and how its readers would see it."""
    page: ContentPage = revision.as_object()
    page.derive()
    return page, page.article(request)


def kept_nowhere(response: HttpResponse) -> HttpResponse:
    """Keep a page behind a secret link out of caches, of search engines, and of other sites.

    Not "no-referrer": the browser would send the form from nowhere, and Django refuse it.
    """
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
