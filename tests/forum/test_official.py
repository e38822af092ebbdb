"""An answer for the county: written by one person, released by another, never by one alone."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.actions import official as actions
from forum.actions.posting import EditConflict, edit_answer
from forum.actions.working import begin_work
from forum.models import Answer, OfficialDraft, Question, Revision, WorkingNote
from forum.queries.official import people_who_release, writers_of
from forum.rules.states import NEXT, OPEN, WRITABLE, DraftState
from portal.config.wiring import BELONGINGS
from portal.kernel.content import new_key
from portal.kernel.verdict import Refused
from portal.members.models import Membership, User
from portal.outbox.models import Entry
from tests.factories.forum import REINDEX, ask
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person, person_of

MARK = "Antwort des Landkreises Osnabrück"


@pytest.fixture
def merle(db: None) -> User:
    """Osnabrück's coordinator, who may release."""
    return person_of(organisation(OSNABRUECK), Membership.Role.COORDINATOR, name="Merle Freigabe")


@pytest.fixture
def question(harburg: User) -> Question:
    return ask(harburg, visibility="public")


def begin(author: User, question: Question, body: str = "Wir **raten** zu.") -> OfficialDraft:
    return actions.begin_draft(
        actor=author,
        organisation=author.memberships.get().organisation,
        question=question,
        body=body,
        key=new_key(),
        now=timezone.now(),
    )


def submitted(author: User, question: Question) -> OfficialDraft:
    draft = begin(author, question)
    actions.submit_draft(actor=author, draft=draft, version=1, now=timezone.now())
    return draft


def release(actor: User, draft: OfficialDraft, version: int = 1) -> Answer:
    return actions.release_draft(actor=actor, draft=draft, version=version, now=timezone.now())


def test_every_state_has_its_line() -> None:
    assert set(NEXT) == set(DraftState)
    assert WRITABLE <= OPEN
    assert {state for state, following in NEXT.items() if not following} == {
        DraftState.RELEASED,
        DraftState.DISCARDED,
    }


def test_release_publishes_in_the_countys_name(
    question: Question, osnabrueck: User, merle: User
) -> None:
    begin_work(
        actor=osnabrueck, organisation=organisation(OSNABRUECK), question=question,
        now=timezone.now(),
    )  # fmt: skip
    draft = submitted(osnabrueck, question)
    assert question.answers.count() == 0
    given = release(merle, draft)
    assert (given.author, given.author_name, given.is_official, given.body_html) == (
        None,
        "",
        True,
        "<p>Wir <strong>raten</strong> zu.</p>\n",
    )
    question.refresh_from_db()
    draft.refresh_from_db()
    assert (question.answers_count, draft.state, draft.answer) == (1, "released", given)
    assert (draft.drafted_by, draft.decided_by) == (osnabrueck, merle)
    steps = list(draft.steps.values_list("act", "person__name"))
    assert steps == [
        ("begun", "Olaf Osnabrück"),
        ("submitted", "Olaf Osnabrück"),
        ("released", "Merle Freigabe"),
    ]
    assert WorkingNote.objects.count() == 0
    facts = Entry.objects.filter(key=question.key, reaction=REINDEX).values_list("fact", flat=True)
    assert list(facts.order_by("pk")) == ["QuestionAsked", "OfficialAnswerReleased"]


def test_release_is_never_for_who_wrote(question: Question, osnabrueck: User, merle: User) -> None:
    """Not with the right, not as coordinator, not after a colleague changed a word."""
    hers = submitted(merle, question)
    with pytest.raises(Refused, match="jemand anders"):
        release(merle, hers)
    actions.take_back_draft(actor=merle, draft=hers, now=timezone.now())
    Membership.objects.filter(user=osnabrueck).update(may_release=True)
    colleague = User.objects.get(pk=osnabrueck.pk)
    actions.edit_draft(actor=colleague, draft=hers, body="Anders.", version=1, now=timezone.now())
    actions.submit_draft(actor=colleague, draft=hers, version=2, now=timezone.now())
    for writer in (merle, colleague):
        with pytest.raises(Refused):
            release(writer, hers, 2)
    assert writers_of(hers) == {merle.pk, colleague.pk}
    assert list(people_who_release(hers)) == []
    assert Answer.objects.count() == 0
    third = person_of(organisation(OSNABRUECK), Membership.Role.DEPUTY, name="Dora Dritte")
    assert list(people_who_release(hers)) == [third]
    assert release(third, hers, 2).body == "Anders."


