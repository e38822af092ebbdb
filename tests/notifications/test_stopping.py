"""The link that stops mails of a kind: for its owner and this kind alone, without logging in."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail as sent
from django.core import signing
from django.test import Client
from django.utils import timezone

from forum.mails import POSTS_REARRANGED
from forum.notices.matters import FORUM_NOTICES
from forum.request_mails import COUNTY_ASKED, QUESTION_LEFT, REQUEST_NEWS
from portal.alerts.mails import NEW_HITS
from portal.alerts.notices import WISHES
from portal.channels.mails import CHANNELS_TO_CONFIRM
from portal.checklists.notices import GUIDELINES_CHANGED
from portal.editorial.matters import EDITORIAL_NOTICES
from portal.joining.actions.people import leave
from portal.joining.mails import COLLEAGUE_JOINED, COLLEAGUE_LEFT
from portal.members.actions import erase_account
from portal.members.models import Membership, User
from portal.notifications.actions import choose_notices
from portal.notifications.mail import Mail, mail_to
from portal.notifications.models import DeclinedNotice
from portal.notifications.notices import Notice, UnwiredNotice, all_notices
from portal.notifications.queries import notices_declined_by
from portal.notifications.stopping import stop_path
from portal.provenance.mails import CONSENT_ASKED, SOURCES_OF_PAGES
from portal.readers.notices import READING_NOTICES
from portal.replication.notices import REPLICATION_NOTICES
from portal.upkeep.notices.matters import UPKEEP_NOTICES
from tests.factories.members import organisation, person, person_of
from tests.mailbox import received

pytestmark = pytest.mark.django_db

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def karla() -> User:
    return person_of(organisation(), Membership.Role.COORDINATOR, "Karla Koordination")


def test_an_optional_mail_carries_its_reason_and_the_link(karla: User) -> None:
    staff = person_of(organisation(), name="Stefan Stab")
    leave(actor=staff, membership=staff.memberships.get(), successor=None, now=timezone.now())
    (message,) = received()
    ((html, _kind),) = message.alternatives
    headers = message.extra_headers
    url = headers["List-Unsubscribe"].strip("<>")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert url.startswith("http://testserver/konto/benachrichtigungen/abbestellen/")
    assert message.body.endswith(f"Mails dieser Art abbestellen: {url}\n")
    assert f'href="{url}"' in html
    for text in (message.body, html):
        assert "Sie erhalten diese" in text
        assert karla.email not in text
    # What a mail program does by itself: no cookies, no token, no redirect to follow.
    answer = Client(enforce_csrf_checks=True).post(url, ONE_CLICK)
    assert (answer.status_code, answer.cookies.output()) == (200, "")
    assert notices_declined_by(karla) == {"colleague_left"}
    sent.outbox.clear()
    other = person_of(organisation(), name="Ole Stab")
    leave(actor=other, membership=other.memberships.get(), successor=None, now=timezone.now())
    assert received() == []


def test_looking_changes_nothing_and_names_nobody(karla: User) -> None:
    for read in (Client().get, Client().head):
        answer = read(stop_path(karla, COLLEAGUE_JOINED))
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
    page = Client().get(stop_path(karla, COLLEAGUE_JOINED)).content.decode()
    assert "Jemand ist zu Ihrer Organisation gekommen" in page
    for told in (karla.email, karla.name, "Osnabrück"):
        assert told not in page
    assert DeclinedNotice.objects.count() == 0


def test_a_forged_link_stops_nothing(karla: User) -> None:
    path = stop_path(karla, COLLEAGUE_LEFT)
    foreign = signing.dumps([karla.pk, "colleague_left"], salt="portal.joining.request")
    token = path.rstrip("/").rpartition("/")[2]
    body, _colon, rest = token.partition(":")
    other_person = signing.b64_encode(f'[{karla.pk + 1},"colleague_left"]'.encode()).decode()
    for forged in (foreign, token[:-1], f"{other_person}:{rest}", f"{body}:x:y", "x", "%00"):
        for answer in (
            Client().get(f"/konto/benachrichtigungen/abbestellen/{forged}/"),
            Client().post(f"/konto/benachrichtigungen/abbestellen/{forged}/", ONE_CLICK),
        ):
            assert answer.status_code == 410
    assert DeclinedNotice.objects.count() == 0


def test_a_link_is_good_for_its_owner_whoever_is_logged_in(karla: User) -> None:
    other = person_of(organisation(), Membership.Role.DEPUTY, "Dora Stellvertretung")
    client = Client()
    client.force_login(other)
    assert client.post(stop_path(karla, COLLEAGUE_LEFT)).status_code == 200
    assert notices_declined_by(karla) == {"colleague_left"}
    assert notices_declined_by(other) == set()


def test_a_replayed_link_stops_and_never_starts(karla: User) -> None:
    path = stop_path(karla, COLLEAGUE_LEFT)
    for _time in range(3):
        assert Client().post(path).status_code == 200
    assert DeclinedNotice.objects.count() == 1
    choose_notices(actor=karla, wanted=all_notices(), now=timezone.now())
    assert Client().get(path).status_code == 200
    assert notices_declined_by(karla) == set()


def test_a_link_runs_out_after_a_year(karla: User) -> None:
    path = stop_path(karla, COLLEAGUE_LEFT)
    with time_machine.travel(timezone.now() + timedelta(days=364), tick=False):
        assert Client().get(path).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=366), tick=False):
        assert Client().post(path).status_code == 410
    assert DeclinedNotice.objects.count() == 0


def test_nothing_is_left_to_stop_for_who_is_gone(karla: User) -> None:
    person_of(organisation(), Membership.Role.COORDINATOR)
    path = stop_path(karla, COLLEAGUE_LEFT)
    erase_account(actor=karla)
    assert Client().post(path).status_code == 410
    assert DeclinedNotice.objects.count() == 0


def test_a_kind_that_nobody_wired_is_never_sent(karla: User) -> None:
    forgotten = Notice("forgotten", "Vergessen")
    with pytest.raises(UnwiredNotice, match="forgotten"):
        _ = mail_to(karla, "person_left", context={}, notice=forgotten).way_out
    with pytest.raises(ValueError, match="person_left"):
        Mail(template="person_left", to="a@kreis.example", notice=COLLEAGUE_LEFT)


def test_necessary_mails_have_no_such_link(karla: User) -> None:
    mail = mail_to(karla, "request_new", context={})
    assert (mail.way_out, mail.wanted) == ("", True)
    assert mail_to(person(is_active=False), "request_new", context={}).wanted is False


def test_what_is_offered_is_what_mails_name() -> None:
    assert all_notices() == (
        *FORUM_NOTICES,
        COLLEAGUE_JOINED,
        COLLEAGUE_LEFT,
        CHANNELS_TO_CONFIRM,
        POSTS_REARRANGED,
        COUNTY_ASKED,
        REQUEST_NEWS,
        QUESTION_LEFT,
        CONSENT_ASKED,
        SOURCES_OF_PAGES,
        *EDITORIAL_NOTICES,
        *UPKEEP_NOTICES,
        *REPLICATION_NOTICES,
        *READING_NOTICES,
        GUIDELINES_CHANGED,
        NEW_HITS,
        WISHES,
    )
