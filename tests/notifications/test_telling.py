"""One fact, many people: bounded batches, constant queries, exact after a crash in between."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest
from django.core import mail as sent
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.actions import following
from forum.models import Question
from forum.notices.matters import QUESTION
from portal.config import wiring
from portal.kernel.content import Reference
from portal.members.models import Membership, Organisation, User
from portal.notifications.actions import decline_notice
from portal.notifications.models import InboxNotice
from portal.notifications.notices import notice_called
from portal.notifications.telling import BATCH, Occasion, tell
from portal.outbox import registry
from portal.outbox.delivery import Lane, deliver_pending
from portal.outbox.facts import Fact
from portal.outbox.models import Entry
from portal.outbox.recording import record
from portal.outbox.registry import Failure
from tests.factories.forum import answer, ask
from tests.factories.members import HARBURG, OSNABRUECK, PLOEN, organisation, person_of
from tests.mailbox import received

pytestmark = pytest.mark.django_db

COUNTIES, EACH = 400, 3


class Happened(Fact):
    """Something that concerns everybody."""


class Everybody:
    """The reaction of these tests: it tells everybody, and dies where it is told to."""

    dies_at: int | None = None

    def __call__(self, references: Sequence[Reference]) -> Mapping[Reference, Failure]:
        """Tell everybody there is."""
        for reference in references:
            tell(occasion(reference, self._may_know), timezone.now())
        return {}

    def _may_know(self, person: User) -> bool:
        if person.pk == self.dies_at:
            raise MemoryError
        return True


_everybody = Everybody()


def tell_everybody(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    return _everybody(references)


def occasion(about: Reference, may_know: Callable[[User], bool] = lambda _one: True) -> Occasion:
    people = User.objects.filter(email__endswith="@viele.example").values_list("pk", flat=True)
    return Occasion(
        matter=QUESTION,
        about=about,
        reasons=dict.fromkeys(people, "follows_topic"),
        may_know=may_know,
    )


@pytest.fixture
def everybody() -> Iterator[Everybody]:
    registry.install({**wiring.REACTIONS, Happened: (tell_everybody,)})
    yield _everybody
    _everybody.dies_at = None
    registry.install(wiring.REACTIONS)


def crowd(counties: int, each: int) -> list[User]:
    """Make people of many counties at once."""
    places = list(Organisation.objects.filter(kind="county").order_by("pk")[:counties])
    Organisation.objects.filter(pk__in=[one.pk for one in places]).update(status="member")
    people = User.objects.bulk_create(
        User(email=f"p{number}@viele.example", name=f"Person {number}")
        for number in range(counties * each)
    )
    Membership.objects.bulk_create(
        Membership(user=one, organisation=places[number % counties])
        for number, one in enumerate(people)
    )
    return people


def test_four_hundred_counties_are_told_once_though_the_worker_dies_in_between(
    everybody: Everybody,
) -> None:
    people = crowd(COUNTIES, EACH)
    question = ask(person_of(organisation(HARBURG)))
    Entry.objects.all().delete()
    with transaction.atomic():
        record(Happened(reference=question.reference))
    everybody.dies_at = people[BATCH + 100].pk
    deliver_pending(timezone.now(), lane=Lane.QUICK)
    # What was told before stays told; the batch in which it died is not there by halves.
    assert InboxNotice.objects.count() == BATCH
    assert Entry.objects.filter(fact="NoticeWritten").count() == BATCH
    (open_one,) = Entry.objects.filter(fact="Happened", delivered_at=None)
    assert open_one.last_error == "MemoryError: "
    everybody.dies_at = None
    Entry.objects.filter(pk=open_one.pk).update(due_at=timezone.now())
    deliver_pending(timezone.now(), lane=Lane.QUICK)
    told = InboxNotice.objects.values_list("person_id", flat=True)
    assert sorted(told) == sorted(one.pk for one in people)
    waiting = Entry.objects.filter(fact="NoticeWritten").values_list("key", flat=True)
    assert sorted(waiting) == sorted(InboxNotice.objects.values_list("key", flat=True))
    assert not Entry.objects.filter(fact="Happened", delivered_at=None).exists()


@pytest.mark.parametrize("counties", [1, 25])
def test_a_batch_takes_the_same_queries_for_many(
    counties: int, django_assert_num_queries: Any
) -> None:
    people = crowd(counties, EACH)
    about = ask(person_of(organisation(HARBURG))).reference
    # Savepoint, people, memberships, rows, which of them are new, mails, end of savepoint.
    with django_assert_num_queries(8):
        assert tell(occasion(about), timezone.now()) == len(people)
    with CaptureQueriesContext(
        connection,
    ) as again:
        assert tell(occasion(about), timezone.now()) == 0
    assert len(again) == 7


@pytest.fixture
def hanna() -> User:
    return person_of(organisation(HARBURG), name="Hanna Harburg")


@pytest.fixture
def olaf() -> User:
    return person_of(organisation(OSNABRUECK), name="Olaf Osnabrück")


def mails() -> list[Any]:
    deliver_pending(timezone.now(), lane=Lane.QUICK)
    return received()


def test_the_mail_says_what_why_and_stops_with_one_click(hanna: User, olaf: User) -> None:
    question = ask(hanna, title="Wer <b>bezahlt</b> & wann?")
    given = answer(olaf, question, "Der *Kreis*.")
    (message,) = mails()
    assert message.subject == "Landkreis Osnabrück hat geantwortet: Wer <b>bezahlt</b> & wann?"
    ((html, kind),) = message.alternatives
    assert kind == "text/html"
    url = f"http://testserver{given.get_absolute_url()}"
    for text in (message.body, html):
        assert url in text
        assert "Der Kreis." in text
        assert "weil Sie diese Frage gestellt haben oder betreuen." in text
        assert "Olaf" not in text
    assert "Wer &lt;b&gt;bezahlt&lt;/b&gt; &amp; wann?" in html
    stop = message.extra_headers["List-Unsubscribe"].strip("<>")
    Client(enforce_csrf_checks=True).post(stop, {"List-Unsubscribe": "One-Click"})
    sent.outbox.clear()
    answer(olaf, question, "Noch eine.")
    assert mails() == []
    assert InboxNotice.objects.filter(person=hanna).count() == 2


def test_mails_of_one_question_stay_together_and_betray_nothing(hanna: User, olaf: User) -> None:
    first, second = ask(hanna), ask(hanna)
    petra = person_of(organisation(PLOEN), name="Petra Plön")
    following.follow(actor=petra, target=first, now=timezone.now())
    for question in (first, first, second):
        answer(olaf, question)
    by_thread: dict[str, set[str]] = {}
    for message in mails():
        headers = message.extra_headers
        assert headers["References"] == headers["In-Reply-To"]
        by_thread.setdefault(headers["References"], set()).add(headers["Message-ID"])
        for name, value in headers.items():
            if name != "List-Unsubscribe":
                assert first.key not in value
                assert second.key not in value
    assert sorted(map(len, by_thread.values())) == [1, 4]


def test_who_has_read_it_on_the_site_gets_no_mail(hanna: User, olaf: User) -> None:
    answer(olaf, ask(hanna))
    deliver_pending(timezone.now(), lane=Lane.QUICK)
    InboxNotice.objects.update(read_at=timezone.now())
    assert mails() == []


def test_a_declined_kind_still_stands_in_the_inbox(hanna: User, olaf: User) -> None:
    kind = notice_called("own_question_answered")
    assert kind is not None
    decline_notice(person=hanna, notice=kind, now=timezone.now())
    answer(olaf, ask(hanna))
    assert mails() == []
    assert InboxNotice.objects.filter(person=hanna).count() == 1


def test_mails_speak_their_readers_language(hanna: User, olaf: User) -> None:
    User.objects.filter(pk=hanna.pk).update(language="en")
    answer(olaf, ask(hanna))
    (message,) = mails()
    assert message.subject.startswith("Landkreis Osnabrück answered: ")
    assert "because you asked this question or look after it." in message.body


def test_a_visibility_withdrawn_takes_the_words_out_of_the_mail(hanna: User, olaf: User) -> None:
    petra = person_of(organisation(PLOEN), name="Petra Plön")
    question = ask(hanna)
    following.follow(actor=petra, target=question, now=timezone.now())
    answer(olaf, question)
    deliver_pending(timezone.now(), lane=Lane.QUICK)
    Question.objects.update(visibility="county")
    (message,) = received()
    assert message.to == [f"Hanna Harburg <{hanna.email}>"]