def test_release_needs_the_right_in_this_very_county(
    question: Question, osnabrueck: User, harburg_coordinator: User
) -> None:
    draft = submitted(osnabrueck, question)
    plain = person_of(organisation(OSNABRUECK), name="Peter Plain")
    moderator = person("Mo Moderation", User.PlatformRole.MODERATOR)
    for stranger in (plain, harburg_coordinator, moderator):
        with pytest.raises(Refused):
            release(stranger, draft)
        with pytest.raises(Refused):
            actions.return_draft(
                actor=stranger, draft=draft, version=1, remark="Nein", now=timezone.now()
            )
    assert Answer.objects.count() == 0


def test_two_releases_at_once_have_one_outcome(
    question: Question, osnabrueck: User, merle: User
) -> None:
    """The second one acts on what it read before the first one was done."""
    draft = submitted(osnabrueck, question)
    deputy = person_of(organisation(OSNABRUECK), Membership.Role.DEPUTY, name="Dora Dritte")
    stale = OfficialDraft.objects.get(pk=draft.pk)
    release(merle, draft)
    with pytest.raises(actions.TooLate):
        release(deputy, stale)
    with pytest.raises(actions.TooLate):
        actions.return_draft(
            actor=deputy, draft=stale, version=1, remark="Zu spät", now=timezone.now()
        )
    assert Answer.objects.count() == 1
    assert list(draft.steps.filter(act="released").values_list("person__name", flat=True)) == [
        "Merle Freigabe"
    ]


def test_only_what_was_read_is_released(question: Question, osnabrueck: User, merle: User) -> None:
    draft = submitted(osnabrueck, question)
    actions.take_back_draft(actor=osnabrueck, draft=draft, now=timezone.now())
    actions.edit_draft(
        actor=osnabrueck, draft=draft, body="Ganz anders.", version=1, now=timezone.now()
    )
    actions.submit_draft(actor=osnabrueck, draft=draft, version=2, now=timezone.now())
    with pytest.raises(actions.TooLate):
        release(merle, draft, 1)
    assert release(merle, draft, 2).body == "Ganz anders."


def test_return_says_why_and_the_draft_comes_again(
    question: Question, osnabrueck: User, merle: User
) -> None:
    draft = submitted(osnabrueck, question)
    actions.return_draft(
        actor=merle, draft=draft, version=1, remark="Bitte mit Zahlen.", now=timezone.now()
    )
    draft.refresh_from_db()
    assert (draft.state, draft.steps.last().remark) == ("returned", "Bitte mit Zahlen.")
    with pytest.raises(actions.TooLate):
        release(merle, draft)
    actions.edit_draft(
        actor=osnabrueck, draft=draft, body="11 Stunden.", version=1, now=timezone.now()
    )
    actions.submit_draft(actor=osnabrueck, draft=draft, version=2, now=timezone.now())
    assert release(merle, draft, 2).body == "11 Stunden."


def test_edit_draft_on_an_old_version_is_a_conflict(
    question: Question, osnabrueck: User, merle: User
) -> None:
    draft = begin(osnabrueck, question)
    change: dict[str, Any] = {"draft": draft, "version": 1, "now": timezone.now()}
    actions.edit_draft(actor=merle, body="Die erste war schneller.", **change)
    with pytest.raises(EditConflict):
        actions.edit_draft(actor=osnabrueck, body="Der zweite kam zu spät.", **change)
    draft.refresh_from_db()
    assert draft.body == "Die erste war schneller."
    actions.submit_draft(actor=merle, draft=draft, version=2, now=timezone.now())
    with pytest.raises(actions.TooLate):
        actions.edit_draft(actor=merle, body="Noch eins.", **(change | {"version": 2}))


