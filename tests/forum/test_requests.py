"""A county is asked: who may do what, of two at once one outcome, and what follows."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from forum.actions import official
from forum.actions import requests as actions
from forum.actions.openness import NotOpen
from forum.actions.posting import Draft, edit_question
from forum.belongings import COUNTY_REQUESTS
from forum.models import CountyRequest, Question
from forum.personal_data import FORUM
from forum.queries.requests import requests_left, requests_to, settled_requests, waiting_requests
from forum.rules.care import Closing
from forum.rules.requests import may_ask_further, may_be_asked
from portal.kernel.content import new_key
from portal.kernel.verdict import Refused
from portal.members.models import Membership, Organisation, User
from portal.outbox.models import Entry
from tests.factories import care
from tests.factories.forum import answer, ask, draft
from tests.factories.members import HARBURG, OSNABRUECK, PLOEN, organisation, person_of
from tests.factories.requests import asked, decline, hand_on, request_of, take

Role, Status = Membership.Role, Organisation.Status


@pytest.fixture
def merle(db: None) -> User:
    """Osnabrück's coordinator."""
    return person_of(organisation(OSNABRUECK), Role.COORDINATOR, name="Merle Koordination")


@pytest.fixture
def question(harburg: User, merle: User) -> Question:
    return asked(harburg, organisation(OSNABRUECK))


@pytest.fixture
def request_(question: Question) -> CountyRequest:
    return request_of(question, organisation(OSNABRUECK))


def facts(about: CountyRequest) -> list[str]:
    return list(Entry.objects.filter(key=about.key).order_by("pk").values_list("fact", flat=True))


def states(question: Question) -> dict[str, str]:
    return dict(question.requests.values_list("organisation__name", "state"))


def test_addressing_a_county_asks_it(question: Question, request_: CountyRequest) -> None:
    assert (request_.state, request_.person, request_.came_from) == ("open", None, None)
    assert request_.due_at - request_.asked_at == timedelta(days=7)
    assert facts(request_) == ["CountyAsked"]


def test_who_is_not_addressed_is_not_asked(harburg: User, merle: User) -> None:
    ask(harburg)
    internal = asked(harburg, organisation(OSNABRUECK), visibility="county")
    own = asked(harburg, organisation(HARBURG))
    assert (internal.addressed_to.count(), own.addressed_to.count()) == (1, 1)
    assert CountyRequest.objects.count() == 0


def test_taking_gives_the_county_its_time_again(merle: User, request_: CountyRequest) -> None:
    now = timezone.now() + timedelta(days=5)
    actions.take_request(actor=merle, request=request_, now=now)
    request_.refresh_from_db()
    assert (request_.state, request_.person, request_.decided_at) == ("taken", merle, now)
    assert request_.due_at == now + timedelta(days=7)
    with pytest.raises(actions.TooLate):
        take(merle, request_)


def test_of_two_coordinators_at_once_one_comes_through(
    merle: User, request_: CountyRequest, question: Question
) -> None:
    """Both hold the same page: the second is told, and nothing is done twice."""
    dora = person_of(organisation(OSNABRUECK), Role.DEPUTY, name="Dora Stellvertretung")
    ploen = organisation(PLOEN)
    same = request_of(question, organisation(OSNABRUECK))
    hand_on(merle, request_, ploen)
    for act in (lambda: take(dora, same), lambda: decline(dora, same)):
        with pytest.raises(actions.TooLate):
            act()
    with pytest.raises(actions.AskedAlready):
        hand_on(dora, same, ploen)
    assert states(question) == {"Osnabrück": "handed_on", "Plön": "open"}
    assert question.requests.get(organisation=organisation(OSNABRUECK)).person == merle


def test_handing_on_keeps_the_chain_and_shows_whom_it_asks(
    merle: User, request_: CountyRequest, question: Question
) -> None:
    following = hand_on(merle, request_, organisation(PLOEN))
    request_.refresh_from_db()
    assert (request_.state, request_.reason) == ("handed_on", "Die haben das gemacht.")
    assert (following.came_from, following.organisation.name) == (request_, "Plön")
    assert {one.name for one in question.addressed_to.all()} == {"Osnabrück", "Plön"}
    petra = person_of(organisation(PLOEN), Role.COORDINATOR)
    with pytest.raises(actions.AskedAlready):
        hand_on(petra, following, organisation(OSNABRUECK))


@pytest.mark.parametrize(
    ("ags", "status"),
    [(PLOEN, Status.GUEST), (PLOEN, Status.SUSPENDED), (PLOEN, Status.FORMER),
     (PLOEN, Status.APPLICANT), (PLOEN, Status.NONE), (HARBURG, Status.MEMBER)],
)  # fmt: skip
def test_a_question_is_not_handed_on_to_who_takes_no_part_or_asked(
    merle: User, request_: CountyRequest, question: Question, ags: str, status: str
) -> None:
    with pytest.raises(Refused):
        hand_on(merle, request_, organisation(ags, status))
    assert states(question) == {"Osnabrück": "open"}


