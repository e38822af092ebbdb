"""Pages on their way, as tests need them, made by the actions people use."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from casestudies.models import CaseStudy
from portal.editorial.actions import deciding
from portal.editorial.actions.opinions import ask_opinion
from portal.editorial.actions.submitting import hand_in
from portal.editorial.models import Opinion, StepState, Submission
from portal.editorial.queries.pages import step_of
from portal.members.models import Organisation, User
from portal.taxonomy.models import Topic
from tests.factories.casestudies import case_study

_COMPLETE: dict[str, Any] = {
    "title": "Sprechstunde im Livestream",
    "summary": "Eine Stunde Fragen und Antworten.",
    "period_start": date(2026, 3, 1),
    "effort_note": "Zwei Tage.",
    "contact_unit": "Pressestelle",
}


def complete_case_study(of: Organisation, **fields: Any) -> CaseStudy:
    """Import a case study that lacks nothing."""
    topics = list(Topic.objects.all()[:1])
    return case_study(of, **_COMPLETE | {"topics": topics} | fields)


def draft_of(author: User, of: Organisation, **fields: Any) -> CaseStudy:
    """Make a draft that its author began and that lacks nothing; nobody reads it yet."""
    page = complete_case_study(of, **{"publish": False} | fields)
    CaseStudy.objects.filter(pk=page.pk).update(owner=author)
    page = CaseStudy.objects.get(pk=page.pk)
    page.save_revision(user=author)
    return CaseStudy.objects.get(pk=page.pk)


def edit(page: CaseStudy, by: User, **fields: Any) -> CaseStudy:
    """Save another version of a page."""
    latest = page.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(latest, name, value)
    latest.save_revision(user=by, clean=False)
    return CaseStudy.objects.get(pk=page.pk)


def send(author: User, page: CaseStudy, now: datetime | None = None) -> Submission:
    """Hand a page in."""
    return hand_in(actor=author, page=page, note="Bitte bis Freitag.", now=now or timezone.now())


def step(submission: Submission) -> StepState:
    """Return the step that waits."""
    found = step_of(Submission.objects.get(pk=submission.pk))
    assert found is not None
    return found


def agree(actor: User, submission: Submission, **fields: Any) -> Submission:
    """Agree to the newest version."""
    return _decide(deciding.approve, actor, submission, **fields)


def ask_for_changes(actor: User, submission: Submission, **fields: Any) -> Submission:
    """Send it back."""
    return _decide(
        deciding.want_changes, actor, submission, **{"comment": "Bitte kürzen.", **fields}
    )


def _decide(act: Any, actor: User, submission: Submission, **fields: Any) -> Submission:
    page = CaseStudy.objects.get(pk=submission.page_id)
    values = {"revision": page.latest_revision_id, "comment": "", "now": timezone.now()}
    chosen = fields.pop("step", None) or step(submission)
    return act(actor=actor, step=chosen, **(values | fields))


def ask(actor: User, submission: Submission, **fields: Any) -> Opinion:
    """Ask somebody without an account."""
    values = {
        "office": "Rechtsamt", "name": "Rita Recht", "email": "recht@kreis.example",
        "language": "de", "note": "Bitte Abschnitt Recht.", "now": timezone.now(),
    }  # fmt: skip
    return ask_opinion(actor=actor, submission=submission, **(values | fields))