def test_one_open_draft_per_county(question: Question, osnabrueck: User, merle: User) -> None:
    draft = begin(osnabrueck, question)
    with pytest.raises(actions.AlreadyDrafted) as there:
        begin(merle, question)
    assert there.value.draft == draft
    actions.discard_draft(actor=merle, draft=draft, now=timezone.now())
    with pytest.raises(actions.TooLate):
        actions.submit_draft(actor=osnabrueck, draft=draft, version=1, now=timezone.now())
    assert begin(merle, question).state == "drafting"
    with pytest.raises(ValidationError):
        begin(osnabrueck, ask(osnabrueck), "x" * 1_000_000)


def test_begin_draft_twice_with_one_key_begins_once(question: Question, osnabrueck: User) -> None:
    key = new_key()
    for _n in range(2):
        actions.begin_draft(
            actor=osnabrueck, organisation=organisation(OSNABRUECK), question=question,
            body="Einmal.", key=key, now=timezone.now(),
        )  # fmt: skip
    assert OfficialDraft.objects.count() == 1


def test_a_later_change_needs_a_release_again(
    question: Question, osnabrueck: User, merle: User
) -> None:
    given = release(merle, submitted(osnabrueck, question))
    for person_ in (osnabrueck, merle):
        with pytest.raises(Refused, match="neuen Entwurf"):
            edit_answer(
                actor=person_, answer=given, body="Heimlich.", version=1, now=timezone.now()
            )
    change = begin(osnabrueck, question, "Jetzt genauer.")
    assert change.answer == given
    actions.submit_draft(actor=osnabrueck, draft=change, version=1, now=timezone.now())
    release(merle, change)
    given.refresh_from_db()
    assert (given.body, given.version, question.answers.count()) == ("Jetzt genauer.", 2, 1)
    kept = Revision.objects.get()
    assert (kept.body, kept.editor) == ("Wir **raten** zu.", None)


def test_it_stays_when_both_leave_and_names_nobody(
    client: Client, question: Question, osnabrueck: User, merle: User, harburg: User
) -> None:
    release(merle, submitted(osnabrueck, question))
    for reader in (None, harburg):
        if reader:
            client.force_login(reader)
        page = client.get(question.get_absolute_url()).content.decode()
        assert MARK in page
        assert not {"Olaf Osnabrück", "Merle Freigabe"} & set(re.findall(r"\w+ \w+", page))
    User.objects.filter(pk__in=[osnabrueck.pk, merle.pk]).delete()
    assert MARK in client.get(question.get_absolute_url()).content.decode()
    api = client.get(f"/api/v1/questions/{question.key}").json()
    assert [one["author"] for one in api["answers"]] == [None]


