"""What waits for one person, in the order in which she had better do it.

Each kind of task is one query with a bound; where there is more, a link leads to all of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forum.queries.questions import questions_naming, questions_to_settle
from forum.queries.requests import requests_left, waiting_requests
from forum.rules.request_states import RequestState
from forum.rules.requests import may_decide_request
from portal.channels.queries import channels_to_confirm
from portal.home.queries.pages_waiting import OF_PAGES
from portal.home.queries.tasks import SHOWN, Kind, Task, Urgency, since, until
from portal.joining.queries.applications import applications_to_decide, applications_to_vote_on
from portal.joining.queries.people import invitations_to, organisations_without_leader
from portal.joining.queries.requests import requests_waiting_for, unanswered_requests
from portal.members.models import User
from portal.outbox.models import Entry
from portal.provenance.queries.consents import open_consents_of


@dataclass(frozen=True, slots=True)
class Further:
    """Where all tasks of a kind are, if there are more than are shown."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Everything that waits for somebody."""

    tasks: list[Task]
    further: list[Further]


def waiting_for(person: User, now: datetime) -> Waiting:
    """Gather what waits for her; how many queries it takes depends on her roles alone."""
    tasks: list[Task] = []
    further: list[Further] = []
    for kind in _KINDS:
        found = list(islice(kind.tasks(person, now), SHOWN + 1))
        tasks += found[:SHOWN]
        if len(found) > SHOWN and kind.url_name:
            further.append(Further(str(kind.label), reverse(kind.url_name) + kind.query))
    return Waiting(sorted(tasks, key=lambda task: (task.urgency, task.at)), further)


def _invitations(person: User, now: datetime) -> Iterator[Task]:
    for invitation in invitations_to(person, now)[: SHOWN + 1]:
        yield Task(
            text=_("%(organisation)s invites you to act for it.")
            % {"organisation": invitation.organisation},
            note=until(invitation.expires_at),
            verb=_("Accept"),
            url=reverse("joining:invitation-accept", args=[invitation.token]),
            urgency=Urgency.HAS_AN_END,
            at=invitation.expires_at,
        )


def _votes(person: User, now: datetime) -> Iterator[Task]:
    for application in applications_to_vote_on(person, now)[: SHOWN + 1]:
        assert application.vote_ends_at is not None  # noqa: S101 - a constraint of the database
        yield Task(
            text=_("%(county)s would like to join the working group.")
            % {"county": application.organisation},
            note=until(application.vote_ends_at),
            verb=_("Cast a vote"),
            url=reverse("joining:application-detail", args=[application.key]),
            urgency=Urgency.HAS_AN_END,
            at=application.vote_ends_at,
        )


def _requests(person: User, _now: datetime) -> Iterator[Task]:
    for waiting in requests_waiting_for(person):
        yield Task(
            text=ngettext(
                "%(number)d person asks to join %(organisation)s.",
                "%(number)d people ask to join %(organisation)s.",
                waiting.number,
            )
            % {"number": waiting.number, "organisation": waiting.organisation},
            note=since(waiting.since),
            verb=_("Reply"),
            url=reverse("joining:people", args=[waiting.organisation.slug]),
            urgency=Urgency.SOMEBODY_WAITS,
            at=waiting.since,
        )


def _county_requests(person: User, _now: datetime) -> Iterator[Task]:
    """Whoever decides for the county goes to the requests, her colleagues to the question."""
    for asked in waiting_requests(person)[: SHOWN + 1]:
        decides = asked.state == RequestState.OPEN and may_decide_request(person, asked)
        yield Task(
            text=_("%(county)s is asked: %(question)s")
            % {"county": asked.organisation, "question": asked.question.title},
            note=until(asked.due_at),
            verb=_("Decide") if decides else _("Answer"),
            url=reverse("forum:request-list") if decides else asked.question.get_absolute_url(),
            urgency=Urgency.SOMEBODY_WAITS,
            at=asked.asked_at,
        )


def _left_questions(person: User, _now: datetime) -> Iterator[Task]:
    for left in requests_left(person)[: SHOWN + 1]:
        yield Task(
            text=_("No county answers: %(question)s") % {"question": left.question.title},
            note=since(left.question.asked_at),
            verb=_("Ask another one"),
            url=reverse("forum:question-route", args=[left.question.pk]),
            urgency=Urgency.SOMEBODY_WAITS,
            at=left.question.asked_at,
        )


def _questions(person: User, _now: datetime) -> Iterator[Task]:
    for question in questions_naming(person)[: SHOWN + 1]:
        yield Task(
            text=_("%(county)s asks you: %(question)s")
            % {"county": question.organisation, "question": question.title},
            note=since(question.asked_at),
            verb=_("Answer"),
            url=question.get_absolute_url(),
            urgency=Urgency.SOMEBODY_WAITS,
            at=question.asked_at,
        )


