"""Reviews: who may, what follows, what is not lost, what is undone."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from casestudies.models import CaseStudy
from portal.kernel.verdict import Refused
from portal.members.models import Membership, User
from portal.outbox.models import Entry
from portal.taxonomy.models import Topic
from portal.upkeep.actions.keeping import name_caretakers, set_interval
from portal.upkeep.actions.reviewing import ReviewedMeanwhile
from portal.upkeep.jobs import note_pages, reckon_pages
from portal.upkeep.models import Review, Upkeep
from portal.upkeep.queries.pages import looks_after
from portal.upkeep.queries.queue import queue
from portal.upkeep.reactions import reckon_anew
from portal.upkeep.rules import Outcome, Stage, months_after
from search.boosts import Because, Mark
from search.reactions import describe
from tests.factories.casestudies import case_study, news
from tests.factories.members import HARBURG, organisation
from tests.factories.upkeep import looked_after
from tests.upkeep.conftest import NOW, TODAY, say

pytestmark = pytest.mark.django_db


def row_of(page) -> Upkeep:
    return Upkeep.objects.get(page=page.pk)


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def facts() -> list[str]:
    """Name what was recorded, once each, without what preparing the test left."""
    return sorted(set(Entry.objects.values_list("fact", flat=True)))


def test_a_valid_page_is_due_again(page, owner) -> None:
    assert row_of(page).due_on == months_after(TODAY - timedelta(days=760), 24)
    Upkeep.objects.update(stage=Stage.COUNTY, reminded_on=TODAY)
    Entry.objects.all().delete()
    review = say(owner, page, remark="Stimmt noch.")
    row = row_of(page)
    assert (row.reviewed_on, row.due_on) == (TODAY, months_after(TODAY, 24))
    assert (row.stage, row.reminded_on, row.version) == (Stage.NONE, None, 2)
    assert (review.person, review.remark) == (owner, "Stimmt noch.")
    # What readers see, and what the page says of itself.
    assert CaseStudy.objects.get(pk=page.pk).last_reviewed == TODAY
    assert facts() == ["PageReviewed", "ReviewDateKept"]


def test_an_older_draft_published_afterwards_loses_no_review(page, owner) -> None:
    """The draft holds the date of two years ago."""
    draft = page.save_revision()
    say(owner, page)
    draft.publish()
    assert CaseStudy.objects.get(pk=page.pk).last_reviewed == TODAY
    assert row_of(page).reviewed_on == TODAY


def test_an_import_with_an_older_date_loses_no_review_either(page, owner) -> None:
    say(owner, page)
    CaseStudy.objects.filter(pk=page.pk).update(last_reviewed=TODAY - timedelta(days=900))
    assert (note_pages(NOW), note_pages(NOW)) == (1, 0)
    assert CaseStudy.objects.get(pk=page.pk).last_reviewed == TODAY


def test_a_later_date_in_the_page_itself_counts(page, owner) -> None:
    say(owner, page, now=NOW - timedelta(days=100))
    CaseStudy.objects.filter(pk=page.pk).update(last_reviewed=TODAY)
    note_pages(NOW)
    assert row_of(page).reviewed_on == TODAY


def test_news_is_not_reviewed(db) -> None:
    piece = looked_after(news(organisation()))
    assert row_of(piece).due_on is None


def test_topics_an_import_changes_count_from_the_next_day(page) -> None:
    page.topics.set([Topic.objects.get(slug="recht")])
    page.save()
    reckon_pages(NOW)
    assert row_of(page).due_on == months_after(TODAY - timedelta(days=760), 12)


def test_pages_from_before_are_found(db) -> None:
    made = case_study(organisation())
    Upkeep.objects.all().delete()  # as it was before there was one
    assert (note_pages(NOW), note_pages(NOW)) == (1, 0)
    assert row_of(made).due_on == months_after(timezone.localdate(made.first_published_at), 24)


def test_another_interval_moves_the_date(page, moderator, lead) -> None:
    with pytest.raises(Refused):
        set_interval(actor=lead, months=1, kind="case_study")
    set_interval(actor=moderator, months=36, kind="case_study")
    Upkeep.objects.update(stage=Stage.DUE)
    reckon_anew([])
    row = row_of(page)
    assert (row.due_on, row.stage) == (months_after(row.reviewed_on, 36), Stage.NONE)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("owner", True), ("deputy", True), ("lead", True), ("moderator", True),
        ("colleague", False), ("stranger", False),
    ],
)  # fmt: skip
def test_who_reviews(who, may, page, request) -> None:
    person = fresh(request.getfixturevalue(who))
    assert bool(looks_after(person, page, row_of(page).deputy_id)) is may
    if not may:
        with pytest.raises(Refused):
            say(person, page)
        assert Review.objects.count() == 0


def test_nobody_reviews_logged_out_or_after_leaving(page, owner, moderator, internal) -> None:
    assert not looks_after(AnonymousUser(), page, None)
    Membership.objects.filter(user=owner).delete()
    Membership.objects.create(user=owner, organisation=organisation(HARBURG))
    with pytest.raises(Refused):
        say(owner, page)
    # Nor do moderators review what a county keeps to itself.
    with pytest.raises(Refused):
        say(moderator, internal)
    assert Review.objects.count() == 0


def test_of_two_reviews_at_once_the_second_is_told(page, owner, lead) -> None:
    seen = row_of(page).version
    say(owner, page, Outcome.OBSOLETE, remark="Gibt es nicht mehr.", standing=seen)
    with pytest.raises(Refused):
        say(lead, page, standing=seen)
    say(owner, page, Outcome.RESTORED)
    with pytest.raises(ReviewedMeanwhile):
        say(lead, page, standing=seen)
    assert list(Review.objects.values_list("outcome", flat=True)) == ["restored", "obsolete"]


def test_obsolete_ranks_lower_and_is_undone(page, owner) -> None:
    other = looked_after(case_study(organisation(), title="Nachfolge"), owner)
    assert describe([page.reference])[page.reference].boost == 1.0
    Entry.objects.all().delete()
    say(owner, page, Outcome.OBSOLETE, remark="Die Plattform gibt es nicht mehr.", successor=other)
    row = row_of(page)
    assert (row.due_on, row.successor_id, row.is_obsolete) == (None, other.pk, True)
    assert describe([page.reference])[page.reference].marks == (Mark(Because.OBSOLETE),)
    assert (facts(), Entry.objects.get().key) == (["PageMadeObsolete"], page.key)
    say(owner, page, Outcome.RESTORED)
    row = row_of(page)
    assert (row.successor_id, row.obsolete_reason, row.is_obsolete) == (None, "", False)
    # Nobody has reviewed it by that: it is as overdue as before.
    assert row.due_on == months_after(TODAY - timedelta(days=760), 24)
    assert describe([page.reference])[page.reference].boost == 1.0


def test_a_fresh_review_is_told_to_the_search(page, owner) -> None:
    say(owner, page)
    assert describe([page.reference])[page.reference].marks == (Mark(Because.REVIEWED, on=TODAY),)


def test_a_successor_must_hold_and_be_known(page, owner, internal, stranger) -> None:
    other = looked_after(case_study(organisation(HARBURG), title="Harburg"), stranger)
    say(stranger, other, Outcome.OBSOLETE, remark="Überholt.")
    for wrong in (other, page):
        with pytest.raises(Refused):
            say(owner, page, Outcome.OBSOLETE, remark="Weg.", successor=wrong)
    with pytest.raises(Refused):
        say(stranger, page, Outcome.OBSOLETE, remark="Weg.", successor=internal)
    assert row_of(page).is_obsolete is False


def test_only_the_countys_own_people_are_named(page, owner, deputy, colleague, stranger) -> None:
    with pytest.raises(Refused):
        name_caretakers(actor=fresh(owner), page=page, owner=owner, deputy=stranger)
    with pytest.raises(Refused):
        name_caretakers(actor=fresh(stranger), page=page, owner=stranger, deputy=None)
    with pytest.raises(Refused):
        name_caretakers(actor=fresh(owner), page=page, owner=owner, deputy=owner)
    name_caretakers(actor=fresh(owner), page=page, owner=deputy, deputy=colleague)
    page = CaseStudy.objects.get(pk=page.pk)
    assert (page.owner, row_of(page).deputy) == (deputy, colleague)


def test_the_queue_holds_what_is_hers(page, internal, owner, deputy, colleague, lead, stranger,
                                      moderator) -> None:  # fmt: skip
    def titles(person: User, scope: str) -> list[str]:
        return sorted(row.page.title for row in queue(fresh(person), scope))

    both = sorted([page.title, internal.title])
    assert (titles(owner, "meine"), titles(deputy, "meine")) == (both, [page.title])
    assert (titles(colleague, "meine"), titles(colleague, "kreis")) == ([], [])
    assert (titles(lead, "kreis"), titles(lead, "alle")) == (both, [])
    assert (titles(stranger, "kreis"), titles(stranger, "alle")) == ([], [])
    assert titles(moderator, "alle") == [page.title]
    Membership.objects.filter(user=owner).delete()
    assert titles(owner, "meine") == []
