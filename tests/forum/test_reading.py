"""What people keep for themselves: follow and mute, read and unread, bookmarks."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.actions import bookmarks, following, reading
from forum.actions.posting import comment_on
from forum.models import Bookmark, Following, Question, ReadMark
from forum.notices.concerned import listeners_to
from forum.queries.reading import Unread, unread_in
from portal.kernel.content import new_key
from portal.members.models import Membership, User
from portal.notifications.actions import follow_topics, mute_topic, stop_following_topic
from portal.notifications.models import FollowedTopic
from portal.taxonomy.models import Topic
from tests.factories.forum import answer, ask
from tests.factories.members import HARBURG, organisation

NOW = timezone.now()


@pytest.fixture
def topic(db: None) -> Topic:
    return Topic.objects.get(slug="moderation")


def followers_of(question: Question) -> list[User]:
    heard = listeners_to(question)
    return list(User.objects.filter(pk__in=heard.question | heard.county | heard.topic))


def test_who_asks_and_answers_follows(harburg: User, osnabrueck: User, ploen: User) -> None:
    question = ask(harburg)
    answer(osnabrueck, question)
    answer(osnabrueck, question)
    assert followers_of(question) == [harburg, osnabrueck]


def test_muting_is_stronger_than_every_reason(
    harburg: User, osnabrueck: User, ploen: User, topic: Topic
) -> None:
    question = ask(harburg, topics=[topic])
    following.follow(actor=ploen, target=question, now=NOW)
    follow_topics(actor=ploen, topics=[topic], now=NOW)
    following.follow(actor=ploen, target=organisation(HARBURG), now=NOW)
    assert followers_of(question) == [harburg, ploen]
    mute_topic(actor=ploen, topic=topic, now=NOW)
    following.mute(actor=harburg, target=question, now=NOW)
    assert followers_of(question) == []
    answer(harburg, question)
    assert followers_of(question) == []
    stop_following_topic(actor=ploen, topic=topic)
    assert followers_of(question) == [ploen]
    other = ask(harburg)
    assert followers_of(other) == [harburg, ploen]


def test_database_follows_one_thing_at_a_time(harburg: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Following.objects.create(person=harburg)
    with pytest.raises(IntegrityError), transaction.atomic():
        Following.objects.create(
            person=harburg, question=ask(harburg), organisation=organisation(HARBURG)
        )


def test_followed_page_lists_and_ends(
    client: Client, harburg: User, osnabrueck: User, topic: Topic
) -> None:
    question = ask(harburg)
    client.force_login(osnabrueck)
    client.post(reverse("forum:question-follow", args=[question.pk]))
    url = reverse("forum:followed")
    assert client.post(url, {}).status_code == 422
    client.post(url, {"topic": "moderation", "county": "landkreis-harburg"})
    page = client.get(url).content.decode()
    assert question.title in page
    rows = list(Following.objects.filter(person=osnabrueck).order_by("pk"))
    assert len(rows) == 2
    assert "/fragen/gefolgt/thema/moderation/stumm/" in page
    client.post(reverse("forum:following-mute", args=[rows[0].pk]))
    assert Following.objects.get(pk=rows[0].pk).muted is True
    client.post(reverse("forum:topic-mute", args=["moderation"]))
    assert FollowedTopic.objects.get(person=osnabrueck).muted is True
    client.post(reverse("forum:topic-end", args=["moderation"]))
    assert FollowedTopic.objects.count() == 0
    for row in rows:
        client.post(reverse("forum:following-end", args=[row.pk]))
    assert "Sie folgen noch nichts" in client.get(url).content.decode()
    hers = Following.objects.get(person=harburg)
    for name in ("following-end", "following-mute"):
        assert client.post(reverse(f"forum:{name}", args=[hers.pk])).status_code == 404


def test_followed_page_shows_nothing_one_may_not_see(
    client: Client, harburg: User, osnabrueck: User
) -> None:
    question = ask(harburg)
    following.follow(actor=osnabrueck, target=question, now=NOW)
    bookmarks.add_bookmark(actor=osnabrueck, question=question, now=NOW)
    Question.objects.update(visibility="county")
    client.force_login(osnabrueck)
    for name in ("followed", "bookmark-list"):
        assert question.title not in client.get(reverse(f"forum:{name}")).content.decode()
    for name in ("question-follow", "question-mute", "question-keep", "question-read", "first-new"):
        url = reverse(f"forum:{name}", args=[question.pk])
        assert client.post(url).status_code in {404, 405}
        assert client.get(url).status_code in {404, 405}


def read(person: User, question: Question, at: Any = None) -> None:
    at = at or timezone.now()
    reading.mark_read(actor=person, question=question, until=at, now=at)


def unread(person: User, *questions: Question) -> list[Unread | None]:
    found = unread_in(person, [question.pk for question in questions])
    return [found.get(question.pk) for question in questions]


def test_unread_counts_what_others_posted(harburg: User, osnabrueck: User, ploen: User) -> None:
    question = ask(harburg)
    assert unread(harburg, question) == [None]
    assert unread(ploen, question) == [Unread(whole=True, posts=0)]
    read(ploen, question)
    assert unread(ploen, question) == [None]
    given = answer(osnabrueck, question)
    comment_on(
        actor=harburg, organisation=organisation(HARBURG), answer=given, body="Danke!",
        key=new_key(), now=timezone.now(),
    )  # fmt: skip
    answer(ploen, question)
    assert unread(ploen, question) == [Unread(whole=False, posts=2)]
    assert unread(osnabrueck, question) == [Unread(whole=True, posts=2)]
    assert unread(harburg, question) == [Unread(whole=False, posts=2)]
    reading.mark_all_read(actor=ploen, now=timezone.now())
    assert unread(ploen, question) == [None]
    assert ReadMark.objects.filter(person=ploen).count() == 1


def test_what_was_before_somebody_came_is_not_new(harburg: User, ploen: User) -> None:
    question = ask(harburg)
    User.objects.filter(pk=ploen.pk).update(date_joined=timezone.now())
    assert unread(User.objects.get(pk=ploen.pk), question) == [None]


def test_mark_read_goes_forward_only_and_not_into_the_future(harburg: User, ploen: User) -> None:
    question, now = ask(harburg), timezone.now()
    for until in (now, now - timedelta(days=3), now + timedelta(days=99)):
        reading.mark_read(actor=ploen, question=question, until=until, now=now)
    assert ReadMark.objects.get().read_until == now


def test_reading_a_page_writes_nothing_and_the_button_does(
    client: Client, harburg: User, osnabrueck: User, ploen: User
) -> None:
    question = ask(harburg)
    read(ploen, question)
    given = answer(osnabrueck, question)
    client.force_login(ploen)
    listed = client.get(reverse("forum:question-list")).content.decode()
    assert f'href="{reverse("forum:first-new", args=[question.pk])}">1 neu</a>' in listed
    place = client.get(reverse("forum:first-new", args=[question.pk]))["Location"]
    assert place == f"{question.get_absolute_url()}#neu"
    page = client.get(question.get_absolute_url()).content.decode()
    assert page.index('id="neu"') < page.index(f'id="antwort-{given.pk}"')
    assert ReadMark.objects.get().read_until < given.answered_at
    form = {"until": Question.objects.get().last_post_at.isoformat()}
    url = reverse("forum:question-read", args=[question.pk])
    assert client.post(url, form, headers={"X-Requested-With": "fetch"}).status_code == 204
    page = client.get(question.get_absolute_url()).content.decode()
    assert 'id="neu"' not in page
    assert url not in page
    assert "1 neu" not in client.get(reverse("forum:question-list")).content.decode()
    for odd in ("", "gestern", "2026-13-45T00:00:00Z", "2026-01-01T00:00:00"):
        assert client.post(url, {"until": odd}).status_code == 302


def test_first_new_is_found_on_a_later_page(
    client: Client, harburg: User, osnabrueck: User, ploen: User, monkeypatch: Any
) -> None:
    monkeypatch.setattr("forum.queries.thread.PAGE_SIZE", 2)
    question = ask(harburg)
    for _n in range(3):
        answer(osnabrueck, question)
    read(ploen, question)
    answer(osnabrueck, question)
    client.force_login(ploen)
    place = client.get(reverse("forum:first-new", args=[question.pk]))["Location"]
    assert place == f"{question.get_absolute_url()}?page=2#neu"
    page = client.get(place).content.decode()
    assert page.count('id="neu"') == 1


def test_lists_are_kept_for_all_and_news_are_each_ones_own(
    client: Client, harburg: User, osnabrueck: User, ploen: User
) -> None:
    question = ask(harburg, title="Mit <!--neu:1--> im Titel, harmlos?")
    read(ploen, question)
    answer(osnabrueck, question)
    url = reverse("forum:question-list")
    client.force_login(ploen)
    assert ">1 neu</a>" in client.get(url).content.decode()
    client.force_login(osnabrueck)
    page = client.get(url).content.decode()
    assert ">neu</a>" in page
    assert "&lt;!--neu:1--&gt;" in page
    client.post(reverse("forum:all-read"))
    assert ">neu</a>" not in client.get(url).content.decode()
    client.force_login(ploen)
    assert ">1 neu</a>" in client.get(url).content.decode()
    client.logout()
    assert client.post(reverse("forum:all-read"))["Location"].startswith("/konto/login/")


@pytest.mark.parametrize("number", [1, 10])
def test_list_takes_the_same_queries_for_a_reader(
    client: Client, harburg: User, ploen: User, number: int, django_assert_num_queries: Any
) -> None:
    for _n in range(number):
        ask(harburg)
    client.force_login(ploen)
    with django_assert_num_queries(9):
        client.get(reverse("forum:question-list"))
    with django_assert_num_queries(5):
        client.get(reverse("forum:question-list"))


def test_bookmarks_are_ones_own(
    client: Client, harburg: User, osnabrueck: User, ploen: User
) -> None:
    question = ask(harburg)
    given = answer(osnabrueck, question)
    client.force_login(ploen)
    for _n in range(2):
        client.post(reverse("forum:question-keep", args=[question.pk]))
        client.post(reverse("forum:answer-keep", args=[given.pk]))
    first, second = Bookmark.objects.filter(person=ploen).order_by("pk")
    url = reverse("forum:bookmark-edit", args=[second.pk])
    assert client.post(url, {"note": "x" * 501}).status_code == 422
    client.post(url, {"note": "Für den <b>Montag</b>"})
    page = client.get(reverse("forum:bookmark-list")).content.decode()
    assert "Für den &lt;b&gt;Montag&lt;/b&gt;" in page
    client.force_login(osnabrueck)
    assert client.get(url).status_code == 404
    end = reverse("forum:bookmark-end", args=[second.pk])
    assert client.post(end).status_code == 404
    assert "Montag" not in client.get(question.get_absolute_url()).content.decode()
    client.force_login(ploen)
    client.post(end)
    client.post(reverse("forum:question-drop", args=[question.pk]))
    assert Bookmark.objects.count() == 0
    assert "Noch nichts gemerkt" in client.get(reverse("forum:bookmark-list")).content.decode()
    assert first.note == ""


@pytest.mark.parametrize("number", [1, 10])
def test_own_lists_take_the_same_queries_for_many(
    client: Client, harburg: User, ploen: User, number: int, django_assert_num_queries: Any
) -> None:
    for _n in range(number):
        question = ask(harburg)
        following.follow(actor=ploen, target=question, now=NOW)
        bookmarks.add_bookmark(actor=ploen, question=question, now=NOW)
    client.force_login(ploen)
    with django_assert_num_queries(9):
        client.get(reverse("forum:followed"))
    with django_assert_num_queries(5):
        client.get(reverse("forum:bookmark-list"))


def test_who_has_left_still_ends_what_she_followed(
    client: Client, harburg: User, ploen: User
) -> None:
    question = ask(harburg)
    following.follow(actor=ploen, target=question, now=NOW)
    Membership.objects.filter(user=ploen).delete()
    client.force_login(ploen)
    assert question.title not in client.get(reverse("forum:followed")).content.decode()
    row = Following.objects.get(person=ploen)
    client.post(reverse("forum:following-end", args=[row.pk]))
    assert Following.objects.filter(person=ploen).count() == 0