def test_database_lets_no_official_answer_name_a_person(
    question: Question, osnabrueck: User
) -> None:
    fields = {"question": question, "organisation": organisation(OSNABRUECK), "body": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(is_official=True, author=osnabrueck, **fields)
    Answer.objects.create(is_official=True, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(is_official=True, **fields)


def test_drafts_are_for_the_countys_people_alone(
    client: Client, question: Question, osnabrueck: User, merle: User, harburg_coordinator: User
) -> None:
    draft = submitted(osnabrueck, question)
    moderator = person("Mo Moderation", User.PlatformRole.MODERATOR)
    names = ("detail", "edit", "submit", "take-back", "release", "return", "discard")
    for stranger in (harburg_coordinator, moderator):
        client.force_login(stranger)
        for name in names:
            url = reverse(f"forum:draft-{name}", args=[draft.pk])
            for answered in (client.get(url), client.post(url, {"version": 1, "remark": "x"})):
                assert answered.status_code in {404, 405}
        page = client.get(reverse("forum:draft-list")).content.decode()
        assert question.title not in page
    draft.refresh_from_db()
    assert draft.state == "submitted"
    release(merle, draft)
    detail = reverse("forum:draft-detail", args=[draft.pk])
    client.force_login(moderator)
    page = client.get(detail).content.decode()
    assert "Olaf Osnabrück" in page
    assert "Merle Freigabe" in page
    client.force_login(harburg_coordinator)
    assert client.get(detail).status_code == 404


def test_who_has_left_reads_and_does_nothing(
    client: Client, question: Question, osnabrueck: User, merle: User
) -> None:
    draft = submitted(osnabrueck, question)
    Membership.objects.filter(user=merle).delete()
    client.force_login(merle)
    url = reverse("forum:draft-release", args=[draft.pk])
    assert client.post(url, {"version": 1}).status_code == 404
    assert Answer.objects.count() == 0


def test_pages_from_draft_to_answer(
    client: Client, question: Question, osnabrueck: User, merle: User
) -> None:
    client.force_login(osnabrueck)
    begin_url = reverse("forum:draft-begin", args=[question.pk])
    page = client.post(begin_url, {"body": "Auf der Fragenseite getippt"}).content.decode()
    assert "Auf der Fragenseite getippt" in page
    assert OfficialDraft.objects.count() == 0
    assert client.post(begin_url, {"body": " ", "begin": "1"}).status_code == 422
    client.post(begin_url, {"body": "Wir raten zu.", "begin": "1"})
    draft = OfficialDraft.objects.get()
    late = client.post(begin_url, {"body": "Zweiter Versuch", "begin": "1"})
    assert (late.status_code, "Zweiter Versuch" in late.content.decode()) == (409, True)
    detail = reverse("forum:draft-detail", args=[draft.pk])
    page = client.get(detail).content.decode()
    assert "Freigeben kann: Merle Freigabe" in re.sub(r"\s+", " ", page)
    client.post(reverse("forum:draft-submit", args=[draft.pk]), {"version": 1})
    page = client.post(
        reverse("forum:draft-edit", args=[draft.pk]), {"body": "Mein Nachtrag", "version": 1}
    )
    assert (page.status_code, "Mein Nachtrag" in page.content.decode()) == (422, True)
    assert (
        client.post(reverse("forum:draft-release", args=[draft.pk]), {"version": 1}).status_code
        == 403
    )
    client.force_login(merle)
    back = reverse("forum:draft-return", args=[draft.pk])
    assert client.post(back, {"version": 1, "remark": ""}).status_code == 422
    client.post(reverse("forum:draft-release", args=[draft.pk]), {"version": 1})
    assert Answer.objects.get().body == "Wir raten zu."
    page = client.post(
        reverse("forum:draft-release", args=[draft.pk]), {"version": 1}, follow=True
    ).content.decode()
    assert "Der Entwurf wurde inzwischen geändert oder entschieden." in page


def test_a_county_of_one_person_is_told_whom_to_ask(
    client: Client, question: Question, osnabrueck: User
) -> None:
    draft = submitted(osnabrueck, question)
    client.force_login(osnabrueck)
    page = client.get(reverse("forum:draft-detail", args=[draft.pk])).content.decode()
    assert "Bitte bitten Sie Ihre Ansprechperson" in page
    Membership.objects.filter(user=osnabrueck).update(role=Membership.Role.COORDINATOR)
    page = client.get(reverse("forum:draft-detail", args=[draft.pk])).content.decode()
    assert "Bitte laden Sie eine Kollegin oder einen Kollegen ein" in page


def test_open_drafts_are_handed_over(question: Question, osnabrueck: User, merle: User) -> None:
    draft = submitted(osnabrueck, question)
    county, now = organisation(OSNABRUECK), timezone.now()
    (kind,) = [one for one in BELONGINGS if one.kind == "official_draft"]
    assert [one.title for one in kind.held_by(osnabrueck, county)] == [question.title]
    assert kind.held_by(osnabrueck, organisation(HARBURG)) == []
    assert kind.hand_over(osnabrueck, county, merle, now) == 1
    assert kind.hand_over(osnabrueck, county, merle, now) == 0
    draft.refresh_from_db()
    assert (draft.drafted_by, draft.steps.last().act) == (merle, "handed_over")
    # She looks after it now, but wrote none of it.
    assert release(merle, draft).is_official is True


@pytest.mark.parametrize("number", [1, 10])
def test_list_takes_the_same_queries_for_many(
    client: Client, harburg: User, osnabrueck: User, number: int, django_assert_num_queries: Any
) -> None:
    for _n in range(number):
        begin(osnabrueck, ask(harburg))
    client.force_login(osnabrueck)
    with django_assert_num_queries(5):
        client.get(reverse("forum:draft-list"))
