"""Whoever stops acting for a county loses access at once, everywhere, whatever she had open."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casestudies.actions import NewAttachment
from casestudies.models import CaseStudy
from forum.models import Answer, Comment, Question
from portal.channels.facts import ConfirmationDue
from portal.channels.models import Channel
from portal.joining.actions.people import leave, remove_person
from portal.joining.models import Invitation, JoinRequest
from portal.joining.queries.requests import domains_of
from portal.members.actions import change_person, create_token
from portal.members.models import Membership, Organisation, User
from portal.outbox.delivery import deliver_pending
from portal.outbox.recording import record as record_fact
from tests.contracts.engines import embedded
from tests.factories.casestudies import case_study
from tests.factories.channels import record
from tests.factories.forum import answer, ask
from tests.factories.joining import confirmed_request, invitation
from tests.factories.members import HARBURG, OSNABRUECK, administrator, organisation, person_of

pytestmark = pytest.mark.django_db

Role = Membership.Role
# One word stands in all titles and is searched for; the other one must be seen by nobody else.
WORD, SECRET = "Wintergarten", "Zirbelnuss"
# What ends: she is removed, leaves, is switched off, or her county takes no part any more.
ENDINGS = ["removed", "left", "switched off", "suspended", "former"]


@dataclass
class World:
    """Dora leads Osnabrück and has everything open."""

    county: Organisation
    coordinator: User
    dora: User
    tab: Client
    bearer: dict[str, str]
    question: Question
    theirs: Question
    page: CaseStudy
    channel: Channel
    request: JoinRequest
    colleague: Membership

    def end(self, how: str) -> None:
        """Let her acting for the county end."""
        now, membership = timezone.now(), self.dora.memberships.get()
        match how:
            case "removed":
                remove_person(
                    actor=self.coordinator, membership=membership, successor=self.coordinator,
                    now=now,
                )  # fmt: skip
            case "left":
                leave(actor=self.dora, membership=membership, successor=self.coordinator, now=now)
            case "switched off":
                change_person(
                    actor=administrator(), person=self.dora, name="Dora Deputy", is_active=False
                )
            case _:
                organisation(OSNABRUECK, how)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings) -> Iterator[World]:
    settings.MEDIA_ROOT = tmp_path / "media"
    county = organisation(OSNABRUECK)
    coordinator = person_of(county, Role.COORDINATOR, "Karla Koordination")
    dora = person_of(county, Role.DEPUTY, "Dora Deputy")
    neighbour = person_of(organisation(HARBURG))
    tab = Client()
    tab.force_login(dora)
    _token, secret = create_token(actor=dora, label="x", valid_days=9, now=timezone.now())
    file = NewAttachment("Netiquette", "netiquette.pdf", b"%PDF-1.4")
    with embedded(tmp_path / "index") as engine:
        monkeypatch.setattr("search.reactions.engine", lambda: engine)
        monkeypatch.setattr("search.service.engine", lambda: engine)
        made = World(
            county=county,
            coordinator=coordinator,
            dora=dora,
            tab=tab,
            bearer={"Authorization": f"Bearer {secret}"},
            question=ask(dora, title=f"{WORD} {SECRET}", visibility="county"),
            theirs=ask(neighbour, title=f"{WORD}: {SECRET}", visibility="members"),
            page=case_study(
                county, title=f"{WORD} {SECRET}", visibility="county", attachments=[file]
            ),
            channel=record(coordinator, visibility="members", name=f"@{SECRET}"),
            request=confirmed_request(county),
            colleague=person_of(county, name="Stefan Stab").memberships.get(),
        )
        answer(neighbour, made.theirs)
        invitation(coordinator, county, "offen@kreis.example")
        deliver_pending(timezone.now())
        mail.outbox.clear()
        yield made


def pages(world: World) -> list[str]:
    """Every kind of page on which something of the county, or of the members, stands."""
    slug = world.county.slug
    return [
        "/fragen/",
        world.question.get_absolute_url(),
        reverse("forum:question-edit", args=[world.question.pk]),
        reverse("forum:question-history", args=[world.question.pk]),
        world.theirs.get_absolute_url(),
        "/fallbeispiele/",
        world.page.get_absolute_url(),
        f"/suche/?q={WORD}",
        "/kanaele/",
        "/kanaele/export.csv",
        world.channel.get_absolute_url(),
        f"{world.channel.get_absolute_url()}bearbeiten/",
        reverse("joining:people", args=[slug]),
        reverse("joining:request-decline", args=[slug, world.request.key]),
        reverse("joining:member-change", args=[slug, world.colleague.pk]),
    ]


def words_seen(world: World) -> set[str]:
    """Where she meets what only the county's people, or members, read."""
    secrets = (SECRET, "Frauke Frag", "Stefan Stab", "offen@kreis.example")
    shown = {path: world.tab.get(path).content.decode() for path in pages(world)}
    return {path for path, page in shown.items() if any(word in page for word in secrets)}


@pytest.mark.parametrize("ending", ENDINGS)
def test_open_tabs_show_nothing_any_more(world: World, ending: str) -> None:
    assert words_seen(world) == set(pages(world))
    world.end(ending)
    assert words_seen(world) == set()


@pytest.mark.parametrize("ending", ENDINGS)
def test_programs_with_her_token_read_nothing_any_more(world: World, ending: str) -> None:
    addresses = [
        "/api/v1/questions", "/api/v1/case-studies", f"/api/v1/search?q={WORD}",
        f"/api/v1/questions/{world.question.key}",
    ]  # fmt: skip

    def answers() -> list[bool]:
        got = [Client().get(path, headers=world.bearer) for path in addresses]
        return [SECRET in answer.content.decode() for answer in got]

    assert answers() == [True] * 4
    world.end(ending)
    assert answers() == [False] * 4


