"""What one click says: it helped, it concerns us too, we are at work. Each once, each undoable."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.actions import affected, helpful, working
from forum.jobs import forget_working_notes
from forum.models import WORK_LASTS, AffectedCounty, HelpfulVote, WorkingNote
from portal.kernel.verdict import Refused
from portal.members.models import Membership, User
from portal.outbox.models import Entry
from tests.factories.forum import answer, ask
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person, person_of

NOW = timezone.now()


def test_vote_helpful_counts_each_person_once(harburg: User, osnabrueck: User, ploen: User) -> None:
    given = answer(osnabrueck, ask(harburg))
    for voter in (harburg, ploen):
        helpful.vote_helpful(actor=voter, answer=given, now=NOW)
    with pytest.raises(helpful.AlreadyVoted):
        helpful.vote_helpful(actor=ploen, answer=given, now=NOW)
    given.refresh_from_db()
    assert given.helpful_count == 2
    helpful.take_back_helpful(actor=ploen, answer=given)
    with pytest.raises(helpful.NoVote):
        helpful.take_back_helpful(actor=ploen, answer=given)
    given.refresh_from_db()
    assert given.helpful_count == 1


def test_database_counts_no_vote_twice(harburg: User, osnabrueck: User) -> None:
    given = answer(osnabrueck, ask(harburg))
    HelpfulVote.objects.create(answer=given, person=harburg)
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpfulVote.objects.create(answer=given, person=harburg)


def test_vote_helpful_is_not_for_ones_own_county(harburg: User, osnabrueck: User) -> None:
    given = answer(osnabrueck, ask(harburg))
    colleague = person_of(organisation(OSNABRUECK), name="Katja Kollegin")
    stranger = person("Gesa Gast")
    moderator = person("Mo Moderation", User.PlatformRole.MODERATOR)
    for refused in (osnabrueck, colleague, stranger, moderator):
        with pytest.raises(Refused):
            helpful.vote_helpful(actor=refused, answer=given, now=NOW)
    given.refresh_from_db()
    assert (given.helpful_count, HelpfulVote.objects.count()) == (0, 0)


def test_helpful_shows_at_once_though_pages_are_kept(
    client: Client, harburg: User, osnabrueck: User, ploen: User
) -> None:
    given = answer(osnabrueck, ask(harburg, visibility="public"))
    url = given.question.get_absolute_url()
    assert "fand das hilfreich" not in client.get(url).content.decode()
    entries = Entry.objects.count()
    client.force_login(ploen)
    vote = reverse("forum:helpful-add", args=[given.pk])
    client.post(vote)
    page = client.post(vote, follow=True).content.decode()
    assert "Sie fanden diese Antwort schon hilfreich." in page
    assert "Hilfreich (1)" in page
    client.logout()
    assert "1 Person fand das hilfreich" in client.get(url).content.decode()
    assert Entry.objects.count() == entries
    client.force_login(osnabrueck)
    assert client.post(vote).status_code == 403
    assert client.get(vote).status_code == 405


def test_say_affected_once_per_county(
    client: Client, harburg: User, osnabrueck: User, ploen: User
) -> None:
    question = ask(harburg, visibility="public")
    colleague = person_of(organisation(OSNABRUECK), name="Katja Kollegin")
    county = organisation(OSNABRUECK)
    affected.say_affected(actor=osnabrueck, organisation=county, question=question, now=NOW)
    with pytest.raises(affected.AlreadySaid):
        affected.say_affected(actor=colleague, organisation=county, question=question, now=NOW)
    page = client.get(question.get_absolute_url()).content.decode()
    assert "Betrifft auch: Landkreis Osnabrück" in page
    assert "Olaf" not in page
    with pytest.raises(Refused):
        affected.take_back_affected(actor=ploen, organisation=county, question=question)
    affected.take_back_affected(actor=colleague, organisation=county, question=question)
    with pytest.raises(affected.NotSaid):
        affected.take_back_affected(actor=colleague, organisation=county, question=question)
    assert "Betrifft auch" not in client.get(question.get_absolute_url()).content.decode()


def test_say_affected_is_for_other_counties(harburg: User, osnabrueck: User) -> None:
    question = ask(harburg)
    for actor, county in ((harburg, HARBURG), (osnabrueck, HARBURG), (harburg, OSNABRUECK)):
        with pytest.raises(Refused):
            affected.say_affected(
                actor=actor, organisation=organisation(county), question=question, now=NOW
            )
    assert AffectedCounty.objects.count() == 0


def test_affected_page_takes_no_foreign_county(
    client: Client, harburg: User, osnabrueck: User, ploen: User
) -> None:
    question = ask(harburg)
    client.force_login(osnabrueck)
    for slug in ("kreis-ploen", "landkreis-harburg", "nirgendwo"):
        for name in ("affected-add", "work-begin"):
            url = reverse(f"forum:{name}", args=[question.pk, slug])
            assert client.post(url).status_code == 404
    url = reverse("forum:affected-add", args=[question.pk, "landkreis-osnabrueck"])
    assert client.post(url)["Location"] == question.get_absolute_url()
    assert AffectedCounty.objects.get().organisation.ags == OSNABRUECK


def begin(actor: User, question: object, now: object = NOW) -> None:
    working.begin_work(
        actor=actor,
        organisation=actor.memberships.get().organisation,
        question=question,
        now=now,
    )


def test_work_is_told_to_members_and_ends_by_itself(
    client: Client, harburg: User, osnabrueck: User
) -> None:
    question = ask(harburg, visibility="public")
    long_ago = NOW - WORK_LASTS - timedelta(minutes=1)
    begin(osnabrueck, question)
    url = question.get_absolute_url()
    assert "arbeitet an einer Antwort" not in client.get(url).content.decode()
    client.force_login(harburg)
    page = client.get(url).content.decode()
    assert "Landkreis Osnabrück arbeitet an einer Antwort, seit" in page
    assert "Olaf" not in page
    WorkingNote.objects.update(since=long_ago, until=long_ago + WORK_LASTS)
    question.__class__.objects.filter(pk=question.pk).touch()
    assert "arbeitet an einer Antwort" not in client.get(url).content.decode()
    begin(osnabrueck, question)
    assert WorkingNote.objects.get().until == NOW + WORK_LASTS
    assert forget_working_notes(NOW) == 0
    assert forget_working_notes(NOW + WORK_LASTS) == 1


def test_work_is_once_per_county_and_ended_by_colleagues(
    harburg: User, osnabrueck: User, ploen: User
) -> None:
    question, county = ask(harburg), organisation(OSNABRUECK)
    colleague = person_of(county, name="Katja Kollegin")
    begin(osnabrueck, question)
    with pytest.raises(working.AtWork):
        begin(colleague, question)
    with pytest.raises(Refused):
        working.end_work(actor=ploen, organisation=county, question=question)
    working.end_work(actor=colleague, organisation=county, question=question)
    with pytest.raises(working.NobodyAtWork):
        working.end_work(actor=osnabrueck, organisation=county, question=question)


def test_work_ends_with_the_answer_of_that_county_only(
    harburg: User, osnabrueck: User, ploen: User
) -> None:
    question = ask(harburg)
    begin(osnabrueck, question)
    begin(ploen, question)
    answer(osnabrueck, question)
    assert [note.person for note in WorkingNote.objects.all()] == [ploen]


def test_who_has_left_marks_nothing(client: Client, harburg: User, osnabrueck: User) -> None:
    given = answer(osnabrueck, ask(harburg, visibility="public"))
    Membership.objects.filter(user=harburg).delete()
    client.force_login(harburg)
    assert client.post(reverse("forum:helpful-add", args=[given.pk])).status_code == 403
    slug = "landkreis-harburg"
    url = reverse("forum:work-begin", args=[given.question_id, slug])
    assert client.post(url).status_code == 404
    assert (HelpfulVote.objects.count(), WorkingNote.objects.count()) == (0, 0)
