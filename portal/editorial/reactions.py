"""What the wiring calls to tell people of what happens on a page's way."""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import QuerySet

from portal.editorial import matters
from portal.editorial.models import Opinion, StepState, Submission, releasers_of
from portal.editorial.models.steps import newest
from portal.editorial.queries.desk import seen_by
from portal.editorial.queries.pages import page_of, step_of
from portal.editorial.queries.people import asked_at, authors, moderators_reading
from portal.kernel.content import Reference
from portal.members.models import User
from portal.notifications.matters import Matter
from portal.notifications.telling import Occasion, tell_each
from portal.outbox.registry import Failure

Failures = Mapping[Reference, Failure]
References = Sequence[Reference]
People = Mapping[str, Collection[int]]


def tell_of_review(references: References) -> Failures:
    """Tell who decides that a page waits."""
    return tell_each(references, lambda one: _of_step(matters.WAITS, one))


def tell_of_overdue(references: References) -> Failures:
    """Remind them."""
    return tell_each(references, lambda one: _of_step(matters.OVERDUE, one))


def tell_of_escalation(references: References) -> Failures:
    """Tell the moderators as well that nobody decides."""
    return tell_each(references, lambda one: _of_step(matters.ESCALATED, one))


def tell_of_changes(references: References) -> Failures:
    """Tell the author what is wanted."""
    return tell_each(references, _of_changes)


def tell_of_end(references: References) -> Failures:
    """Tell the author and the county what became of a page."""
    return tell_each(references, _of_end)


def tell_of_opinion(references: References) -> Failures:
    """Tell who asked, and who decides, what somebody thinks."""
    return tell_each(references, _of_opinion)


def _of_step(matter: Matter, reference: Reference) -> Occasion | None:
    step = _step(reference)
    if step is None or not step.waits:
        return None
    submission = step.workflow_state.submission
    page = page_of(submission)
    if page is None:
        return None
    people: dict[str, Collection[int]] = {"decides": asked_at(step, page).pks}
    if matter is matters.ESCALATED:
        people["moderates"] = {one.pk for one in moderators_reading(page, newest(page))}
    return _occasion(matter, reference, submission, people)


def _of_changes(reference: Reference) -> Occasion | None:
    step = _step(reference)
    page = page_of(step.workflow_state.submission) if step else None
    if step is None or page is None or step.status != step.STATUS_REJECTED:
        return None
    state = step.workflow_state
    return _occasion(matters.CHANGES, reference, state.submission, {"wrote": authors(state, page)})


def _of_end(reference: Reference) -> Occasion | None:
    submission = _submissions().filter(key=reference.key).exclude(outcome="").first()
    page = page_of(submission) if submission else None
    if submission is None or page is None:
        return None
    people = {
        "wrote": authors(submission.workflow_state, page),
        "releases": set(releasers_of(submission.organisation).values_list("pk", flat=True)),
    }
    return _occasion(matters.ENDED, reference, submission, people, without=submission.ended_by_id)


def _of_opinion(reference: Reference) -> Occasion | None:
    opinion = Opinion.objects.filter(key=reference.key).exclude(given_at=None).first()
    if opinion is None:
        return None
    submission = _submissions().get(pk=opinion.submission_id)
    step, page = step_of(submission), page_of(submission)
    people: dict[str, Collection[int]] = {"asked": {opinion.asked_by_id or 0}}
    if step and page:
        people["decides"] = asked_at(step, page).pks
    return _occasion(matters.OPINION, reference, submission, people)


def _step(reference: Reference) -> StepState | None:
    steps = StepState.objects.filter(pk=int(reference.key))
    return steps.select_related("workflow_state__submission__organisation").first()


def _submissions() -> QuerySet[Submission]:
    return Submission.objects.select_related("workflow_state", "organisation")


def _occasion(
    matter: Matter,
    about: Reference,
    submission: Submission,
    people: People,
    without: int | None = None,
) -> Occasion:
    """Give each person her strongest reason, as long as she may know of the submission."""
    reasons: dict[int, str] = {}
    for reason in matter.reasons:
        for person in people.get(reason.name, ()):
            if person != without:
                reasons.setdefault(person, reason.name)
    return Occasion(
        matter=matter,
        about=about,
        reasons=reasons,
        may_know=lambda person: _knows(person, submission),
    )


def _knows(person: User, submission: Submission) -> bool:
    return bool(seen_by(person).filter(pk=submission.pk).exists())