@pytest.mark.parametrize("ending", ENDINGS)
def test_files_are_closed_to_her(world: World, ending: str) -> None:
    file = world.page.attachments.get().download

    def answers() -> list[int]:
        got = [world.tab.get(path) for path in (file.url, f"/datei/{file.pk}/")]
        return [answer.status_code for answer in got if answer.getvalue() is not None]

    assert 404 not in answers()
    world.end(ending)
    assert answers() == [404, 404]


def forms(world: World) -> list[tuple[str, dict[str, object]]]:
    """Every form she may have had open, filled in as it stands on her screen."""
    slug, channel = world.county.slug, world.channel.get_absolute_url()
    given = world.theirs.answers.get().pk
    text = {
        "title": "Was kostet ein Redaktionsplan?",
        "body": "Wir fragen.",
        "visibility": "county",
        "key": "a" * 32,
    }
    values = {
        "platform": "facebook", "name": "@neu", "address": "https://social.example/neu",
        "state": "active", "visibility": "public", "version": world.channel.version,
    }  # fmt: skip

    def team(name: str, *more: object) -> str:
        return reverse(f"joining:{name}", args=[slug, *more])

    invited = Invitation.objects.get(email="offen@kreis.example").key
    return [
        (reverse("forum:question-ask"), text | {"addressed_to_all": "on"}),
        (reverse("forum:question-edit", args=[world.question.pk]), text | {"version": 1}),
        (reverse("forum:answer-add", args=[world.theirs.pk]), text),
        (reverse("forum:comment-add", args=[given]), text),
        (f"/kanaele/{slug}/neu/", values),
        (f"{channel}bearbeiten/", values | {"address": "https://social.example/anders"}),
        (f"{channel}zustand/", {"to": "paused"}),
        (f"{channel}bestaetigen/", {}),
        (f"{channel}zahl/", {"on": "31.12.2025", "kind": "followers", "value": "5"}),
        (f"{channel}momentaufnahme/", {"taken_on": "31.12.2025", "text": "So."}),
        (team("invite"), {"people": "neu@kreis.example", "confirmed": "1"}),
        (team("invitation-again", invited), {}),
        (team("invitation-revoke", invited), {}),
        (team("request-accept", world.request.key), {}),
        (team("request-decline", world.request.key), {"text": "Nein."}),
        (team("domains"), {"domain": "kreis.example"}),
        (team("member-change", world.colleague.pk), {"role": "deputy"}),
        (team("member-remove", world.colleague.pk), {"successor": ""}),
    ]


def state(world: World) -> list[object]:
    """All that those forms could change."""
    return [
        list(Question.objects.order_by("pk").values_list("title", "body", "version")),
        Answer.objects.count(),
        Comment.objects.count(),
        list(
            Channel.objects.order_by("pk").values_list("name", "state", "confirmed_by", "version")
        ),
        world.channel.figures.count(),
        world.channel.snapshots.count(),
        list(Invitation.objects.order_by("pk").values_list("email", "nonce", "revoked_at")),
        list(JoinRequest.objects.values_list("decided_at", flat=True)),
        domains_of(world.county).count(),
        list(Membership.objects.order_by("pk").values_list("user", "role")),
    ]


@pytest.mark.parametrize("ending", ENDINGS)
def test_forms_she_had_open_change_nothing(world: World, ending: str) -> None:
    sent = forms(world)
    world.end(ending)
    before = state(world)
    answers = {path: world.tab.post(path, values).status_code for path, values in sent}
    login = {302} if ending == "switched off" else set()
    assert {path for path, code in answers.items() if code not in {403, 404} | login} == set()
    assert state(world) == before


def test_the_same_forms_do_something_before(world: World) -> None:
    for path, values in forms(world):
        before = state(world)
        assert world.tab.post(path, values).status_code in {200, 302}, path
        # Of two answers to a request, or two things done to an invitation, one counts.
        if "ablehnen" not in path:
            assert state(world) != before, path


@pytest.mark.parametrize("ending", ENDINGS)
def test_mails_that_wait_do_not_reach_her(
    world: World, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    Channel.objects.update(reminders=1, reminded_at=now)
    record_fact(ConfirmationDue(reference=world.county.reference))
    confirmed_request(world.county, email="zweite@kreis.example")
    world.end(ending)
    deliver_pending(now)
    assert [one.subject for one in mail.outbox if world.dora.email in one.to[0]] == []


@pytest.mark.parametrize("status", ["suspended", "former"])
def test_invitations_of_who_takes_no_part_are_neither_sent_nor_shown(
    world: World, status: str
) -> None:
    made = invitation(world.coordinator, world.county, "spaet@kreis.example")
    world.end(status)
    deliver_pending(timezone.now())
    assert [one.to for one in mail.outbox] == []
    link = reverse("joining:invitation-accept", args=[made.token])
    assert [Client().get(link).status_code, Client().post(link).status_code] == [410, 410]


@pytest.mark.parametrize("ending", ["removed", "left"])
def test_she_keeps_her_account_and_what_the_public_reads(world: World, ending: str) -> None:
    world.end(ending)
    assert world.tab.get("/konto/").status_code == 200
    assert world.tab.get(reverse("forum:question-list")).status_code == 200