def _answers(person: User, now: datetime) -> Iterator[Task]:
    for question in questions_to_settle(person)[: SHOWN + 1]:
        yield Task(
            text=ngettext(
                "%(number)d answer to your question: %(question)s",
                "%(number)d answers to your question: %(question)s",
                question.answers_count,
            )
            % {"number": question.answers_count, "question": question.title},
            note=_("Say which one helped: others find it then."),
            verb=_("Accept an answer"),
            url=question.get_absolute_url(),
            urgency=Urgency.GOOD_TO_KNOW,
            at=getattr(question, "answered_at", now),
        )


def _channels(person: User, now: datetime) -> Iterator[Task]:
    for due in channels_to_confirm(person, now):
        yield Task(
            text=ngettext(
                "Is %(number)d channel of %(organisation)s still as the register says?",
                "Are %(number)d channels of %(organisation)s still as the register says?",
                due.number,
            )
            % {"number": due.number, "organisation": due.organisation},
            note=_("Nobody has confirmed it for a year."),
            verb=_("Confirm"),
            url=reverse("channels:organisation-channels", args=[due.organisation.slug]),
            urgency=Urgency.UPKEEP,
            at=due.since,
        )


def _applications(person: User, _now: datetime) -> Iterator[Task]:
    for application in applications_to_decide(person)[: SHOWN + 1]:
        yield Task(
            text=_("%(county)s has applied.") % {"county": application.organisation},
            note=since(application.submitted_at),
            verb=_("Decide"),
            url=reverse("joining:application-detail", args=[application.key]),
            urgency=Urgency.SOMEBODY_WAITS,
            at=application.submitted_at,
        )


def _left_requests(person: User, now: datetime) -> Iterator[Task]:
    if not person.is_moderator:
        return
    for request in unanswered_requests()[: SHOWN + 1]:
        if request.organisation:
            yield Task(
                text=_("Nobody answers a request to join %(organisation)s.")
                % {"organisation": request.organisation},
                note=since(request.confirmed_at or now),
                verb=_("Step in"),
                url=reverse("joining:people", args=[request.organisation.slug]),
                urgency=Urgency.SOMEBODY_WAITS,
                at=request.confirmed_at or now,
            )


def _left_organisations(person: User, now: datetime) -> Iterator[Task]:
    if not person.is_moderator:
        return
    for organisation in organisations_without_leader(now)[: SHOWN + 1]:
        yield Task(
            text=_("%(organisation)s has no coordinator.") % {"organisation": organisation},
            verb=_("Invite one"),
            url=reverse("joining:people", args=[organisation.slug]),
            urgency=Urgency.UPKEEP,
            at=now,
        )


def _deliveries(person: User, now: datetime) -> Iterator[Task]:
    if person.platform_role != User.PlatformRole.ADMINISTRATOR:
        return
    failed = Entry.objects.exclude(failed_at=None).aggregate(
        number=Count("pk"), since=Min("failed_at")
    )
    if failed["number"]:
        yield Task(
            text=ngettext(
                "%(number)d mail or delivery has failed for good.",
                "%(number)d mails or deliveries have failed for good.",
                failed["number"],
            )
            % failed,
            note=since(failed["since"] or now),
            verb=_("See why"),
            url=reverse("admin:outbox_entry_changelist") + "?state=failed",
            urgency=Urgency.SOMEBODY_WAITS,
            at=failed["since"] or now,
        )


def _consents(person: User, _now: datetime) -> Iterator[Task]:
    for source in open_consents_of(person)[: SHOWN + 1]:
        yield Task(
            text=_("A page is to be made of what %(county)s wrote: may it be?")
            % {"county": source.county},
            note=since(source.asked_at),
            verb=_("Decide about your text"),
            url=reverse("provenance:consent-decide", args=[source.key]),
            urgency=Urgency.SOMEBODY_WAITS,
            at=source.asked_at,
        )


_KINDS = (
    Kind(_invitations),
    Kind(_votes, gettext_lazy("All votes"), "joining:application-list"),
    Kind(_requests, gettext_lazy("All your organisations"), "account"),
    Kind(_county_requests, gettext_lazy("All requests to your county"), "forum:request-list"),
    Kind(
        _questions, gettext_lazy("All questions to you"), "forum:question-list", "?ansicht=fuer-uns"
    ),
    Kind(_answers, gettext_lazy("All your questions"), "forum:question-list", "?ansicht=von-uns"),
    Kind(_consents, gettext_lazy("All your consents"), "provenance:consent-list"),
    *OF_PAGES,
    Kind(_channels, gettext_lazy("All your organisations"), "account"),
    Kind(_applications, gettext_lazy("All applications"), "joining:application-list"),
    Kind(_left_requests),
    Kind(
        _left_questions,
        gettext_lazy("All questions no county answers"),
        "forum:request-list",
        "?ansicht=moderation",
    ),
    Kind(_left_organisations),
    Kind(_deliveries),
)
