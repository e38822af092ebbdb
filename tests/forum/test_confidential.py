"""A county asks without being named: no surface tells who, to nobody but moderators and herself."""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forum.actions import posting as actions
from forum.actions.acceptance import accept_answer, thank_for
from forum.actions.bookmarks import add_bookmark
from forum.actions.closing import close_question, reopen_question
from forum.actions.comments import edit_comment
from forum.actions.helpful import vote_helpful
from forum.actions.importing import import_question
from forum.actions.reading import mark_read
from forum.actions.veiling import lift_veil
from forum.models import Answer, CareAct, Comment, Question, Revision, Veil, VeilLift
from forum.personal_data import FORUM
from forum.rules.care import Closing
from portal.kernel.content import new_key
from portal.kernel.verdict import Refused
from portal.members.models import Membership, Organisation, User
from portal.members.stand_ins import members_alike, stand_in_for
from portal.outbox.delivery import deliver_pending
from portal.outbox.models import Entry
from tests.contracts.engines import embedded
from tests.exits.packages import entries_of, packed
from tests.factories.care import merge, moderator, split
from tests.factories.confidential import (
    CELLE,
    DIEPHOLZ,
    HARBURG,
    NAME,
    STADE,
    VECHTA,
    ask,
    comment,
)
from tests.factories.forum import answer, draft
from tests.factories.forum import ask as ask_openly
from tests.factories.members import administrator, organisation, person, person_of


def test_the_post_belongs_to_the_stand_in_and_only_the_veil_knows(asker: User) -> None:
    question = Question.objects.get(pk=ask(asker).pk)
    assert (question.organisation.display_name, question.author, question.author_name) == (
        NAME,
        None,
        "",
    )
    veil = Veil.objects.get()
    assert (veil.question, veil.organisation.ags, veil.person) == (question, CELLE, asker)
    assert set(Entry.objects.values_list("fact", "key")) == {("QuestionAsked", question.key)}


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
        ("followed", None),
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
        self.opened = answer(person_of(counties[HARBURG], name="Hanna Harburg"), self.question)
        said = comment(asker, self.opened)
        edit_comment(actor=asker, comment=said, body="Vielen Dank.", version=1, now=later)
        self.mine = answer(colleague, self.question, "Nachtrag von uns.")
        actions.edit_answer(actor=colleague, answer=self.mine, body="Neuer.", version=1, now=later)
        changed = draft(visibility="public", title="Was tun mit Kanarienvögeln im Amt?")
        self.question = actions.edit_question(
            actor=asker, question=self.question, draft=changed, version=1, now=later
        )
        self.live_on(asker, colleague, counties, later)
        self.marks = [
            "celle", CELLE, asker.name.lower(), colleague.name.lower(), "quastenberg", "zwenja",
            asker.email, colleague.email,
        ]  # fmt: skip

    def live_on(
        self, asker: User, colleague: User, counties: dict[str, Organisation], now: datetime
    ) -> None:
        """Let the asking county and the moderators do all that can be done on such a page."""
        accept_answer(actor=asker, answer=self.opened, now=now)
        thank_for(actor=colleague, answer=self.opened, thanks="Das hat uns geholfen.")
        vote_helpful(actor=asker, answer=self.opened, now=now)
        add_bookmark(actor=asker, question=self.question, answer=None, now=now)
        mark_read(actor=asker, question=self.question, until=now, now=now)
        done = {"closing": Closing.NO_LONGER_NEEDED, "note": "Wir haben genug gehört."}
        close_question(actor=asker, question=self.question, now=now, **done)
        reopen_question(actor=colleague, question=self.question, reason="Doch nicht.", now=now)
        cared = moderator(counties[CELLE], name="Mira Moderiert")
        same = ask_openly(
            person_of(counties[STADE]), visibility="public", title="Kanarien: dasselbe"
        )
        merge(cared, same, self.question)
        self.offshoot = split(cared, self.mine, "Kanarienvögel: eine eigene Frage")
        self.question.refresh_from_db()

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
    for role in (Membership.Role.COORDINATOR, Membership.Role.STAFF):
        person_of(organisation(DIEPHOLZ), role, name="Aus Diepholz")
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
        f"{question.get_absolute_url()}?sortierung=neu",
        reverse("forum:first-new", args=[question.pk]),
        reverse("forum:care-log", args=[question.pk]),
        reverse("forum:care-desk"),
        reverse("forum:draft-list"),
        "/fragen/gefolgt/",
        "/fragen/gemerkt/",
        "/uebersicht/",
        "/kreise/",
        f"/kreise/{stand_in}/",
        "/fragen/feed/",
        f"/fragen/feed/frage/{question.pk}/",
        f"/fragen/feed/kreis/{stand_in}/",
        "/suche/feed/?q=Kanarienvogel",
        "/mitteilungen/",
        "/fragen/anfragen/",
        reverse("forum:question-route", args=[question.pk]),
        "/fragen/zahlen/?monate=0",
        "/fragen/zahlen/tabelle.csv?monate=0",
        reverse("provenance:article-begin", args=[question.pk]),
        *(f"/api/v1/questions/{key}" for key in Question.objects.values_list("key", flat=True)),
        *(reverse("forum:question-short", args=[pk]) for pk in _all(Question.objects)),
        *(reverse("forum:answer", args=[pk]) for pk in _all(Answer.with_openings)),
        *(reverse("forum:comment", args=[pk]) for pk in _all(Comment.objects)),
    ]


