"""How what happens on a page's way reads for who was told of it, as far as she may know now."""

from collections.abc import Callable, Collection, Mapping

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from portal.editorial.models import Opinion, StepState, Submission
from portal.editorial.queries.desk import seen_by
from portal.editorial.rules import Outcome
from portal.members.models import User
from portal.notifications.matters import Shown

EXCERPT = 300
Shows = Mapping[str, Shown]


def waiting(reader: User, keys: Collection[str]) -> Shows:
    """Steps that wait for a decision; those that were decided are settled."""
    return _steps(reader, keys, lambda county: _("A page of %(county)s waits for you") % county)


def overdue(reader: User, keys: Collection[str]) -> Shows:
    """The same, as a reminder."""
    return _steps(reader, keys, lambda county: _("A page of %(county)s is overdue") % county)


def escalated(reader: User, keys: Collection[str]) -> Shows:
    """The same, for the moderators."""
    return _steps(
        reader, keys, lambda county: _("Nobody decides about a page of %(county)s") % county
    )


def changes(reader: User, keys: Collection[str]) -> Shows:
    """Pages that came back to their author; those that were handed in again are settled."""
    return {
        key: _shown(
            step.workflow_state.submission,
            _("Changes are wanted to your page"),
            excerpt=step.comment,
            is_settled=step.workflow_state.status != "needs_changes",
        )
        for key, step in _found(reader, keys).items()
    }


_ENDED = {
    Outcome.RELEASED: lambda: _("Your page is released"),
    Outcome.REJECTED: lambda: _("Your page was rejected"),
    Outcome.WITHDRAWN: lambda: _("The page was withdrawn"),
    Outcome.ENDED: lambda: _("The moderators ended the submission of your page"),
}


def ended(reader: User, keys: Collection[str]) -> Shows:
    """Submissions that are over."""
    found = seen_by(reader).filter(key__in=keys, outcome__in=_ENDED)
    return {
        one.key: _shown(one, _ENDED[Outcome(one.outcome)](), excerpt=one.reason) for one in found
    }


def opinions(reader: User, keys: Collection[str]) -> Shows:
    """What somebody without an account said."""
    found = Opinion.objects.filter(key__in=keys, submission__in=seen_by(reader).order_by())
    return {
        one.key: _shown(
            one.submission,
            _("%(office)s has given an opinion") % {"office": one.office},
            excerpt=one.comment,
        )
        for one in found.select_related("submission__page")
    }


def _steps(reader: User, keys: Collection[str], text: Callable[[Mapping[str, str]], str]) -> Shows:
    return {
        key: _shown(
            step.workflow_state.submission,
            text({"county": step.workflow_state.submission.organisation.display_name}),
            excerpt=step.workflow_state.submission.note,
            is_settled=not step.waits,
        )
        for key, step in _found(reader, keys).items()
    }


def _found(reader: User, keys: Collection[str]) -> dict[str, StepState]:
    numbers = [int(key) for key in keys]
    steps = StepState.objects.filter(
        pk__in=numbers, workflow_state__submission__in=seen_by(reader).order_by()
    )
    submission = "workflow_state__submission"
    related = steps.select_related(f"{submission}__page", f"{submission}__organisation")
    return {str(step.pk): step for step in related}


def _shown(
    submission: Submission, text: str, *, excerpt: str = "", is_settled: bool = False
) -> Shown:
    return Shown(
        text=text,
        title=submission.page.draft_title,
        url=reverse("editorial:page", args=[submission.page_key]),
        excerpt=Truncator(excerpt).chars(EXCERPT),
        conversation=submission.page_key,
        is_settled=is_settled,
    )
