"""What people want to hear of: chosen by themselves, honoured at once, gone with them."""

from datetime import timedelta

import pytest
from django.core import mail as sent
from django.test import Client
from django.utils import timezone

from portal.joining.actions.people import leave
from portal.joining.mails import COLLEAGUE_LEFT
from portal.kernel.verdict import Refused
from portal.members.actions import erase_account
from portal.members.models import Membership, User
from portal.notifications.actions import choose_notices, choose_topics, decline_notice
from portal.notifications.models import DeclinedNotice, FollowedTopic
from portal.notifications.notices import all_notices
from portal.notifications.personal_data import NOTIFICATIONS
from portal.notifications.queries import notices_declined_by, topics_followed_by, wants
from portal.outbox.models import Entry
from portal.taxonomy.models import Topic
from tests.factories.members import organisation, person, person_of
from tests.mailbox import received

pytestmark = pytest.mark.django_db

CHOICES, FOLLOW = "/konto/benachrichtigungen/", "/konto/themen/"
LEADER = Membership.Role.COORDINATOR


@pytest.fixture
def karla() -> User:
    return person_of(organisation(), LEADER, "Karla Koordination")


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def topics(*slugs: str) -> list[Topic]:
    return list(Topic.objects.filter(slug__in=slugs))


def followed(user: User) -> set[str]:
    return set(topics_followed_by(user).values_list("slug", flat=True))


def test_topics_and_mails_are_chosen(karla: User) -> None:
    other = person("Andere")
    choose_topics(actor=other, topics=topics("recht"), now=timezone.now())
    client = logged_in(karla)
    chosen = topics("datenschutz", "recht")
    response = client.post(
        CHOICES, {"topics": [one.pk for one in chosen], "notices": ["colleague_joined"]}
    )
    assert response["Location"] == "/konto/"
    assert followed(karla) == {"datenschutz", "recht"}
    assert notices_declined_by(karla) == {
        "colleague_left",
        "channels_to_confirm",
        "posts_rearranged",
        "own_question_answered",
        "own_answer_commented",
        "own_answer_accepted",
        "official_drafts",
        "followed",
        "county_asked",
        "county_request_news",
        "question_left",
        "consent_asked",
        "sources_of_pages",
        "pages_to_review",
        "pages_concerned",
        "reviews_waiting",
        "own_pages",
        "opinions_given",
        "replication_reports",
        "replication_results",
        "page_feedback",
        "page_changes",
        "guidelines_changed",
        "saved_searches",
        "wishes",
    }
    page = client.get(CHOICES)
    assert page["Cache-Control"].endswith("private")
    assert page.context["form"].initial["notices"] == ["colleague_joined"]
    assert (followed(other), notices_declined_by(other)) == ({"recht"}, set())


def test_nothing_chosen_is_a_choice(karla: User) -> None:
    choose_topics(actor=karla, topics=topics("recht"), now=timezone.now())
    logged_in(karla).post(CHOICES, {})
    assert followed(karla) == set()
    assert notices_declined_by(karla) == {one.name for one in all_notices()}
    assert Entry.objects.count() == 0


def test_choosing_again_keeps_since_when(karla: User) -> None:
    then = timezone.now() - timedelta(days=9)
    choose_topics(actor=karla, topics=topics("recht"), now=then)
    choose_topics(actor=karla, topics=topics("recht", "personal"), now=timezone.now())
    assert FollowedTopic.objects.get(topic__slug="recht").since == then
    for _time in range(2):
        decline_notice(person=karla, notice=COLLEAGUE_LEFT, now=timezone.now())
    assert DeclinedNotice.objects.count() == 1


@pytest.mark.parametrize(
    "values",
    [{"topics": ["999999"]}, {"topics": ["x"]}, {"notices": ["invitation"]}, {"notices": ["x\0"]}],
)
def test_what_is_not_offered_is_refused(karla: User, values: dict[str, list[str]]) -> None:
    assert logged_in(karla).post(CHOICES, values).status_code == 422
    assert (followed(karla), notices_declined_by(karla)) == (set(), set())


