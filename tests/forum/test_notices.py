"""Whom each fact concerns, through the real outbox: reasons, silence, rights when it counts."""

from collections.abc import Callable
from email.utils import parseaddr
from typing import Any

import pytest
from django.core import mail as sent
from django.utils import timezone

from forum.actions import acceptance, arranging, closing, following, official, posting, reading
from forum.models import Answer, CareAct, Comment, Question
from forum.notices.concerned import of_answer, of_question
from portal.joining.actions.people import leave
from portal.kernel.content import new_key
from portal.members.models import Membership, Organisation, User
from portal.notifications.actions import follow_topics, mute_topic
from portal.notifications.models import InboxNotice
from portal.outbox.delivery import Lane, deliver_pending
from portal.outbox.models import Entry
from portal.taxonomy.models import Topic
from tests.factories import care
from tests.factories.forum import answer, ask, draft
from tests.factories.members import HARBURG, OSNABRUECK, PLOEN, organisation, person_of

pytestmark = pytest.mark.django_db
NOW = timezone.now()
COORDINATOR = Membership.Role.COORDINATOR


def deliver() -> None:
    deliver_pending(timezone.now(), lane=Lane.QUICK)


def told(matter: str) -> dict[str, str]:
    """Return who was told of a matter, and why."""
    deliver()
    rows = InboxNotice.objects.filter(matter=matter).select_related("person")
    names = [row.person.name.partition(" ")[0] for row in rows]
    assert len(names) == len(set(names))
    return {row.person.name.partition(" ")[0]: row.reason for row in rows}


def mailed() -> dict[str, str]:
    """Return who got a mail, and its subject."""
    deliver_pending(timezone.now(), lane=Lane.ALL)
    deliver_pending(timezone.now(), lane=Lane.SLOW)
    names = dict(User.objects.values_list("email", "name"))
    return {
        names[parseaddr(message.to[0])[1]].partition(" ")[0]: message.subject
        for message in sent.outbox
    }


def comment(author: User, on: Answer, body: str = "Danke!") -> Comment:
    return posting.comment_on(
        actor=author,
        organisation=author.memberships.get().organisation,
        answer=on,
        body=body,
        key=new_key(),
        now=timezone.now(),
    )


@pytest.fixture
def topic() -> Topic:
    return Topic.objects.get(slug="moderation")


@pytest.fixture
def follower() -> User:
    """Somebody of a county that has nothing to do with it."""
    return person_of(organisation("03451"), name="Fritz Folger")


@pytest.fixture
def deputy() -> User:
    """Osnabrück's deputy coordinator."""
    return person_of(organisation(OSNABRUECK), Membership.Role.DEPUTY, "Dora Stellvertretung")


def follow(person: User, target: Question | Organisation) -> None:
    following.follow(actor=person, target=target, now=NOW)


def test_a_question_reaches_who_leads_and_answers_for_the_counties_it_names(
    harburg: User, osnabrueck: User, deputy: User, ploen: User, follower: User, topic: Topic
) -> None:
    silent = person_of(organisation(OSNABRUECK), name="Stefan Still")
    follow_topics(actor=follower, topics=[topic], now=NOW)
    follow_topics(actor=deputy, topics=[topic], now=NOW)
    follow(ploen, organisation(HARBURG))
    answer(osnabrueck, ask(ploen))
    ask(harburg, addressed_to=[organisation(OSNABRUECK)], topics=[topic])
    assert told("question_asked") == {
        "Olaf": "addressed",
        "Dora": "addressed",
        "Petra": "follows_county",
        "Fritz": "follows_topic",
    }
    assert not InboxNotice.objects.filter(person=silent).exists()
    # The mail to Dora is that of the request to her county: she leads it, and Olaf does not.
    assert set(mailed()) & {"Olaf", "Dora", "Petra", "Fritz"} == {"Dora", "Petra", "Fritz"}


def test_a_question_to_all_names_nobody(harburg: User, deputy: User) -> None:
    ask(harburg)
    assert told("question_asked") == {}


def test_a_county_named_later_is_told_once(harburg: User, deputy: User, ploen: User) -> None:
    question = ask(harburg)
    follow(ploen, organisation(HARBURG))
    assert told("question_asked") == {"Petra": "follows_county"}
    InboxNotice.objects.all().delete()
    for version in (1, 1):
        posting.edit_question(
            actor=harburg,
            question=question,
            draft=draft(addressed_to=[organisation(OSNABRUECK)]),
            version=version,
            now=NOW,
        )
        assert told("question_asked") == {"Dora": "addressed"}


