"""A county asks without being named: no surface tells who, to nobody but moderators and herself."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forum.actions import posting as actions
from forum.actions.acceptance import accept_answer
from forum.actions.importing import import_question
from forum.actions.veiling import lift_veil
from forum.models import Answer, Comment, Question, Revision, Veil, VeilLift
from forum.personal_data import FORUM
from portal.kernel.content import new_key
from portal.kernel.verdict import Refused
from portal.members.models import Membership, Organisation, User
from portal.members.stand_ins import members_alike, stand_in_for
from portal.outbox.delivery import deliver_pending
from portal.outbox.models import Entry
from tests.contracts.engines import embedded
from tests.factories.forum import answer, draft
from tests.factories.members import OSNABRUECK, administrator, organisation, person, person_of

# Five member counties of Lower Saxony; CELLE asks.
CELLE, HARBURG, STADE, VECHTA = "03351", "03353", "03359", "03460"
MEMBERS = (CELLE, HARBURG, OSNABRUECK, STADE, VECHTA)
NAME = "Ein Landkreis aus Niedersachsen"


@pytest.fixture
def counties(db: None) -> dict[str, Organisation]:
    """The five members."""
    return {ags: organisation(ags) for ags in MEMBERS}


@pytest.fixture
def asker(counties: dict[str, Organisation]) -> User:
    """Staff of Celle; her name and mail stand nowhere else."""
    user = person_of(counties[CELLE], name="Zwenja Quastenberg")
    User.objects.filter(pk=user.pk).update(email="zwenja@lk-quasten.example")
    return User.objects.get(pk=user.pk)


@pytest.fixture
def colleague(counties: dict[str, Organisation]) -> User:
    """Celle's coordinator."""
    return person_of(counties[CELLE], Membership.Role.COORDINATOR, name="Ypsilon Kollegin")


def ask(author: User, *, confidential: bool = True, **fields: Any) -> Question:
    return actions.ask_question(
        actor=author,
        organisation=author.memberships.first().organisation,
        draft=draft(**fields),
        key=new_key(),
        now=timezone.now(),
        confidential=confidential,
    )


def comment(author: User, on: Answer) -> Comment:
    return actions.comment_on(
        actor=author,
        organisation=author.memberships.first().organisation,
        answer=on,
        body="Danke.",
        key=new_key(),
        now=timezone.now(),
    )


def test_the_post_belongs_to_the_stand_in_and_only_the_veil_knows(asker: User) -> None:
    question = Question.objects.get(pk=ask(asker).pk)
    assert (question.organisation.display_name, question.author, question.author_name) == (
        NAME,
        None,
        "",
    )
    veil = Veil.objects.get()
    assert (veil.question, veil.organisation.ags, veil.person) == (question, CELLE, asker)
    assert list(Entry.objects.values_list("fact", "key")) == [("QuestionAsked", question.key)]


def test_stand_ins_are_made_once_and_are_in_no_list(asker: User, counties: Any) -> None:
    before = Organisation.objects.count()
    ask(asker)
    ask(person_of(counties[STADE]))
    assert Organisation.with_stand_ins.count() == before + 1
    assert Organisation.objects.count() == before
    assert not Organisation.objects.filter(display_name=NAME).exists()


@pytest.mark.parametrize("status", ["applicant", "guest", "member", "suspended", "former"])
def test_a_stand_in_never_takes_part(counties: Any, status: str) -> None:
    made = stand_in_for(counties[CELLE])
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.with_stand_ins.filter(pk=made.pk).update(status=status)


def test_fewer_than_five_that_fit_are_refused(asker: User) -> None:
    organisation(VECHTA, "former")
    with pytest.raises(Refused):
        ask(asker)
    assert (Question.objects.count(), Veil.objects.count()) == (0, 0)
    assert Organisation.with_stand_ins.filter(kind="stand_in").count() == 0


def test_cities_and_other_laender_do_not_fit(asker: User, counties: Any) -> None:
    organisation(VECHTA, "former")
    organisation("03404")  # the city of Osnabrück
    organisation("01057")  # Plön
    assert members_alike(counties[CELLE]).count() == 4
    with pytest.raises(Refused):
        ask(asker)


def test_whoever_is_asked_is_not_counted(asker: User, counties: Any) -> None:
    with pytest.raises(Refused):
        ask(asker, addressed_to=[counties[STADE]])
    organisation("03251")
    question = ask(asker, addressed_to=[counties[STADE]])
    with pytest.raises(Refused):
        actions.edit_question(
            actor=asker,
            question=question,
            draft=draft(addressed_to=[counties[STADE], counties[HARBURG]]),
            version=1,
            now=timezone.now(),
        )