def test_what_a_county_may_not_read_is_not_put_to_it(harburg: User, merle: User) -> None:
    """Whatever addresses say, an internal question reaches nobody else."""
    question = asked(harburg, organisation(OSNABRUECK))
    Question.objects.filter(pk=question.pk).update(visibility="county")
    request = request_of(question, organisation(OSNABRUECK))
    assert not may_be_asked(organisation(PLOEN), request.question)
    with pytest.raises(Refused):
        hand_on(merle, request, organisation(PLOEN))
    with pytest.raises(Refused):
        actions.ask_further(
            actor=harburg, question=question, organisations=[organisation(PLOEN)],
            now=timezone.now(),
        )  # fmt: skip
    assert list(requests_to(merle)) == list(waiting_requests(merle)) == []


def test_only_the_asked_county_decides(
    harburg: User, osnabrueck: User, ploen: User, request_: CountyRequest
) -> None:
    """Not the one that asks, not its own staff, not another county's coordinator, no moderator."""
    petra = person_of(organisation(PLOEN), Role.COORDINATOR, name="Petra Fremd")
    for person in (harburg, osnabrueck, ploen, petra, care.moderator()):
        for act in (take, decline):
            with pytest.raises(Refused):
                act(person, request_)
        with pytest.raises(Refused):
            hand_on(person, request_, organisation(PLOEN))
    request_.refresh_from_db()
    assert request_.state == "open"
    Membership.objects.filter(user=osnabrueck).update(may_release=True)
    take(User.objects.get(pk=osnabrueck.pk), request_)


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.FORMER, Status.GUEST])
def test_who_takes_no_part_any_more_decides_nothing(
    merle: User, request_: CountyRequest, status: str
) -> None:
    organisation(OSNABRUECK, status)
    fresh = User.objects.get(pk=merle.pk)
    with pytest.raises(Refused):
        take(fresh, request_of(request_.question, organisation(OSNABRUECK, status)))
    assert list(requests_to(fresh)) == []


def test_declining_needs_a_reason(merle: User, request_: CountyRequest) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        decline(merle, request_, reason="")
    decline(merle, request_)
    request_.refresh_from_db()
    assert (request_.state, request_.reason) == ("declined", "Dafür fehlt uns die Zeit.")
    assert facts(request_) == ["CountyAsked", "CountyRequestDeclined"]


def test_answering_marks_the_request(
    merle: User, osnabrueck: User, ploen: User, question: Question, request_: CountyRequest
) -> None:
    answer(ploen, question)
    request_.refresh_from_db()
    assert request_.state == "open"
    answer(osnabrueck, question)
    request_.refresh_from_db()
    assert request_.state == "answered"
    assert list(waiting_requests(merle)) == []
    assert list(settled_requests(merle)) == [request_]


def test_a_released_answer_marks_it_too(
    merle: User, osnabrueck: User, question: Question, request_: CountyRequest
) -> None:
    take(merle, request_)
    made = official.begin_draft(
        actor=osnabrueck, organisation=organisation(OSNABRUECK), question=question,
        body="Amtlich.", key=new_key(), now=timezone.now(),
    )  # fmt: skip
    official.submit_draft(actor=osnabrueck, draft=made, version=1, now=timezone.now())
    request_.refresh_from_db()
    assert request_.state == "taken"
    official.release_draft(actor=merle, draft=made, version=1, now=timezone.now())
    request_.refresh_from_db()
    assert (request_.state, request_.person) == ("answered", merle)


def edit(actor: User, question: Question, **fields: object) -> Question:
    words: Draft = draft(**fields)
    question.refresh_from_db()
    return edit_question(
        actor=actor, question=question, draft=words, version=question.version, now=timezone.now()
    )


def test_who_is_not_addressed_any_more_is_not_asked_any_more(
    harburg: User, question: Question
) -> None:
    osnabrueck, ploen = organisation(OSNABRUECK), organisation(PLOEN)
    edit(harburg, question, addressed_to=[ploen])
    assert states(question) == {"Osnabrück": "withdrawn", "Plön": "open"}
    edit(harburg, question, addressed_to=[osnabrueck, ploen])
    assert states(question) == {"Osnabrück": "open", "Plön": "open"}
    edit(harburg, question)
    assert states(question) == {"Osnabrück": "open", "Plön": "open"}
    edit(harburg, question, addressed_to=[osnabrueck, ploen], visibility="county")
    assert states(question) == {"Osnabrück": "withdrawn", "Plön": "withdrawn"}


def test_who_was_not_to_be_asked_any_more_can_be_asked_again(
    harburg: User, merle: User, question: Question
) -> None:
    """By whatever way: one row, and its chain is the new one."""
    ploen = organisation(PLOEN)
    edit(harburg, question, addressed_to=[ploen])
    first = actions.ask_further(
        actor=harburg, question=question, organisations=[organisation(OSNABRUECK)],
        now=timezone.now(),
    )  # fmt: skip
    assert [one.organisation.name for one in first] == ["Osnabrück"]
    edit(harburg, question, addressed_to=[organisation(OSNABRUECK)])
    assert states(question) == {"Osnabrück": "open", "Plön": "withdrawn"}
    again = hand_on(merle, request_of(question, organisation(OSNABRUECK)), ploen)
    assert states(question) == {"Osnabrück": "handed_on", "Plön": "open"}
    assert again.came_from == request_of(question, organisation(OSNABRUECK))