def test_an_answer_reaches_who_asked_and_who_follows(
    harburg: User, osnabrueck: User, ploen: User, follower: User, topic: Topic
) -> None:
    question = ask(harburg, topics=[topic])
    follow(ploen, question)
    follow(ploen, organisation(HARBURG))
    follow_topics(actor=follower, topics=[topic], now=NOW)
    answer(osnabrueck, question)
    assert told("question_answered") == {
        "Hanna": "asked",
        "Petra": "follows_question",
        "Fritz": "follows_topic",
    }
    county = organisation(OSNABRUECK).display_name
    subject = f"{county} hat geantwortet: {question.title}"
    assert mailed() == {"Hanna": subject, "Petra": subject, "Fritz": subject}


def test_nobody_is_told_of_her_own_act(harburg: User) -> None:
    given = answer(harburg, ask(harburg))
    comment(harburg, given)
    acceptance.accept_answer(actor=harburg, answer=given, now=NOW)
    acceptance.thank_for(actor=harburg, answer=given, thanks="Danke, ich.")
    deliver()
    assert InboxNotice.objects.count() == 0


def test_a_comment_reaches_author_conversation_and_followers(
    harburg: User, osnabrueck: User, ploen: User, follower: User
) -> None:
    question = ask(harburg)
    given = answer(osnabrueck, question)
    other = answer(follower, question)
    comment(follower, other, "Unter einer anderen Antwort.")
    comment(ploen, given)
    InboxNotice.objects.all().delete()
    Entry.objects.all().delete()
    comment(harburg, given)
    assert told("answer_commented") == {
        "Olaf": "wrote_answer",
        "Petra": "takes_part",
        "Fritz": "follows_question",
    }
    assert set(mailed()) == {"Olaf", "Petra", "Fritz"}


def test_acceptance_and_thanks_reach_the_author(
    harburg: User, osnabrueck: User, ploen: User
) -> None:
    given = answer(osnabrueck, ask(harburg))
    answer(ploen, given.question)
    acceptance.accept_answer(actor=harburg, answer=given, now=NOW)
    acceptance.thank_for(actor=harburg, answer=given, thanks="Das half!")
    assert told("answer_accepted") == {"Olaf": "wrote_answer"}
    assert told("answer_thanked") == {"Olaf": "wrote_answer"}


def test_thanks_taken_back_are_not_told(harburg: User, osnabrueck: User) -> None:
    given = answer(osnabrueck, ask(harburg))
    acceptance.accept_answer(actor=harburg, answer=given, now=NOW)
    acceptance.thank_for(actor=harburg, answer=given, thanks="Das half!")
    acceptance.withdraw_acceptance(actor=harburg, answer=given)
    assert (told("answer_accepted"), told("answer_thanked")) == ({}, {})


def begin(author: User, question: Question) -> Any:
    return official.begin_draft(
        actor=author,
        organisation=author.memberships.get().organisation,
        question=question,
        body="Für den Kreis.",
        key=new_key(),
        now=timezone.now(),
    )


def test_a_draft_reaches_who_releases_and_comes_back_and_is_out(
    harburg: User, osnabrueck: User, deputy: User, ploen: User
) -> None:
    draft = begin(osnabrueck, ask(harburg))
    for number in (1, 2):
        official.submit_draft(actor=osnabrueck, draft=draft, version=1, now=timezone.now())
        deliver()
        assert InboxNotice.objects.filter(person=deputy, matter="draft_submitted").count() == number
        remark = f"Noch einmal, {number}."
        official.return_draft(
            actor=deputy, draft=draft, version=1, remark=remark, now=timezone.now()
        )
        deliver()
        back = InboxNotice.objects.filter(person=osnabrueck, matter="draft_returned")
        assert back.count() == number
    official.submit_draft(actor=osnabrueck, draft=draft, version=1, now=timezone.now())
    official.release_draft(actor=deputy, draft=draft, version=1, now=timezone.now())
    assert told("official_answer") == {"Hanna": "asked", "Olaf": "wrote_draft"}
    assert not InboxNotice.objects.filter(person=ploen).exists()