def _all(rows: Any) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


# These name all members: Celle as often as Diepholz, of which nobody says anything.
LISTS = {"/", "/kreise/", "/uebersicht/", "/fragen/gefolgt/"}


def test_no_surface_tells_who_asks(canary: Canary, counties: Any) -> None:
    for persona, user in personas(counties).items():
        client = Client(headers={"accept-language": "de"})
        if user:
            client.force_login(user)
        for url in surfaces(canary.question):
            response = client.get(url, follow=True)
            shown = response.content.decode() + json.dumps(dict(response.headers))
            shown += json.dumps(response.redirect_chain)
            if url in LISTS:
                shown = shown.lower()
                assert (url, shown.count("celle")) == (url, shown.count("diepholz"))
                assert (url, shown.count(CELLE)) == (url, shown.count(DIEPHOLZ))
                shown = shown.replace("celle", "").replace(CELLE, "")
            assert (persona, url, canary.in_text(shown)) == (persona, url, [])
        page = client.get(canary.question.get_absolute_url()).content.decode()
        # Question and comment stand under the stand-in's name, and the answer split off.
        assert (persona, page.count(f">{NAME}")) == (persona, 3)


def test_no_mail_tells_who_asks(canary: Canary, asker: User, colleague: User) -> None:
    # What was told on the site is mailed by entries of its own.
    deliver_pending(timezone.now())
    own = (asker.email, colleague.email)
    others = [one for one in mail.outbox if not any(address in str(one.to) for address in own)]
    told = {address for message in others for address in message.to}
    # Who answered is told of thanks and comments, whose question was merged, of that.
    assert len(told) >= 2
    for message in others:
        assert canary.in_text(message.message().as_string()) == []
        parts = [message.subject, message.body, *(str(one) for one, _kind in message.alternatives)]
        assert (message.subject, canary.in_text(" ".join(parts))) == (message.subject, [])


def test_the_countys_own_page_and_package_know_nothing(
    canary: Canary, counties: Any, tmp_path: Path
) -> None:
    for persona, user in personas(counties).items():
        client = Client(headers={"accept-language": "de"})
        if user:
            client.force_login(user)
        page = client.get(counties[CELLE].get_absolute_url()).content.decode()
        assert (persona, "Landkreis Celle" in page, "anarien" in page) == (persona, True, False)
    taken = entries_of(packed(counties[CELLE], tmp_path / "paket.zip"))
    assert [name for name, content in taken.items() if "anarien" in content.decode()] == []
    # Whoever answered takes the question along under the name she knows.
    others = entries_of(packed(counties[HARBURG], tmp_path / "harburg.zip"))
    assert NAME in others["answer.jsonl"].decode()
    texts = " ".join(content.decode() for content in others.values())
    assert canary.in_text(texts.replace(CELLE, "")) == []


def test_she_finds_it_on_her_own_lists_and_nobody_else_does(
    canary: Canary, asker: User, colleague: User, counties: Any
) -> None:
    client = Client(headers={"accept-language": "de"})
    for user in (asker, colleague):
        client.force_login(user)
        listed = client.get("/fragen/?ansicht=von-uns").content.decode()
        assert (user.name, canary.question.title in listed) == (user.name, True)
        assert NAME in client.get("/uebersicht/").content.decode()
    client.force_login(person_of(counties[STADE]))
    listed = client.get("/fragen/?ansicht=von-uns").content.decode()
    assert canary.question.title not in listed


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
        rows = model._base_manager.values("author_id", "organisation_id", "author_name")
        assert not any(row["author_id"] in people for row in rows)
        assert not any(row["organisation_id"] == county for row in rows)
    assert set(Revision.objects.values_list("editor_id", flat=True)) == {None}
    # Question, answer, comment, the question of that answer; three edits; closed and opened.
    assert Veil.objects.count() == 9
    assert set(Answer.objects.values_list("accepted_by", flat=True)) == {None}
    assert not CareAct.objects.filter(actor__in=people).exists()
    assert not CareAct.objects.filter(own_county=True).exists()
    assert not Question.objects.filter(caretaker__in=people).exists()


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
    asker: User, colleague: User, counties: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("forum.actions.posting.MOST_POSTS_AN_HOUR", 1_000)
    question = ask(asker, visibility="public")
    comment(asker, answer(person_of(counties[HARBURG]), question))
    public, mine = Client(), Client()
    mine.force_login(asker)
    url = question.get_absolute_url()

    def counted(client: Client) -> int:
        client.get(url)
        caches["kept"].clear()
        with CaptureQueriesContext(connection) as context:
            assert client.get(url).status_code == 200
        return len(context)

    few = counted(public), counted(mine)
    for _number in range(10):
        answer(colleague, Question.objects.get(pk=question.pk))
    assert (counted(public), counted(mine)) == few
    assert few[0] == 6
    assert few[1] <= 12