def test_it_is_for_others_and_stays_so(asker: User) -> None:
    with pytest.raises(Refused):
        ask(asker, visibility="county")
    question = ask(asker)
    with pytest.raises(Refused):
        actions.edit_question(
            actor=asker,
            question=question,
            draft=draft(visibility="county"),
            version=1,
            now=timezone.now(),
        )


def test_only_counties_hide(counties: Any) -> None:
    partner = Organisation.objects.get(slug="hochschule-osnabrueck")
    Organisation.objects.filter(pk=partner.pk).update(status="member")
    with pytest.raises(Refused):
        ask(person_of(Organisation.objects.get(pk=partner.pk)))


def test_sending_twice_asks_once_and_a_stranger_gets_nothing_by_the_key(asker: User) -> None:
    key, now = new_key(), timezone.now()
    county = asker.memberships.get().organisation
    once = {"organisation": county, "draft": draft(), "key": key, "now": now, "confidential": True}
    first, second = (actions.ask_question(actor=asker, **once) for _ in range(2))
    assert first.pk == second.pk
    assert (Question.objects.count(), Veil.objects.count()) == (1, 1)


def test_hidden_posts_count_among_an_hours_posts(asker: User, monkeypatch: Any) -> None:
    monkeypatch.setattr(actions, "MOST_POSTS_AN_HOUR", 2)
    ask(asker)
    ask(asker)
    with pytest.raises(Refused):
        ask(asker)


def test_asker_and_coordinator_edit_and_accept_others_do_not(
    asker: User, colleague: User, counties: Any
) -> None:
    question = ask(asker)
    other, staff = person_of(counties[HARBURG]), person_of(counties[CELLE])
    given = answer(other, question)
    for refused in (other, staff):
        with pytest.raises(Refused):
            actions.edit_question(
                actor=refused, question=question, draft=draft(), version=1, now=timezone.now()
            )
    change = {"question": question, "now": timezone.now()}
    actions.edit_question(actor=asker, draft=draft(title="Zweiter Titel hier"), version=1, **change)
    actions.edit_question(
        actor=colleague, draft=draft(title="Dritter Titel hier"), version=2, **change
    )
    assert [one.editor for one in Revision.objects.all()] == [None, None]
    edits = Veil.objects.exclude(revision=None).order_by("pk")
    assert [veil.person for veil in edits] == [asker, colleague]
    with pytest.raises(Refused):
        accept_answer(actor=other, answer=given, now=timezone.now())
    accept_answer(actor=staff, answer=Answer.objects.get(), now=timezone.now())
    assert Answer.objects.get().is_accepted is True


def test_people_of_the_asking_county_are_veiled_by_force(asker: User, counties: Any) -> None:
    question = ask(asker)
    staff = person_of(counties[CELLE], name="Unvorsichtig Offen")
    # She acts for another member, too, and answers for that one.
    Membership.objects.create(user=staff, organisation=counties[STADE])
    given = actions.answer_question(
        actor=staff,
        organisation=counties[STADE],
        question=question,
        body="Wir versuchen es schon.",
        key=new_key(),
        now=timezone.now(),
    )
    said = comment(asker, given)
    assert (given.organisation.display_name, given.author) == (NAME, None)
    assert (said.organisation.display_name, said.author) == (NAME, None)
    behind = Veil.objects.exclude(question__isnull=False).order_by("pk")
    assert [(veil.person, veil.organisation.ags) for veil in behind] == [
        (staff, CELLE),
        (asker, CELLE),
    ]


def test_a_suspended_county_cannot_write_openly_in_its_thread(asker: User, counties: Any) -> None:
    question = ask(asker)
    Membership.objects.create(user=asker, organisation=counties[STADE])
    organisation(CELLE, "suspended")
    suspended = User.objects.get(pk=asker.pk)
    with pytest.raises(Refused):
        actions.answer_question(
            actor=suspended,
            organisation=counties[STADE],
            question=Question.objects.get(pk=question.pk),
            body="Offen.",
            key=new_key(),
            now=timezone.now(),
        )
    assert Answer.objects.count() == 0


def test_whoever_left_the_county_has_no_rights_left(asker: User, counties: Any) -> None:
    question = ask(asker)
    asker.memberships.all().delete()
    gone = User.objects.get(pk=asker.pk)
    Membership.objects.create(user=gone, organisation=counties[STADE])
    with pytest.raises(Refused):
        actions.edit_question(
            actor=gone, question=question, draft=draft(), version=1, now=timezone.now()
        )