def test_a_draft_taken_back_before_is_nobodys_business(
    harburg: User, osnabrueck: User, deputy: User
) -> None:
    draft = begin(osnabrueck, ask(harburg))
    official.submit_draft(actor=osnabrueck, draft=draft, version=1, now=NOW)
    official.take_back_draft(actor=osnabrueck, draft=draft, now=NOW)
    assert told("draft_submitted") == {}
    official.submit_draft(actor=osnabrueck, draft=draft, version=1, now=NOW)
    assert told("draft_submitted") == {"Dora": "may_release"}
    official.take_back_draft(actor=osnabrueck, draft=draft, now=NOW)
    # Told on the site, settled before the mail went out.
    assert mailed() == {}


def test_care_reaches_who_asked_and_who_follows(
    harburg: User, osnabrueck: User, ploen: User, topic: Topic
) -> None:
    moderator, question = care.moderator(), ask(harburg)
    follow(ploen, question)
    follow(moderator, question)
    concerned = {"Hanna": "asked", "Petra": "follows_question"}
    survivor = ask(osnabrueck)
    arranging.move_to_topics(
        actor=moderator,
        question=question,
        topics=[topic],
        channels=[],
        reason="Passt besser.",
        now=NOW,
    )
    assert told("question_moved") == concerned
    arranging.mark_outdated(
        actor=moderator, question=question, successor=None, reason="Alt.", now=NOW
    )
    assert told("question_outdated") == concerned
    care.close(moderator, question)
    assert told("question_closed") == concerned
    other = ask(harburg)
    follow(ploen, other)
    care.merge(moderator, other, survivor)
    assert told("question_merged") == concerned
    assert set(mailed()) == {"Hanna"}


def test_an_act_undone_before_is_not_told(harburg: User) -> None:
    moderator, question = care.moderator(), ask(harburg)
    care.undo(moderator, care.close(moderator, question))
    assert told("question_closed") == {}


def test_what_cannot_be_told_keeps_nothing_else_from_being_told(
    harburg: User, osnabrueck: User
) -> None:
    moderator = care.moderator()
    broken = care.close(moderator, ask(harburg))
    CareAct.objects.filter(pk=broken.pk).update(before={"moved": {"followings": ["x"]}})
    care.close(moderator, ask(osnabrueck))
    assert told("question_closed") == {"Olaf": "asked"}
    (waiting,) = Entry.objects.filter(reaction__endswith="tell_of_closing", delivered_at=None)
    assert (waiting.key, waiting.failed_at) == (broken.question.key, None)
    assert waiting.last_error.startswith("ValueError: ")


def test_a_question_open_again_was_not_closed(harburg: User) -> None:
    moderator, question = care.moderator(), ask(harburg)
    care.close(moderator, question)
    closing.reopen_question(actor=moderator, question=question, reason="Doch offen.", now=NOW)
    assert told("question_closed") == {}


def test_mute_is_stronger_than_every_reason(
    harburg: User, osnabrueck: User, ploen: User, follower: User, topic: Topic
) -> None:
    question = ask(harburg, topics=[topic], addressed_to=[organisation(PLOEN)])
    given = answer(osnabrueck, question)
    deliver()
    InboxNotice.objects.all().delete()
    for person in (harburg, osnabrueck):
        following.mute(actor=person, target=question, now=NOW)
    follow(follower, question)
    mute_topic(actor=follower, topic=topic, now=NOW)
    answer(ploen, question)
    comment(ploen, given)
    acceptance.accept_answer(actor=person_of(organisation(HARBURG)), answer=given, now=NOW)
    deliver()
    assert InboxNotice.objects.count() == 0


def test_a_muted_topic_does_not_silence_an_own_question(
    harburg: User, osnabrueck: User, topic: Topic
) -> None:
    question = ask(harburg, topics=[topic])
    mute_topic(actor=harburg, topic=topic, now=NOW)
    answer(osnabrueck, question)
    assert told("question_answered") == {"Hanna": "asked"}


def test_delivered_twice_it_is_told_and_mailed_once(harburg: User, osnabrueck: User) -> None:
    answer(osnabrueck, ask(harburg))
    for _time in range(3):
        mailed()
        Entry.objects.update(delivered_at=None, claimed_until=None)
    assert told("question_answered") == {"Hanna": "asked"}
    assert len(sent.outbox) == 1


Withdraw = Callable[[Question, User], object]


def _hide(question: Question, _reader: User) -> None:
    Question.objects.filter(pk=question.pk).update(visibility="county")


def _leave(_question: Question, reader: User) -> None:
    leave(actor=reader, membership=reader.memberships.get(), successor=None, now=NOW)


def _switch_off(_question: Question, reader: User) -> None:
    User.objects.filter(pk=reader.pk).update(is_active=False)


