"""Asking counties, and what they do about it: taking, handing on, declining, answering."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from forum.actions.care import hold
from forum.actions.openness import hold_open
from forum.facts import (
    CountyAsked,
    CountyRequestAnswered,
    CountyRequestDeclined,
    CountyRequestExpired,
    CountyRequestHandedOn,
    CountyRequestHandedOver,
    CountyRequestLeft,
    CountyRequestTaken,
    CountyRequestWentOn,
    CountyRequestWithdrawn,
)
from forum.models import CountyRequest, Question
from forum.rules.request_states import RequestState, sources_of
from forum.rules.requests import (
    MOST_HOPS,
    is_unanswered,
    may_ask_further,
    may_be_asked,
    may_be_handed,
    may_decide_request,
)
from portal.kernel.text import clean_line
from portal.kernel.verdict import require
from portal.members.models import Organisation, User
from portal.outbox.recording import record

State = RequestState


class TooLate(Exception):
    """The request is not any more where this act could follow: somebody was quicker."""


class AskedAlready(Exception):
    """The county was asked this question before; it is asked once."""


def open_requests(
    question: Question, organisations: Iterable[Organisation], now: datetime
) -> list[CountyRequest]:
    """Ask those who may be asked and were not yet; part of the act that addresses them.

    The caller made the question just now, or holds it.
    """
    asked = _asked_of(question)
    return [
        _ask(question, one, now)
        for one in organisations
        if one.pk not in asked and may_be_asked(one, question)
    ]


def follow_addressees(
    question: Question, addressed_to: Collection[Organisation] | None, now: datetime
) -> None:
    """Bring requests in line with whom an edited question asks; the caller holds it.

    Who is not asked any more, or may not read the question now, is asked no longer. Asking all
    takes nothing back.
    """
    wanted = None if addressed_to is None else {one.pk for one in addressed_to}
    for request in CountyRequest.objects.pending().filter(question=question):
        shut_out = not may_be_asked(request.organisation, question)
        if shut_out or (wanted is not None and request.organisation_id not in wanted):
            _move(request, State.WITHDRAWN, decided_at=now)
            record(CountyRequestWithdrawn(reference=request.reference))
    open_requests(question, addressed_to or (), now)


@transaction.atomic
def ask_further(
    *, actor: User, question: Question, organisations: Collection[Organisation], now: datetime
) -> list[CountyRequest]:
    """Ask further counties; those asked before are left out. Raises NotOpen."""
    question = hold_open(question)
    require(may_ask_further(actor, question))
    for organisation in organisations:
        require(may_be_asked(organisation, question))
    asked = open_requests(question, organisations, now)
    _address(question, [request.organisation for request in asked])
    return asked


@transaction.atomic
def take_request(*, actor: User, request: CountyRequest, now: datetime) -> None:
    """Say that one's county takes care of the question; its time begins anew.

    Raises TooLate, NotOpen.
    """
    require(may_decide_request(actor, request))
    _hold_question_of(request)
    _move(request, State.TAKEN, person=actor, decided_at=now, due_at=_due(now))
    record(CountyRequestTaken(reference=request.reference))


@transaction.atomic
def hand_on_request(
    *, actor: User, request: CountyRequest, to: Organisation, reason: str, now: datetime
) -> CountyRequest:
    """Let another county answer, and say why. Raises TooLate, AskedAlready, NotOpen."""
    require(may_decide_request(actor, request))
    question = _hold_question_of(request)
    require(may_be_handed(to, question))
    if to.pk in _asked_of(question):
        raise AskedAlready
    _move(request, State.HANDED_ON, person=actor, reason=clean_line(reason), decided_at=now)
    following = _ask(question, to, now, came_from=request)
    _address(question, [to])
    record(CountyRequestHandedOn(reference=request.reference))
    return following


@transaction.atomic
def decline_request(*, actor: User, request: CountyRequest, reason: str, now: datetime) -> None:
    """Say that one's county cannot answer, and why. Raises TooLate, NotOpen."""
    require(may_decide_request(actor, request))
    _hold_question_of(request)
    _move(request, State.DECLINED, person=actor, reason=clean_line(reason), decided_at=now)
    record(CountyRequestDeclined(reference=request.reference))