def test_an_import_does_not_touch_it(asker: User, counties: Any) -> None:
    question = ask(asker)
    with pytest.raises(ValidationError):
        import_question(
            key=question.key,
            title="Übernommen",
            body="Text",
            organisation=counties[HARBURG],
            visibility="members",
            topics=(),
            channels=(),
            asked_at=None,
            now=timezone.now(),
        )
    question.refresh_from_db()
    assert question.title == "Wie plant ihr eure Beiträge?"


def test_moderators_look_with_a_reason_that_the_county_reads(asker: User, counties: Any) -> None:
    question = ask(asker, visibility="public")
    url = reverse("forum:question-asker", args=[question.pk])
    moderator = person("Mona Moderation", User.PlatformRole.MODERATOR)
    client = Client(headers={"accept-language": "de"})
    client.force_login(moderator)
    assert "Celle" not in client.get(url).content.decode()
    assert client.post(url, {"reason": " "}).status_code == 422
    assert VeilLift.objects.count() == 0
    shown = client.post(url, {"reason": "Die Frage wurde gemeldet."})
    assert "Landkreis Celle" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    lift = VeilLift.objects.get()
    assert (lift.moderator, lift.reason) == (moderator, "Die Frage wurde gemeldet.")
    assert Entry.objects.filter(fact="VeilLifted").count() == 0  # nobody reacts yet
    client.force_login(asker)
    assert "Die Frage wurde gemeldet." in client.get(question.get_absolute_url()).content.decode()
    client.force_login(person_of(counties[HARBURG]))
    page = client.get(question.get_absolute_url()).content.decode()
    assert "Die Frage wurde gemeldet." not in page
    assert client.post(url, {"reason": "Neugier"}).status_code == 403
    assert VeilLift.objects.count() == 1


def test_lifting_is_refused_to_everybody_else(asker: User, colleague: User) -> None:
    question = ask(asker)
    with pytest.raises(Refused):
        lift_veil(actor=colleague, question=question, reason="Neugier", now=timezone.now())


def test_an_open_question_has_nothing_to_look_behind(asker: User) -> None:
    question = ask(asker, confidential=False)
    client = Client()
    client.force_login(administrator())
    url = reverse("forum:question-asker", args=[question.pk])
    assert client.get(url).status_code == 404


def test_own_copy_holds_it_and_nobody_elses(asker: User, colleague: User, counties: Any) -> None:
    question = ask(asker, title="Meine verborgene Frage hier?")
    comment(asker, answer(person_of(counties[HARBURG]), question))
    mine = FORUM.export(asker)
    assert [(row["kind"], row.get("title")) for row in mine] == [
        ("question", "Meine verborgene Frage hier?"),
        ("comment", None),
    ]
    assert FORUM.export(colleague) == []


def test_for_my_county_shows_the_same_to_all(asker: User, counties: Any) -> None:
    """Leaving out one's own would tell who asks, wherever lists of two counties are compared."""
    question = ask(asker)
    client = Client()
    for user in (asker, person_of(counties[HARBURG]), person_of(counties[STADE])):
        client.force_login(user)
        page = client.get("/fragen/?ansicht=fuer-uns").context["page"]
        assert [one.pk for one in page] == [question.pk]


def test_the_form_offers_it_where_five_fit_only(asker: User) -> None:
    client = Client(headers={"accept-language": "de"})
    client.force_login(asker)
    assert NAME in client.get(reverse("forum:question-ask")).content.decode()
    organisation(VECHTA, "former")
    page = client.get(reverse("forum:question-ask")).content.decode()
    assert NAME not in page
    client.post(reverse("forum:question-ask"), form(confidential="on"))
    # Whoever ticked it while five fitted must not find herself named.
    assert Question.objects.count() == 0


def form(**fields: object) -> dict[str, object]:
    values = {
        "title": "Wer antwortet am Wochenende auf Kommentare?",
        "body": "Bei uns niemand.",
        "visibility": "members",
    }
    return values | fields


@pytest.mark.parametrize(
    "body",
    [
        "In Celle ist das anders.",
        "Die **Celler** Bürger fragen oft.",
        "Kreisschlüssel 03351.",
        "Mail an info@lk-quasten.example bitte.",
        "Frau Quastenberg weiß mehr.",
        "Gefragt hat @zwenja-quastenberg.",
    ],
)
def test_the_form_warns_of_traces_and_lets_one_publish_anyway(asker: User, body: str) -> None:
    client = Client(headers={"accept-language": "de"})
    client.force_login(asker)
    url = reverse("forum:question-ask")
    refused = client.post(url, form(confidential="on", body=body))
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["body"]
    assert "Trotzdem veröffentlichen." in refused.content.decode()
    assert Question.objects.count() == 0
    client.post(url, form(confidential="on", body=body, despite_traces="on"))
    assert Question.objects.get().organisation.display_name == NAME