def _suspend(_question: Question, _reader: User) -> None:
    organisation(PLOEN, Organisation.Status.SUSPENDED)


def _remove_answer(question: Question, _reader: User) -> None:
    question.answers.all().delete()


@pytest.mark.parametrize("visibility", ["members", "public"])
@pytest.mark.parametrize("withdraw", [_hide, _leave, _switch_off, _suspend, _remove_answer])
def test_who_may_not_know_any_more_hears_nothing(
    harburg: User, osnabrueck: User, ploen: User, withdraw: Withdraw, visibility: str
) -> None:
    question = ask(harburg, visibility=visibility)
    follow(ploen, question)
    answer(osnabrueck, question)
    withdraw(question, ploen)
    assert "Petra" not in told("question_answered")
    assert "Petra" not in mailed()


@pytest.mark.parametrize("visibility", ["members", "public"])
@pytest.mark.parametrize("withdraw", [_hide, _leave, _switch_off, _suspend, _remove_answer])
def test_a_waiting_mail_is_not_sent_to_who_may_not_know_any_more(
    harburg: User, osnabrueck: User, ploen: User, withdraw: Withdraw, visibility: str
) -> None:
    question = ask(harburg, visibility=visibility)
    follow(ploen, question)
    answer(osnabrueck, question)
    assert told("question_answered")["Petra"] == "follows_question"
    withdraw(question, ploen)
    assert "Petra" not in mailed()


def test_where_the_asker_has_left_her_successor_or_the_county_is_told(
    harburg: User, harburg_coordinator: User, osnabrueck: User
) -> None:
    first, second = ask(harburg), ask(harburg_coordinator)
    successor = person_of(organisation(HARBURG), name="Nina Nachfolge")
    leave(actor=harburg, membership=harburg.memberships.get(), successor=successor, now=NOW)
    answer(osnabrueck, first)
    assert told("question_answered") == {"Nina": "asked"}
    Membership.objects.filter(user=successor).delete()
    answer(osnabrueck, first)
    answer(osnabrueck, second)
    deliver()
    people = InboxNotice.objects.order_by("pk").values_list("person__name", "reason")
    assert list(people)[1:] == [("Karl Koordination", "asked")] * 2


@pytest.mark.parametrize("number", [1, 10])
def test_gathering_takes_the_same_queries_for_many(
    harburg: User, osnabrueck: User, topic: Topic, number: int, django_assert_num_queries: Any
) -> None:
    question = ask(harburg, topics=[topic], addressed_to=[organisation(PLOEN)])
    given = answer(osnabrueck, question)
    for _n in range(number):
        person = person_of(organisation(PLOEN), COORDINATOR)
        follow(person, question)
        follow_topics(actor=person, topics=[topic], now=NOW)
    with django_assert_num_queries(4):
        assert of_question(question.reference) is not None
    with django_assert_num_queries(4):
        assert of_answer(given.reference) is not None


def test_whoever_has_read_the_page_has_read_the_notices(
    harburg: User, osnabrueck: User, ploen: User
) -> None:
    question, other = ask(harburg), ask(harburg)
    given = answer(osnabrueck, question)
    follow(ploen, question)
    comment(osnabrueck, given)
    until = timezone.now()
    answer(ploen, question)
    answer(osnabrueck, other)
    deliver()
    read_at = timezone.now()
    reading.mark_read(actor=harburg, question=question, until=until, now=read_at)
    rows = InboxNotice.objects.filter(read_at=read_at)
    assert {(row.person, row.matter) for row in rows} == {
        (harburg, "question_answered"),
        (harburg, "answer_commented"),
    }
    unread = InboxNotice.objects.filter(person=harburg, read_at=None)
    assert {row.thing_key for row in unread} == {
        question.answers.get(author=ploen).key,
        other.answers.get().key,
    }


def test_an_accepted_answer_for_the_county_reaches_who_wrote_it(
    harburg: User, osnabrueck: User, deputy: User
) -> None:
    draft = begin(osnabrueck, ask(harburg))
    official.submit_draft(actor=osnabrueck, draft=draft, version=1, now=NOW)
    given = official.release_draft(actor=deputy, draft=draft, version=1, now=NOW)
    acceptance.accept_answer(actor=harburg, answer=given, now=NOW)
    assert told("answer_accepted") == {"Olaf": "wrote_answer"}
    Membership.objects.filter(user=osnabrueck).delete()
    comment(harburg, given)
    assert told("answer_commented") == {}