def note_answer(organisation: Organisation, question: Question, now: datetime) -> None:
    """Note that the asked county has answered; part of the answer's act."""
    asked = CountyRequest.objects.filter(question=question, organisation=organisation)
    request = asked.filter(state__in=sources_of(State.ANSWERED)).first()
    if request:
        _move(request, State.ANSWERED, decided_at=now)
        record(CountyRequestAnswered(reference=request.reference))


@transaction.atomic
def go_on_after(
    *, request: CountyRequest, next_counties: Sequence[Organisation], now: datetime
) -> bool:
    """See to a request whose time is over, or that was declined; False where somebody has.

    Of NEXT_COUNTIES the first that may be asked is asked, unless the question is answered or
    waits for another county. Where none is left, the moderators look after it.
    """
    (question,) = hold(request.question)
    request = CountyRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.question_id != question.pk or not request.goes_on(now):
        return False
    if request.is_pending:
        _move(request, State.EXPIRED, decided_at=now)
        record(CountyRequestExpired(reference=request.reference))
    CountyRequest.objects.filter(pk=request.pk).update(went_on_at=now)
    if is_unanswered(question) and not _waits_for_somebody(question):
        _go_on(question, request, next_counties, now)
    return True


def _go_on(
    question: Question, request: CountyRequest, next_counties: Sequence[Organisation], now: datetime
) -> None:
    asked = _asked_of(question)
    free = [one for one in next_counties if one.pk not in asked and may_be_asked(one, question)]
    if free and _hops(question) < MOST_HOPS:
        _ask(question, free[0], now, came_from=request)
        _address(question, free[:1])
        record(CountyRequestWentOn(reference=request.reference))
    else:
        CountyRequest.objects.filter(pk=request.pk).update(left_at=now)
        record(CountyRequestLeft(reference=request.reference))


def _waits_for_somebody(question: Question) -> bool:
    return CountyRequest.objects.pending().filter(question=question).exists()


def _hops(question: Question) -> int:
    """Count how often the question went on by itself; what counties hand on does not count."""
    by_itself = {State.EXPIRED, State.DECLINED, State.ANSWERED}
    return CountyRequest.objects.filter(question=question, came_from__state__in=by_itself).count()


@transaction.atomic
def hand_over_requests(
    person: User, organisation: Organisation, successor: User | None, _now: datetime
) -> int:
    """Let somebody else see to what a leaver took; without one it stays with the county."""
    taken = CountyRequest.objects.filter(
        person=person, organisation=organisation, state=State.TAKEN
    ).select_for_update(of=("self",))
    requests = list(taken)
    CountyRequest.objects.filter(pk__in=[one.pk for one in requests]).update(person=successor)
    for request in requests:
        record(CountyRequestHandedOver(reference=request.reference))
    return len(requests)


def _hold_question_of(request: CountyRequest) -> Question:
    """Lock the question first, as everybody does. Raises NotOpen, TooLate where it moved."""
    question = hold_open(request.question)
    if not CountyRequest.objects.filter(pk=request.pk, question=question).exists():
        raise TooLate
    return question


def _asked_of(question: Question) -> set[int]:
    asked = CountyRequest.objects.filter(question=question).exclude(state=State.WITHDRAWN)
    return set(asked.values_list("organisation_id", flat=True))


def _ask(
    question: Question,
    organisation: Organisation,
    now: datetime,
    came_from: CountyRequest | None = None,
) -> CountyRequest:
    """Ask a county; one that was not to be asked any more is asked again."""
    asked = {"came_from": came_from, "asked_at": now, "due_at": _due(now)}
    request = CountyRequest.objects.filter(question=question, organisation=organisation).first()
    if request is None:
        request = CountyRequest.objects.create(
            question=question, organisation=organisation, **asked
        )
    else:
        _move(request, State.OPEN, person=None, reason="", decided_at=None, **asked)
    record(CountyAsked(reference=request.reference))
    return request


def _address(question: Question, organisations: Sequence[Organisation]) -> None:
    """Show on the question's page whom it asks, where it does not ask all."""
    if not question.addressed_to_all:
        question.addressed_to.add(*organisations)


def _due(now: datetime) -> datetime:
    return now + timedelta(days=settings.COUNTY_REQUEST_DAYS)


def _move(request: CountyRequest, target: RequestState, **changes: object) -> None:
    """Change the state where the table allows it: of two at once one comes through."""
    movable = CountyRequest.objects.filter(pk=request.pk, state__in=sources_of(target))
    if not movable.update(state=target, **changes):
        raise TooLate
    for name, value in {"state": target, **changes}.items():
        setattr(request, name, value)