def test_harmless_words_are_no_traces(asker: User) -> None:
    client = Client()
    client.force_login(asker)
    body = "Ein Cellist aus Harburg fragt: 103351 Klicks, ist das viel?"
    client.post(reverse("forum:question-ask"), form(confidential="on", body=body))
    # "Cellist" begins differently from "Celle".
    assert Question.objects.count() == 1


def test_answers_in_ones_own_thread_are_checked_too(asker: User) -> None:
    question = ask(asker)
    client = Client()
    client.force_login(asker)
    url = reverse("forum:answer-add", args=[question.pk])
    assert client.post(url, {"body": "Wir in Celle machen das jetzt so."}).status_code == 422
    assert Answer.objects.count() == 0
    client.post(url, {"body": "Wir machen das jetzt so."})
    assert Answer.objects.get().organisation.display_name == NAME


# --- The canary: nothing of the asker on any surface, for any other persona ----------------------


class Canary:
    """A confidential question with all there can be on its page, and everybody who may look."""

    def __init__(self, asker: User, colleague: User, counties: dict[str, Organisation]) -> None:
        later = timezone.now() + timedelta(minutes=1)
        self.question = ask(asker, visibility="public", title="Was tun mit Kanarienvögeln?")
        opened = answer(person_of(counties[HARBURG], name="Hanna Harburg"), self.question)
        comment(asker, opened)
        mine = answer(colleague, self.question, "Nachtrag von uns.")
        actions.edit_answer(actor=colleague, answer=mine, body="Neuer.", version=1, now=later)
        changed = draft(visibility="public", title="Was tun mit Kanarienvögeln im Amt?")
        self.question = actions.edit_question(
            actor=asker, question=self.question, draft=changed, version=1, now=later
        )
        self.marks = [
            "celle", CELLE, asker.name.lower(), colleague.name.lower(), "quastenberg", "zwenja",
            asker.email, colleague.email,
        ]  # fmt: skip

    def in_text(self, text: str) -> list[str]:
        """Return what of the asker stands in a text."""
        return [mark for mark in self.marks if mark in text.lower()]


def personas(counties: dict[str, Organisation]) -> dict[str, User | None]:
    """Everybody but the asking county's people."""
    return {
        "anonymous": None,
        "without organisation": person("Ohne"),
        "staff of another": person_of(counties[STADE]),
        "coordinator of another": person_of(counties[VECHTA], Membership.Role.COORDINATOR),
        "guest": person_of(organisation("01054", "guest")),
        "applicant": person_of(organisation("05334", "applicant")),
        "suspended": person_of(organisation("09162", "suspended")),
        "former": person_of(organisation("12070", "former")),
        "moderator": person("Mona", User.PlatformRole.MODERATOR),
        "administrator": administrator(),
    }


@pytest.fixture
def canary(
    asker: User, colleague: User, counties: Any, tmp_path: Path, monkeypatch: Any
) -> Iterator[Canary]:
    told = Canary(asker, colleague, counties)
    with embedded(tmp_path) as engine:
        monkeypatch.setattr("search.reactions.engine", lambda: engine)
        monkeypatch.setattr("search.service.engine", lambda: engine)
        deliver_pending(timezone.now())
        yield told


def surfaces(question: Question) -> list[str]:
    """Every address that could show who asks."""
    stand_in = question.organisation.slug
    return [
        question.get_absolute_url(),
        reverse("forum:question-history", args=[question.pk]),
        "/",
        "/fragen/",
        "/fragen/?ansicht=fuer-uns",
        "/fragen/?ansicht=unbeantwortet",
        "/suche/?q=Kanarienvogel",
        f"/suche/?organisation={stand_in}",
        "/suche/?q=Kanarienvogel&organisation=landkreis-stade",
        "/api/v1/questions?page_size=50",
        f"/api/v1/questions?organisation={stand_in}",
        f"/api/v1/questions/{question.key}",
        "/api/v1/search?q=Kanarienvogel",
        "/fragen/aehnlich/?title=Kanarienvögel",
    ]


