"""Mails on the way into the group. What is not right any more when a mail is due is not sent."""

from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse

from portal.kernel.content import Reference
from portal.members.models import Organisation
from portal.members.queries import leaders_of
from portal.notifications.mail import Mail, send_for
from portal.onboarding.models import MeetingSuggestion, Mentorship, MentorshipEvent, PersonPath
from portal.onboarding.queries.mentoring import events_with
from portal.onboarding.queries.paths import steps_of
from portal.onboarding.rules.paths import has_path
from portal.onboarding.rules.states import WAITING, State
from portal.outbox.registry import Failure, slow


@slow
def mail_nudge(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Remind people of one step each."""
    return send_for(references, _nudge)


@slow
def mail_mentorship(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Tell those who lead the two counties what happened to their mentorship."""
    return send_for(references, _mentorship)


@slow
def mail_meeting(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Bring a mentor's leaders what their mentee suggests."""
    return send_for(references, _meeting)


def _nudge(reference: Reference) -> Iterable[Mail]:
    paths = PersonPath.objects.filter(
        key=reference.key, nudges_stopped_at=None, membership__user__is_active=True
    ).select_related("membership__organisation", "membership__user")  # fmt: skip
    for path in paths:
        person = path.membership.user
        for found in steps_of([path.membership] if has_path(path.membership.organisation) else []):
            if found.step:
                stop = reverse("onboarding:nudges-stop", args=[path.stop_token])
                yield Mail(
                    template="onboarding_nudge",
                    to=person.email,
                    name=person.name,
                    language=person.language,
                    context={"found": found, "step": found.step, "stop": stop},
                    once=str(path.nudges),
                    unsubscribe=stop,
                )


def _mentorship(reference: Reference) -> Iterable[Mail]:
    for event in events_with([reference.key]):
        for organisation in _told(event):
            if not has_path(organisation):
                continue
            for leader in leaders_of(organisation):
                yield Mail(
                    template="mentorship",
                    to=leader.email,
                    name=leader.name,
                    language=leader.language,
                    context={
                        "event": event,
                        "organisation": organisation,
                        "other": event.mentorship.other_side(organisation),
                        "is_mentor": organisation.pk == event.mentorship.mentor_id,
                    },
                )


def _told(event: MentorshipEvent) -> Iterable[Organisation]:
    """Return whose leaders are told: both, or the side that did not do it itself.

    A consent is asked for while it is still missing.
    """
    one = event.mentorship
    if event.state in WAITING:
        if one.state not in WAITING:
            return ()
        waits_for = {
            State.PROPOSED: (one.mentor, one.mentee),
            State.MENTOR_AGREED: (one.mentee,),
            State.MENTEE_AGREED: (one.mentor,),
        }
        return [
            side for side in waits_for[State(event.state)] if side in waits_for[State(one.state)]
        ]
    if event.state == State.ACTIVE or event.organisation is None:
        return (one.mentor, one.mentee)
    return (one.other_side(event.organisation),)


def _asked(one: Mentorship, state: str) -> tuple[Organisation, ...]:
    """Return whose yes is missing in a state."""
    missing = {
        State.PROPOSED: (one.mentor, one.mentee),
        State.MENTOR_AGREED: (one.mentee,),
        State.MENTEE_AGREED: (one.mentor,),
    }
    return missing.get(State(state), ())


def _meeting(reference: Reference) -> Iterable[Mail]:
    suggestions = MeetingSuggestion.objects.filter(key=reference.key, mentorship__state="active")
    for one in suggestions.select_related(
        "mentorship__mentor", "mentorship__mentee", "sent_by"
    ):  # fmt: skip
        mentor = one.mentorship.mentor
        for leader in leaders_of(mentor) if has_path(mentor) else ():
            yield Mail(
                template="meeting_suggestion",
                to=leader.email,
                name=leader.name,
                language=leader.language,
                context={"suggestion": one},
            )
