"""What people look after: open questions and pages, handed over, let go, never rewritten."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casestudies.models import CaseStudy
from forum.actions.acceptance import accept_answer
from forum.models import Question
from forum.rules import may_edit
from portal.joining.actions.people import NeedsSuccessor, leave, remove_person
from portal.joining.models import MembershipEvent
from portal.joining.queries.people import held_by
from portal.members.models import Membership, Organisation, User
from portal.members.personal_data import all_personal_data
from portal.outbox.delivery import deliver_pending
from portal.outbox.models import Entry
from portal.publishing.rules import may_work_on
from tests.factories.casestudies import case_study, guideline
from tests.factories.forum import answer, ask
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person, person_of

pytestmark = pytest.mark.django_db

Role = Membership.Role


@pytest.fixture
def osnabrueck() -> Organisation:
    return organisation(OSNABRUECK)


@pytest.fixture
def coordinator(osnabrueck: Organisation) -> User:
    return person_of(osnabrueck, Role.COORDINATOR, "Karla Koordination")


@pytest.fixture
def staff(osnabrueck: Organisation) -> User:
    return person_of(osnabrueck, Role.STAFF, "Stefan Stab")


@pytest.fixture
def editor(osnabrueck: Organisation) -> User:
    """Writes pages in the CMS, and belongs to Osnabrück."""
    editor = person("Edda Edition", User.PlatformRole.MODERATOR)
    Membership.objects.create(user=editor, organisation=osnabrueck)
    return editor


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def titles(user: User, of: Organisation) -> list[tuple[str, str]]:
    return [(str(kind.label), one.title) for kind in held_by(user, of) for one in kind.things]


def go(user: User, successor: User | None = None, *, leave_alone: bool = False) -> None:
    leave(
        actor=user, membership=user.memberships.get(), successor=successor, now=timezone.now(),
        leave_alone=leave_alone,
    )  # fmt: skip


def owned(owner: User, of: Organisation, **fields: object) -> CaseStudy:
    page = case_study(of, **fields)
    CaseStudy.objects.filter(pk=page.pk).update(owner=owner)
    return CaseStudy.objects.get(pk=page.pk)


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


# --- Questions ----------------------------------------------------------------------------------


def test_open_questions_are_looked_after_solved_ones_are_not(
    osnabrueck, staff, coordinator
) -> None:
    ask(staff, title="Noch offen")
    solved = ask(staff, title="Gelöst")
    ask(coordinator, title="Eine andere")
    accept_answer(
        actor=staff, answer=answer(person_of(organisation(HARBURG)), solved), now=timezone.now()
    )
    assert titles(staff, osnabrueck) == [("Offene Fragen", "Noch offen")]
    assert titles(staff, organisation(HARBURG)) == []


def test_questions_change_hands_and_keep_their_author(osnabrueck, staff, coordinator) -> None:
    question = ask(staff, title="Wie messen?", visibility="county")
    with pytest.raises(NeedsSuccessor):
        go(staff)
    go(staff, coordinator)
    question.refresh_from_db()
    assert (question.author, question.caretaker) == (staff, coordinator)
    assert titles(coordinator, osnabrueck) == [("Offene Fragen", "Wie messen?")]
    assert (titles(staff, osnabrueck), question.organisation) == ([], osnabrueck)
    facts = Entry.objects.order_by("pk").values_list("fact", flat=True)
    assert list(dict.fromkeys(facts)) == ["QuestionAsked", "PersonLeft"]


def test_who_took_over_edits_and_hands_on(osnabrueck, staff, coordinator) -> None:
    question = ask(staff)
    second, third = person_of(osnabrueck, name="Zoe"), person_of(osnabrueck, name="Dora")
    assert not may_edit(second, question)
    go(staff, second)
    question.refresh_from_db()
    assert may_edit(fresh(second), question)
    go(second, third)
    question.refresh_from_db()
    assert question.caretaker == third
    assert (bool(may_edit(fresh(second), question)), bool(may_edit(fresh(third), question))) == (
        False, True,
    )  # fmt: skip


def test_who_left_and_comes_back_does_not_take_it_away(osnabrueck, staff, coordinator) -> None:
    ask(staff)
    go(staff, coordinator)
    Membership.objects.create(user=staff, organisation=osnabrueck)
    assert (titles(fresh(staff), osnabrueck), len(titles(coordinator, osnabrueck))) == ([], 1)


def test_only_that_countys_questions_change_hands(osnabrueck, staff, coordinator) -> None:
    other = organisation(HARBURG)
    Membership.objects.create(user=staff, organisation=other)
    for of in (osnabrueck, other):
        Question.objects.create(
            organisation=of, author=staff, title=of.name, slug="x", body="x", visibility="county"
        )
    leave(
        actor=staff, membership=staff.memberships.get(organisation=osnabrueck),
        successor=coordinator, now=timezone.now(),
    )  # fmt: skip
    assert titles(fresh(staff), other) == [("Offene Fragen", other.name)]


def test_where_nobody_is_left_a_question_stays_with_the_county(osnabrueck, staff) -> None:
    question = ask(staff)
    go(staff)
    question.refresh_from_db()
    assert (question.caretaker, question.organisation) == (None, osnabrueck)
    assert not may_edit(fresh(staff), question)


def test_an_erased_caretaker_is_forgotten(osnabrueck, staff, coordinator) -> None:
    question = ask(staff)
    go(staff, coordinator)
    for data in all_personal_data():
        data.erase(coordinator)
    question.refresh_from_db()
    assert question.caretaker is None


# --- Pages --------------------------------------------------------------------------------------


def test_pages_and_drafts_are_looked_after(osnabrueck, editor, coordinator) -> None:
    owned(editor, osnabrueck, title="Veröffentlicht")
    draft = owned(editor, osnabrueck, title="Entwurf", visibility="county", publish=False)
    owned(coordinator, osnabrueck, title="Eine andere")
    owned(editor, organisation(HARBURG), title="Für Harburg geschrieben")
    page = guideline(osnabrueck, title="Leitfaden")
    type(page).objects.filter(pk=page.pk).update(owner=editor)
    assert titles(editor, osnabrueck) == [
        ("Seiten", "Veröffentlicht"), ("Seiten", "Entwurf"), ("Seiten", "Leitfaden"),
    ]  # fmt: skip
    assert draft.live is False


def test_a_draft_goes_to_the_successor_and_its_author_is_out(
    osnabrueck, editor, coordinator
) -> None:
    draft = owned(editor, osnabrueck, title="Entwurf", visibility="county", publish=False)
    client, page = logged_in(editor), reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert client.get(page).status_code == 200
    go(editor, coordinator)
    draft.refresh_from_db()
    assert (draft.owner, draft.organisation) == (coordinator, osnabrueck)
    # The open tab of the CMS, whose role on the platform she keeps.
    assert [client.get(page).status_code, client.post(page, {}).status_code] == [404, 404]


def test_without_a_successor_a_draft_is_nobodys_but_the_countys(osnabrueck, editor) -> None:
    draft = owned(editor, osnabrueck, title="Entwurf", visibility="county", publish=False)
    go(editor)
    draft.refresh_from_db()
    assert (draft.owner, bool(may_work_on(fresh(editor), draft))) == (None, False)


def test_a_draft_leads_to_where_its_county_writes_who_does_not_enter_the_cms(
    osnabrueck, editor, coordinator
) -> None:
    draft = owned(editor, osnabrueck, title="Entwurf", publish=False)
    live = owned(editor, osnabrueck, title="Öffentlich")
    in_the_cms = [one.url for kind in held_by(editor, osnabrueck) for one in kind.things]
    assert all(url.startswith("/cms/pages/") for url in in_the_cms)
    go(editor, coordinator)
    hers = [one.url for kind in held_by(coordinator, osnabrueck) for one in kind.things]
    assert hers == [draft.writing_url, live.get_absolute_url()]


# --- Removing, telling, showing -----------------------------------------------------------------


def test_a_removal_hands_over_to_who_does_it(osnabrueck, staff, coordinator) -> None:
    question = ask(staff, title="Wie messen?")
    client = logged_in(coordinator)
    page = reverse("joining:member-remove", args=[osnabrueck.slug, staff.memberships.get().pk])
    shown = client.get(page)
    assert "Wie messen?" in shown.content.decode()
    assert shown.context["form"]["successor"].value() == coordinator.pk
    assert client.post(page, {"successor": ""}).status_code == 422
    client.post(page, {"successor": coordinator.pk})
    question.refresh_from_db()
    assert (question.caretaker, staff.memberships.count()) == (coordinator, 0)


def test_moderators_learn_no_titles_a_county_keeps_to_itself(
    osnabrueck, staff, coordinator
) -> None:
    ask(staff, title="Geheime Frage", visibility="county")
    page = reverse("joining:member-remove", args=[osnabrueck.slug, staff.memberships.get().pk])
    shown = logged_in(person("Mona", User.PlatformRole.MODERATOR)).get(page).content.decode()
    assert ("Offene Fragen" in shown, "Geheime Frage" in shown) == (True, False)


def test_the_team_page_says_what_one_looks_after(osnabrueck, staff, coordinator) -> None:
    ask(staff, title="Wie messen?", visibility="county")
    page = reverse("joining:people", args=[osnabrueck.slug])
    shown = [logged_in(who).get(page).content.decode() for who in (staff, coordinator)]
    assert ["Wie messen?" in text for text in shown] == [True, False]


@pytest.mark.parametrize(
    ("language", "words"),
    [("de", "Sie übernehmen 2 Sachen"), ("en", "You take over 2 things")],
)
def test_the_successor_is_told(osnabrueck, staff, coordinator, language, words) -> None:
    heir = person_of(osnabrueck, name="Ida Erbin")
    User.objects.update(language=language)
    ask(staff)
    ask(staff)
    go(staff, heir)
    deliver_pending(timezone.now())
    event = MembershipEvent.objects.get()
    assert (event.successor, event.handed_over) == (heir, 2)
    told = {message.to[0].rpartition("<")[2].rstrip(">"): message for message in mail.outbox}
    assert sorted(told) == sorted([coordinator.email, heir.email])
    seen = {to: (words in m.body, words in m.alternatives[0][0]) for to, m in told.items()}
    assert seen == {heir.email: (True, True), coordinator.email: (False, False)}


def test_who_removes_and_takes_over_herself_is_told_once(osnabrueck, staff, coordinator) -> None:
    ask(staff)
    remove_person(
        actor=coordinator, membership=staff.memberships.get(), successor=coordinator,
        now=timezone.now(),
    )  # fmt: skip
    deliver_pending(timezone.now())
    assert [message.to[0].rpartition("<")[2].rstrip(">") for message in mail.outbox] == [
        coordinator.email
    ]


def test_a_successor_who_has_left_since_gets_no_mail(osnabrueck, staff, coordinator) -> None:
    heir = person_of(osnabrueck, name="Ida Erbin")
    ask(staff)
    go(staff, heir)
    Membership.objects.filter(user=heir).delete()
    deliver_pending(timezone.now())
    assert [message.to[0].rpartition("<")[2].rstrip(">") for message in mail.outbox] == [
        coordinator.email
    ]