def test_no_surface_tells_who_asks(canary: Canary, counties: Any) -> None:
    for persona, user in personas(counties).items():
        client = Client(headers={"accept-language": "de"})
        if user:
            client.force_login(user)
        for url in surfaces(canary.question):
            response = client.get(url)
            shown = response.content.decode() + json.dumps(dict(response.headers))
            if url == "/":
                # The start page lists the members: Celle as often as one that said nothing.
                assert shown.lower().count("celle") == shown.lower().count("vechta") == 2
                shown = shown.lower().replace("celle", "").replace(CELLE, "")
            assert (persona, url, canary.in_text(shown)) == (persona, url, [])
        page = client.get(canary.question.get_absolute_url()).content.decode()
        # Question, answer and comment; who writes here also has a link to comment on the answer.
        shown_times = 4 if persona in {"staff of another", "coordinator of another"} else 3
        assert (persona, page.count(NAME)) == (persona, shown_times)


def test_her_own_county_sees_that_it_is_hers(canary: Canary, colleague: User) -> None:
    client = Client(headers={"accept-language": "de"})
    client.force_login(colleague)
    page = client.get(canary.question.get_absolute_url()).content.decode()
    assert "Ihr Kreis fragt hier vertraulich." in page
    assert reverse("forum:question-edit", args=[canary.question.pk]) in page


def test_kept_pages_are_not_shared_with_the_asking_county(
    canary: Canary, asker: User, counties: Any
) -> None:
    """What the asker has just read must not be handed to the next reader, nor the reverse."""
    url, edit = canary.question.get_absolute_url(), f"/fragen/{canary.question.pk}/bearbeiten/"
    seen = {}
    for user in (asker, person_of(counties[STADE]), asker, None):
        client = Client(headers={"accept-language": "de"})
        if user:
            client.force_login(user)
        seen.setdefault(user.name if user else "", []).append(
            edit in client.get(url).content.decode()
        )
    assert seen == {asker.name: [True, True], "Maren Beispiel": [False], "": [False]}


def test_filters_by_the_asking_county_do_not_find_it(canary: Canary, counties: Any) -> None:
    client = Client(headers={"accept-language": "de"})
    client.force_login(person_of(counties[STADE]))
    slug = counties[CELLE].slug
    assert client.get(f"/api/v1/questions?organisation={slug}").json()["total"] == 0
    assert client.get(f"/api/v1/search?q=Kanarienvogel&organisation={slug}").json()["total"] == 0
    page = client.get("/suche/?q=Kanarienvogel")
    offered = {
        option.label
        for group in page.context["groups"]
        for option in group.options
        if group.name == "organisation"
    }
    assert NAME not in offered
    assert counties[CELLE].display_name not in offered


def test_other_peoples_copies_and_the_outbox_hold_nothing(canary: Canary, counties: Any) -> None:
    for user in filter(None, personas(counties).values()):
        assert canary.in_text(json.dumps(FORUM.export(user))) == []
    rows = json.dumps(list(Entry.objects.values()), default=str)
    assert canary.in_text(rows) == []


def test_no_row_but_the_veil_points_at_the_asker(
    canary: Canary, asker: User, colleague: User
) -> None:
    people, county = {asker.pk, colleague.pk}, organisation(CELLE).pk
    for model in (Question, Answer, Comment):
        rows = model.objects.values("author_id", "organisation_id", "author_name")
        assert not any(row["author_id"] in people for row in rows)
        assert not any(row["organisation_id"] == county for row in rows)
    assert set(Revision.objects.values_list("editor_id", flat=True)) == {None}
    assert Veil.objects.count() == 5


def test_edit_links_and_pages_are_the_askers_alone(canary: Canary, counties: Any) -> None:
    question = canary.question
    edit = reverse("forum:question-edit", args=[question.pk])
    for persona, user in personas(counties).items():
        client = Client()
        if user:
            client.force_login(user)
        expected = {302} if user is None else {403}
        assert (persona, client.get(edit).status_code in expected) == (persona, True)
        page = client.get(question.get_absolute_url()).content.decode()
        assert (persona, re.findall(r"/fragen/(?:antwort/)?\d+/bearbeiten/", page)) == (persona, [])


def test_its_page_takes_the_same_queries_for_many_answers(
    canary: Canary, asker: User, colleague: User, counties: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("forum.actions.posting.MOST_POSTS_AN_HOUR", 1_000)
    public, mine = Client(), Client()
    mine.force_login(asker)
    url = canary.question.get_absolute_url()

    def counted(client: Client) -> int:
        client.get(url)
        caches["kept"].clear()
        with CaptureQueriesContext(connection) as context:
            assert client.get(url).status_code == 200
        return len(context)

    few = counted(public), counted(mine)
    for _number in range(10):
        answer(colleague, Question.objects.get(pk=canary.question.pk))
    assert (counted(public), counted(mine)) == few
    assert few[0] == 6
    assert few[1] <= 12
