"""A person's inbox: her own rows, as she may read them now, and nobody else's."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.actions import following
from forum.models import Question
from portal.kernel.verdict import Refused
from portal.members.actions import erase_account
from portal.members.models import Membership, Organisation, User
from portal.notifications.actions import read_notice
from portal.notifications.jobs import forget_notices
from portal.notifications.models import InboxNotice
from portal.notifications.personal_data import NOTIFICATIONS
from portal.outbox.delivery import Lane, deliver_pending
from portal.outbox.models import Entry
from tests.factories.forum import answer, ask
from tests.factories.members import HARBURG, OSNABRUECK, PLOEN, organisation, person, person_of

pytestmark = pytest.mark.django_db

INBOX, READ_ALL = "/mitteilungen/", "/mitteilungen/gelesen/"


@pytest.fixture
def hanna() -> User:
    return person_of(organisation(HARBURG), name="Hanna Harburg")


@pytest.fixture
def olaf() -> User:
    return person_of(organisation(OSNABRUECK), name="Olaf Osnabrück")


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def deliver() -> None:
    deliver_pending(timezone.now(), lane=Lane.QUICK)


def told(asker: User, writer: User, number: int = 1, **fields: Any) -> list[InboxNotice]:
    """Let somebody ask and another one answer; return what the asker is told, the newest first."""
    for one in range(number):
        answer(writer, ask(asker, title=f"Frage Nummer {one}?", **fields), f"Antwort {one}.")
    deliver()
    return list(InboxNotice.objects.filter(person=asker).order_by("-created_at", "-pk"))


def page(client: Client, query: str = "") -> str:
    return client.get(INBOX + query).content.decode()


def open_(client: Client, notice: InboxNotice) -> Any:
    return client.post(f"{INBOX}{notice.key}/")


def test_the_inbox_says_what_happened_why_and_how_to_stop_it(hanna: User, olaf: User) -> None:
    (notice,) = told(hanna, olaf)
    client = logged_in(hanna)
    shown = page(client)
    assert "Landkreis Osnabrück hat geantwortet: Frage Nummer 0?" in shown
    assert "Antwort 0." in shown
    assert "Sie erfahren das, weil Sie diese Frage gestellt haben oder betreuen." in shown
    question = Question.objects.get()
    assert f'action="{reverse("forum:question-mute", args=[question.pk])}"' in shown
    assert "Olaf" not in shown
    assert '<span class="kw-count kw-count--new">1</span>' in shown
    answer_ = open_(client, notice)
    assert answer_["Location"] == question.answers.get().get_absolute_url()
    assert InboxNotice.objects.get().read_at is not None
    shown = page(client)
    assert "kw-count--new" not in shown
    assert "Frage Nummer 0?" in shown
    assert "Nichts Neues" in page(client, "?ansicht=ungelesen")


def test_an_empty_inbox_says_what_to_do_first(hanna: User) -> None:
    shown = page(logged_in(hanna))
    assert "Noch nichts da" in shown
    assert 'href="/konto/benachrichtigungen/"' in shown


def test_looking_marks_nothing_as_read(hanna: User, olaf: User) -> None:
    (notice,) = told(hanna, olaf)
    client = logged_in(hanna)
    assert "no-store" in client.get(INBOX)["Cache-Control"]
    assert client.get(f"{INBOX}{notice.key}/").status_code == 405
    assert client.get(READ_ALL).status_code == 405
    assert InboxNotice.objects.get().read_at is None


def test_all_is_read_up_to_what_was_on_the_page(hanna: User, olaf: User) -> None:
    newest, older = told(hanna, olaf, 2)
    client = logged_in(hanna)
    for nonsense in ("", "x", "-1", "9" * 40, "\0"):
        assert client.post(READ_ALL, {"until": nonsense})["Location"] == INBOX
    assert InboxNotice.objects.exclude(read_at=None).count() == 0
    client.post(READ_ALL, {"until": older.pk})
    assert list(InboxNotice.objects.filter(read_at=None)) == [newest]
    assert f'name="until" value="{newest.pk}"' in page(client)


def test_the_inbox_turns_its_pages(hanna: User, olaf: User) -> None:
    told(hanna, olaf)
    row = InboxNotice.objects.get()
    for number in range(20):
        row.pk, row.key, row.thing_key = None, f"k{number}", f"gone-{number}"
        row.created_at = timezone.now()
        row.save(force_insert=True)
    client = logged_in(hanna)
    first, second = page(client), page(client, "?page=2")
    gone = "Worum es hier ging, ist für Sie nicht mehr da."
    assert (first.count(gone), second.count(gone)) == (20, 0)
    assert "Frage Nummer 0?" in second
    assert page(client, "?page=x").count(gone) == 20


# --- Rights -----------------------------------------------------------------------------------


def test_what_may_not_be_seen_any_more_shows_nothing(hanna: User, olaf: User) -> None:
    petra = person_of(organisation(PLOEN), name="Petra Plön")
    question = ask(hanna, title="Wie heißt unser Projekt Wattwurm?")
    following.follow(actor=petra, target=question, now=timezone.now())
    answer(olaf, question, "Geheim: Wattwurm.")
    deliver()
    Question.objects.update(visibility="county")
    client = logged_in(petra)
    shown = page(client)
    assert "Wattwurm" not in shown
    assert "hat geantwortet" not in shown
    assert "Worum es hier ging, ist für Sie nicht mehr da." in shown
    opened = open_(client, InboxNotice.objects.get(person=petra))
    assert opened["Location"] == INBOX
    assert InboxNotice.objects.get(person=petra).read_at is not None


@pytest.mark.parametrize("visibility", ["public", "members"])
def test_who_takes_no_part_any_more_sees_no_inbox(hanna: User, olaf: User, visibility: str) -> None:
    (notice,) = told(hanna, olaf, visibility=visibility)
    organisation(HARBURG, Organisation.Status.SUSPENDED)
    client = logged_in(hanna)
    shown = page(client)
    assert "Frage Nummer 0?" not in shown
    assert "kw-count--new" not in shown
    assert open_(client, notice).status_code == 404
    organisation(HARBURG)
    assert "Frage Nummer 0?" in page(client)
    Membership.objects.filter(user=hanna).delete()
    assert "Frage Nummer 0?" not in page(client)
    assert open_(client, notice).status_code == 404


def test_nobody_reads_or_marks_somebody_elses(hanna: User, olaf: User) -> None:
    (notice,) = told(hanna, olaf)
    colleague = person_of(organisation(HARBURG), Membership.Role.COORDINATOR)
    moderator = person("Mona Moderation", User.PlatformRole.MODERATOR)
    for other in (olaf, colleague, moderator):
        client = logged_in(other)
        assert "Frage Nummer 0?" not in page(client)
        assert open_(client, notice).status_code == 404
        client.post(READ_ALL, {"until": notice.pk, "person": hanna.pk})
        read_notice(actor=other, notice=notice, now=timezone.now())
    assert InboxNotice.objects.get(pk=notice.pk).read_at is None


def test_strangers_log_in_and_forged_forms_are_refused(hanna: User, olaf: User) -> None:
    (notice,) = told(hanna, olaf)
    paths = (INBOX, READ_ALL, f"{INBOX}{notice.key}/")
    for path in paths:
        assert Client().post(path)["Location"] == f"/konto/login/?next={path}"
    client = Client(enforce_csrf_checks=True)
    client.force_login(hanna)
    for path in paths[1:]:
        assert client.post(path, {"until": notice.pk}).status_code == 403
    assert InboxNotice.objects.get().read_at is None


def test_a_notice_leads_to_the_site_only(hanna: User, olaf: User) -> None:
    told(hanna, olaf)
    client = logged_in(hanna)
    for key in ("https://evil.example/", "..%2F..%2F", "//evil.example"):
        assert client.post(f"{INBOX}{key}").status_code == 404
    notice = InboxNotice.objects.get()
    crafted = client.post(f"{INBOX}{notice.key}/?next=https://evil.example/", {"next": "//evil"})
    assert crafted["Location"].startswith("/fragen/antwort/")
    # A row of a kind that an upgrade removed.
    InboxNotice.objects.update(matter="gone", thing_key="javascript:alert(1)")
    assert open_(client, notice)["Location"] == INBOX
    assert "javascript" not in page(client)


def test_a_moderator_without_second_factor_reads_no_inbox(settings: Any) -> None:
    settings.MFA_REQUIRED = True
    client = logged_in(person("Mona Moderation", User.PlatformRole.MODERATOR))
    assert client.get(INBOX)["Location"] == "/konto/2fa/"


# --- Costs --------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 10])
def test_the_inbox_takes_seven_queries(
    hanna: User, olaf: User, number: int, django_assert_num_queries: Any
) -> None:
    told(hanna, olaf, number)
    client = logged_in(hanna)
    page(client)
    # Session, person with her count, memberships; how many, how many new, rows, what about.
    with django_assert_num_queries(7):
        page(client)


@pytest.mark.parametrize("number", [1, 10])
def test_the_count_in_the_head_takes_no_query(
    hanna: User, olaf: User, number: int, django_assert_num_queries: Any
) -> None:
    told(hanna, olaf, number)
    client = logged_in(hanna)
    client.get("/konto/einstellungen/")
    with django_assert_num_queries(3):
        shown = client.get("/konto/einstellungen/").content.decode()
    assert f'<span class="kw-count kw-count--new">{number}</span>' in shown


@pytest.mark.parametrize("path", ["/", "/fragen/", "question"])
def test_kept_pages_keep_nobodys_count(hanna: User, olaf: User, path: str) -> None:
    told(hanna, olaf, 3)
    colleague = person_of(organisation(HARBURG), name="Kai Kollege")
    url = Question.objects.first().get_absolute_url() if path == "question" else path
    counts = {}
    for someone in (hanna, colleague, hanna):
        shown = logged_in(someone).get(url).content.decode()
        counts[someone.name] = shown.count('kw-count--new">3</span>')
    assert counts == {"Hanna Harburg": 1, "Kai Kollege": 0}
    assert "kw-count--new" not in Client().get(url).content.decode()


# --- What is kept -------------------------------------------------------------------------------


def test_read_notices_are_forgotten_after_three_months_and_all_after_a_year(
    hanna: User, olaf: User
) -> None:
    now = timezone.now()
    fresh, read, unread, lately = told(hanna, olaf, 4)
    ages = {read: (200, 91), unread: (366, None), lately: (200, 89)}
    for notice, (created, seen) in ages.items():
        InboxNotice.objects.filter(pk=notice.pk).update(
            created_at=now - timedelta(days=created),
            read_at=now - timedelta(days=seen) if seen else None,
        )
    assert forget_notices(now) == 2
    assert set(InboxNotice.objects.all()) == {fresh, lately}


def test_a_row_names_its_reader_only_and_goes_with_the_account(hanna: User, olaf: User) -> None:
    (notice,) = told(hanna, olaf)
    (row,) = [row for row in NOTIFICATIONS.export(hanna) if row["kind"] == "told"]
    assert row == {
        "kind": "told",
        "of": "question_answered",
        "because": "asked",
        "thing": str(notice.thing),
        "at": notice.created_at.isoformat(),
        "read": None,
    }
    for word in (olaf.name, olaf.email, "Osnabrück", "Frage Nummer"):
        assert word not in str(InboxNotice.objects.values().get())
    Entry.objects.all().delete()
    erase_account(actor=hanna)
    assert InboxNotice.objects.count() == 0
    with pytest.raises(Refused):
        read_notice(actor=User.objects.get(pk=hanna.pk), notice=notice, now=timezone.now())