def test_the_overviews_button_follows(karla: User) -> None:
    choose_topics(actor=karla, topics=topics("personal"), now=timezone.now())
    client = logged_in(karla)
    for _time in range(2):
        answer = client.post(FOLLOW, {"topic": ["recht", "datenschutz"], "person": "1"})
        assert answer["Location"] == "/uebersicht/"
    assert followed(karla) == {"personal", "recht", "datenschutz"}
    for nonsense in ({}, {"topic": ["gibt-es-nicht"]}, {"topic": ["recht", "\0"]}):
        assert client.post(FOLLOW, nonsense)["Location"] == "/uebersicht/"
    assert FollowedTopic.objects.count() == 3
    assert client.get(FOLLOW).status_code == 405


@pytest.mark.parametrize("path", [CHOICES, FOLLOW])
def test_strangers_log_in_and_forged_forms_are_refused(karla: User, path: str) -> None:
    assert Client().post(path)["Location"] == f"/konto/login/?next={path}"
    client = Client(enforce_csrf_checks=True)
    client.force_login(karla)
    assert client.post(path, {"topic": ["recht"]}).status_code == 403
    assert FollowedTopic.objects.count() == 0


def test_a_declined_mail_is_not_sent_and_all_others_are(karla: User) -> None:
    osnabrueck = organisation()
    dora = person_of(osnabrueck, Membership.Role.DEPUTY, "Dora Stellvertretung")
    staff = person_of(osnabrueck, name="Stefan Stab")
    decline_notice(person=karla, notice=COLLEAGUE_LEFT, now=timezone.now())
    leave(actor=staff, membership=staff.memberships.get(), successor=None, now=timezone.now())
    (message,) = received()
    assert message.to == [f"Dora Stellvertretung <{dora.email}>"]
    sent.outbox.clear()
    choose_notices(actor=karla, wanted=all_notices(), now=timezone.now())
    other = person_of(osnabrueck, name="Ole Stab")
    leave(actor=other, membership=other.memberships.get(), successor=None, now=timezone.now())
    assert {message.to[0].split(" ")[0] for message in received()} == {"Karla", "Dora"}


def test_that_nobody_is_left_is_told_whatever_was_declined(karla: User) -> None:
    moderator = person("Mona Moderation", User.PlatformRole.MODERATOR)
    choose_notices(actor=moderator, wanted=[], now=timezone.now())
    leave(
        actor=karla,
        membership=karla.memberships.get(),
        successor=None,
        now=timezone.now(),
        leave_alone=True,
    )
    (message,) = received()
    assert message.to == [f"Mona Moderation <{moderator.email}>"]
    assert "List-Unsubscribe" not in message.extra_headers


def test_who_is_switched_off_or_erased_hears_nothing(karla: User) -> None:
    choose_topics(actor=karla, topics=topics("recht"), now=timezone.now())
    decline_notice(person=karla, notice=COLLEAGUE_LEFT, now=timezone.now())
    person_of(organisation(), LEADER)
    kinds = [(row["kind"], row.get("topic") or row.get("notice")) for row in
             NOTIFICATIONS.export(karla)]  # fmt: skip
    assert kinds == [
        ("followed_topic", "Recht und Impressum"), ("declined_notice", "colleague_left"),
    ]  # fmt: skip
    erase_account(actor=karla)
    assert NOTIFICATIONS.export(karla) == []
    gone = User.objects.get(pk=karla.pk)
    assert not wants(gone, COLLEAGUE_LEFT)
    with pytest.raises(Refused):
        choose_topics(actor=gone, topics=[], now=timezone.now())
    with pytest.raises(Refused):
        decline_notice(person=gone, notice=COLLEAGUE_LEFT, now=timezone.now())


@pytest.mark.parametrize("rows", [1, 10])
def test_the_page_takes_six_queries(karla: User, rows: int, django_assert_num_queries) -> None:
    choose_topics(actor=karla, topics=Topic.objects.all()[:rows], now=timezone.now())
    client = logged_in(karla)
    client.get(CHOICES)
    with django_assert_num_queries(6):
        client.get(CHOICES)