def test_asking_further_is_for_the_asker_and_moderators(
    harburg: User, osnabrueck: User, question: Question
) -> None:
    mona, ploen, stade = care.moderator(), organisation(PLOEN), organisation("03359")
    assert [bool(may_ask_further(one, question)) for one in (harburg, mona, osnabrueck)] == [
        True, True, False,
    ]  # fmt: skip
    with pytest.raises(Refused):
        actions.ask_further(
            actor=osnabrueck, question=question, organisations=[ploen], now=timezone.now()
        )
    first = actions.ask_further(
        actor=harburg, question=question, organisations=[ploen], now=timezone.now()
    )
    second = actions.ask_further(
        actor=mona, question=question, organisations=[ploen, stade], now=timezone.now()
    )
    assert [one.organisation.name for one in (*first, *second)] == ["Plön", "Stade"]
    assert states(question) == {"Osnabrück": "open", "Plön": "open", "Stade": "open"}


def test_nothing_waits_in_a_question_that_takes_no_posts(
    harburg: User, merle: User, question: Question, request_: CountyRequest
) -> None:
    act = care.close(care.moderator(), question, closing=Closing.DUPLICATE)
    assert list(waiting_requests(merle)) == []
    with pytest.raises(NotOpen):
        take(merle, request_)
    with pytest.raises(NotOpen):
        actions.ask_further(
            actor=harburg, question=question, organisations=[organisation(PLOEN)],
            now=timezone.now(),
        )  # fmt: skip
    care.undo(care.moderator(name="Mona Zweite"), act)
    assert list(waiting_requests(merle)) == [request_]


def test_requests_go_along_with_a_merge_and_come_back(
    harburg: User, merle: User, ploen: User, request_: CountyRequest, question: Question
) -> None:
    survivor = asked(ploen, organisation(HARBURG))
    hand_on(merle, request_, organisation(PLOEN))
    act = care.merge(care.moderator(), question, survivor)
    # Plön asks itself there; its own request stays behind.
    assert states(survivor) == {"Harburg": "open", "Osnabrück": "handed_on"}
    assert states(question) == {"Plön": "open"}
    care.undo(care.moderator(name="Mona Zweite"), act)
    assert states(survivor) == {"Harburg": "open"}
    assert states(question) == {"Osnabrück": "handed_on", "Plön": "open"}


def test_who_asked_already_does_not_decide_about_a_request_that_moved(
    merle: User, ploen: User, request_: CountyRequest, question: Question
) -> None:
    """The page was opened before the merge: the act reaches nothing that is elsewhere now."""
    stale = request_of(question, organisation(OSNABRUECK))
    survivor = ask(ploen)
    care.merge(care.moderator(), question, survivor)
    with pytest.raises(NotOpen):
        take(merle, stale)
    take(merle, request_of(survivor, organisation(OSNABRUECK)))


def test_who_leaves_hands_over_what_she_took(
    merle: User, osnabrueck: User, request_: CountyRequest
) -> None:
    county = organisation(OSNABRUECK)
    take(merle, request_)
    assert [one.title for one in COUNTY_REQUESTS.held_by(merle, county)] == [
        request_.question.title
    ]
    assert COUNTY_REQUESTS.hand_over(merle, county, osnabrueck, timezone.now()) == 1
    assert COUNTY_REQUESTS.hand_over(merle, county, osnabrueck, timezone.now()) == 0
    request_.refresh_from_db()
    assert (request_.person, request_.state) == (osnabrueck, "taken")
    COUNTY_REQUESTS.hand_over(osnabrueck, county, None, timezone.now())
    request_.refresh_from_db()
    assert (request_.person, request_.state) == (None, "taken")


def test_copy_and_erasure(merle: User, request_: CountyRequest) -> None:
    decline(merle, request_)
    rows = [row for row in FORUM.export(merle) if row["kind"] == "county_request"]
    assert [(row["state"], row["reason"]) for row in rows] == [
        ("declined", "Dafür fehlt uns die Zeit.")
    ]
    FORUM.erase(merle)
    request_.refresh_from_db()
    assert (request_.person, request_.reason) == (None, "Dafür fehlt uns die Zeit.")


def test_what_is_left_is_for_moderators(merle: User, request_: CountyRequest) -> None:
    decline(merle, request_)
    mona = care.moderator()
    CountyRequest.objects.update(left_at=timezone.now(), went_on_at=timezone.now())
    assert list(requests_left(mona)) == [request_]
    assert list(requests_left(merle)) == []
    actions.ask_further(
        actor=mona, question=request_.question, organisations=[organisation(PLOEN)],
        now=timezone.now(),
    )  # fmt: skip
    assert list(requests_left(mona)) == []
