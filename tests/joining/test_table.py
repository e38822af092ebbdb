"""People as a table: what goes out, what would follow, what follows, and what a file cannot do."""

import io

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from portal.joining.actions.table import Entry, Outcome, import_people
from portal.joining.models import Invitation, MembershipEvent
from portal.joining.reading import read_people
from portal.kernel.tables.files import rows_of_file
from portal.kernel.verdict import Refused
from portal.members.models import Membership, Organisation, User
from portal.outbox.delivery import deliver_pending
from portal.outbox.models import Entry as OutboxEntry
from tests.factories.joining import invitation
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person, person_of

pytestmark = pytest.mark.django_db

Role = Membership.Role
HEADER = "E-Mail;Name;Rolle;darf freigeben"


@pytest.fixture
def osnabrueck() -> Organisation:
    return organisation(OSNABRUECK)


@pytest.fixture
def coordinator(osnabrueck: Organisation) -> User:
    return person_of(osnabrueck, Role.COORDINATOR, "Karla Koordination")


@pytest.fixture
def staff(osnabrueck: Organisation) -> User:
    return person_of(osnabrueck, Role.STAFF, "Stefan Stab")


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, *more: object) -> str:
    return reverse(f"joining:{name}", args=["landkreis-osnabrueck", *more])


def send(user: User, *lines: str, save: bool = False, header: str = HEADER):
    values = {"rows": "\n".join([header, *lines])} | ({"save": "1"} if save else {})
    return logged_in(user).post(url("people-import"), values)


def results(response) -> list[tuple[int, str]]:
    return [
        (row.number, " ".join(map(str, row.errors)) or str(row.note))
        for row in response.context["rows"]
    ]


def roles() -> dict[str, tuple[str, bool]]:
    members = Membership.objects.order_by("pk").values_list("user__name", "role", "may_release")
    return {name: (role, release) for name, role, release in members}


# --- Out ----------------------------------------------------------------------------------------


def test_the_team_is_taken_away_as_csv_and_xlsx(coordinator, staff) -> None:
    User.objects.filter(pk=staff.pk).update(name="=1+1", email="-x@kreis.example")
    client = logged_in(coordinator)
    answer = client.get(url("people-export", "csv"))
    assert answer["Content-Disposition"] == 'attachment; filename="team-landkreis-osnabrueck.csv"'
    rows = rows_of_file("x.csv", answer.content)
    assert [row[:4] for row in rows] == [
        ["E-Mail", "Name", "Rolle", "darf freigeben"],
        [coordinator.email, "Karla Koordination", "Ansprechperson", "nein"],
        ["-x@kreis.example", "=1+1", "Beschäftigte", "nein"],
    ]
    assert b'"\'=1+1"' in answer.content
    book = load_workbook(io.BytesIO(client.get(url("people-export", "xlsx")).content))
    assert [cell.value for cell in book.active["B"]] == ["Name", "Karla Koordination", "'=1+1"]
    assert client.get(url("people-export", "pdf")).status_code == 404


def test_who_does_not_lead_takes_nothing_away(coordinator, staff) -> None:
    stranger = person_of(organisation(HARBURG), Role.COORDINATOR)
    pages = [url("people-export", "csv"), url("people-import")]
    seen = {
        who.name: [logged_in(who).get(page).status_code for page in pages]
        for who in (coordinator, staff)
    }
    assert seen == {"Karla Koordination": [200, 200], "Stefan Stab": [403, 403]}
    assert [logged_in(stranger).get(page).status_code for page in pages] == [404, 404]
    assert [Client().get(page).status_code for page in pages] == [302, 302]


def test_moderators_take_the_address_list_away(coordinator, staff) -> None:
    organisation(HARBURG)
    person_of(organisation("03454", "suspended"), Role.COORDINATOR, "Gustav Gesperrt")
    deputy = person_of(coordinator.memberships.get().organisation, Role.DEPUTY, "Dora Deputy")
    page = reverse("joining:addresses-export", args=["csv"])
    moderator = logged_in(person("Mona", User.PlatformRole.MODERATOR))
    rows = rows_of_file("x.csv", moderator.get(page).content)
    counties = [row for row in rows if row[1:2] != [""]]
    assert [[row[0], *row[3:]] for row in counties] == [
        ["Organisation", "Rolle", "Name", "E-Mail"],
        ["Landkreis Harburg"],
        ["Landkreis Osnabrück", "Ansprechperson", "Karla Koordination", coordinator.email],
        ["Landkreis Osnabrück", "Stellvertretung", "Dora Deputy", deputy.email],
    ]
    assert [logged_in(who).get(page).status_code for who in (coordinator, staff)] == [403, 403]
    assert Client().get(page).status_code == 302


# --- In -----------------------------------------------------------------------------------------


def test_nothing_happens_before_it_is_confirmed(coordinator, staff) -> None:
    lines = (
        f"{staff.email.upper()};Anderer Name;Stellvertretung;ja",
        "neu@kreis.example;Nele Neu;;",
        f"{coordinator.email};;;",
    )
    checked = send(coordinator, *lines)
    assert (checked.status_code, results(checked)) == (
        200,
        [
            (2, "bisher Beschäftigte, künftig stellvertretende Ansprechperson, darf freigeben"),
            (3, "wird eingeladen: Beschäftigte"),
            (4, "bleibt, wie es ist"),
        ],
    )
    assert (Invitation.objects.count(), OutboxEntry.objects.count()) == (0, 0)
    assert roles()["Stefan Stab"] == (Role.STAFF, False)
    done = send(coordinator, *lines, save=True)
    assert done["Location"] == url("people")
    assert roles() == {
        "Karla Koordination": (Role.COORDINATOR, False),
        "Stefan Stab": (Role.DEPUTY, True),
    }
    made = Invitation.objects.get()
    assert (made.email, made.name, made.role, made.may_release) == (
        "neu@kreis.example", "Nele Neu", Role.STAFF, False,
    )  # fmt: skip
    assert sorted(OutboxEntry.objects.values_list("fact", flat=True)) == ["PersonInvited"]
    assert MembershipEvent.objects.get().act == "role_changed"


def test_what_is_wrong_is_said_row_by_row_and_nothing_is_done(coordinator, staff) -> None:
    response = send(
        coordinator,
        "neu@kreis.example;Nele Neu;Beschäftigte;nein",
        "kaputt;;;",
        "a@kreis.example;;König;",
        "b@kreis.example;;;vielleicht",
        "c@kreis.example;Kаrla;;",
        "d@kreis.example;" + "x" * 121 + ";;",
        "NEU@kreis.example;;;",
        save=True,
    )
    assert response.status_code == 422
    parts = [
        "wird eingeladen: Beschäftigte", "keine E-Mail-Adresse", "Rollen sind: Beschäftigte",
        "schreiben Sie ja oder nein", "Alphabete", "zu lang (höchstens 120", "zweimal",
    ]  # fmt: skip
    notes = results(response)
    assert [number for number, _note in notes] == list(range(2, 9))
    assert [part in note for part, (_row, note) in zip(parts, notes, strict=True)] == [True] * 7
    assert (Invitation.objects.count(), roles()["Stefan Stab"]) == (0, (Role.STAFF, False))


@pytest.mark.parametrize(
    ("header", "lines", "message"),
    [
        ("Name;Rolle", ["Nele;"], "Es fehlt: E-Mail"),
        (HEADER, [], "steht nichts"),
        (HEADER, [f"p{n}@kreis.example;;;" for n in range(501)], "Mehr als 500"),
    ],
)
def test_a_table_has_a_header_rows_and_bounds(coordinator, header, lines, message) -> None:
    response = send(coordinator, *lines, header=header, save=True)
    said = " ".join(response.context["form"].non_field_errors())
    assert (response.status_code, Invitation.objects.count()) == (422, 0)
    assert message in said


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_was_taken_away_changes_nothing_when_it_comes_back(
    coordinator, staff, osnabrueck, ending
) -> None:
    Membership.objects.filter(user=staff).update(may_release=True)
    person_of(osnabrueck, Role.DEPUTY, "Dora Deputy")
    before = roles()
    client = logged_in(coordinator)
    file = client.get(url("people-export", ending)).content
    checked = client.post(
        url("people-import"), {"file": SimpleUploadedFile(f"team.{ending}", file)}
    )
    assert {note for _number, note in results(checked)} == {"bleibt, wie es ist"}
    again = {"rows": checked.context["form"].initial["rows"], "save": "1"}
    assert client.post(url("people-import"), again).status_code == 302
    assert (roles(), MembershipEvent.objects.count(), Invitation.objects.count()) == (before, 0, 0)
    assert OutboxEntry.objects.count() == 0


def test_an_open_invitation_is_neither_sent_again_nor_lost(coordinator, osnabrueck) -> None:
    made = invitation(coordinator, osnabrueck)
    same = send(coordinator, "neu@kreis.example;;Beschäftigte;nein")
    assert results(same) == [(2, "ist schon eingeladen")]
    send(coordinator, "neu@kreis.example;;;", save=True)
    again = Invitation.objects.get()
    assert (again.nonce, again.name) == (made.nonce, "Nele Neu")
    send(coordinator, "neu@kreis.example;;Stellvertretung;", save=True)
    changed = Invitation.objects.get()
    assert (changed.role, changed.name, changed.nonce == made.nonce) == (
        Role.DEPUTY, "Nele Neu", False,
    )  # fmt: skip


def test_invitations_go_out_by_mail(coordinator) -> None:
    send(coordinator, "a@kreis.example;;;", "b@kreis.example;Bea;;", save=True)
    deliver_pending(timezone.now())
    assert sorted(message.to[0].rpartition("<")[2].rstrip(">") for message in mail.outbox) == [
        "a@kreis.example", "b@kreis.example",
    ]  # fmt: skip


# --- What a file cannot do ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "{deputy};;Ansprechperson;",
        "{staff};;Ansprechperson;",
        "neu@kreis.example;;Ansprechperson;",
        "{coordinator};;Beschäftigte;",
        "{coordinator};;Stellvertretung;ja",
    ],
)
def test_a_deputys_file_makes_and_unmakes_no_coordinator(
    coordinator, staff, osnabrueck, line
) -> None:
    deputy = person_of(osnabrueck, Role.DEPUTY, "Dora Deputy")
    before = roles()
    written = line.format(deputy=deputy.email, staff=staff.email, coordinator=coordinator.email)
    response = send(deputy, written, save=True)
    assert response.status_code == 422
    assert "Ansprechperson" in results(response)[0][1]
    assert (roles(), Invitation.objects.count()) == (before, 0)
    # The act itself refuses it, too.
    email, _name, role, _release = written.split(";")
    named = {"Ansprechperson": "coordinator", "Stellvertretung": "deputy", "Beschäftigte": "staff"}
    with pytest.raises(Refused):
        import_people(
            actor=User.objects.get(pk=deputy.pk), organisation=osnabrueck,
            entries=[Entry(email=email, role=named[role])], now=timezone.now(),
        )  # fmt: skip
    assert (roles(), Invitation.objects.count()) == (before, 0)


def test_staff_and_strangers_post_nothing(coordinator, staff) -> None:
    stranger = person_of(organisation(HARBURG), Role.COORDINATOR)
    before = roles()
    answers = [send(who, f"{who.email};;Ansprechperson;", save=True) for who in (staff, stranger)]
    assert [one.status_code for one in answers] == [403, 404]
    assert roles() == before


def test_somebody_leads_afterwards(coordinator, staff, osnabrueck) -> None:
    deputy = person_of(osnabrueck, Role.DEPUTY, "Dora Deputy")
    both = send(
        coordinator, f"{deputy.email};;Beschäftigte;", f"{coordinator.email};;Beschäftigte;",
        save=True,
    )  # fmt: skip
    assert both.status_code == 422
    assert [bool("betreuen" in note) for _number, note in results(both)] == [False, True]
    assert roles()["Dora Deputy"] == (Role.DEPUTY, False)
    # Who follows may stand below who goes.
    swapped = send(
        coordinator, f"{deputy.email};;Beschäftigte;", f"{coordinator.email};;Beschäftigte;",
        f"{staff.email};;Ansprechperson;", save=True,
    )  # fmt: skip
    assert swapped.status_code == 302
    assert {name: role for name, (role, _release) in roles().items()} == {
        "Karla Koordination": Role.STAFF,
        "Stefan Stab": Role.COORDINATOR,
        "Dora Deputy": Role.STAFF,
    }


def test_all_or_nothing_where_the_team_changed_meanwhile(coordinator, staff, osnabrueck) -> None:
    entries = [
        Entry(email="neu@kreis.example"),
        Entry(email=staff.email, role=Role.DEPUTY),
        Entry(email=coordinator.email, role=Role.STAFF),
    ]
    Membership.objects.filter(user=staff).delete()
    with pytest.raises(Refused):
        import_people(
            actor=coordinator, organisation=osnabrueck, entries=entries[::2], now=timezone.now()
        )
    assert (Invitation.objects.count(), roles()) == (
        0, {"Karla Koordination": (Role.COORDINATOR, False)},
    )  # fmt: skip


def test_the_bound_to_open_invitations_holds(coordinator, osnabrueck, monkeypatch) -> None:
    monkeypatch.setattr("portal.joining.rules.people.MOST_OPEN", 2)
    response = send(coordinator, *(f"p{n}@kreis.example;;;" for n in range(3)), save=True)
    assert [("offen" in note) for _number, note in results(response)] == [False, False, True]
    assert Invitation.objects.count() == 0


def test_an_account_that_is_switched_off_leads_nothing(coordinator, osnabrueck) -> None:
    gone = person_of(osnabrueck, Role.DEPUTY, "Gerd Gegangen")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    response = send(coordinator, f"{coordinator.email};;Beschäftigte;", save=True)
    assert (response.status_code, "betreuen" in results(response)[0][1]) == (422, True)


def test_a_suspended_organisation_imports_nothing(coordinator) -> None:
    organisation(OSNABRUECK, "suspended")
    assert send(coordinator, "neu@kreis.example;;;", save=True).status_code == 404
    moderator = person("Mona", User.PlatformRole.MODERATOR)
    assert send(moderator, "neu@kreis.example;;;", save=True).status_code == 403
    assert Invitation.objects.count() == 0


def test_the_act_counts_what_it_did(coordinator, staff, osnabrueck) -> None:
    entries = [
        Entry(email=staff.email, may_release=True), Entry(email="neu@kreis.example"),
        Entry(email=coordinator.email),
    ]  # fmt: skip
    done = import_people(
        actor=coordinator, organisation=osnabrueck, entries=entries, now=timezone.now()
    )
    assert done == {Outcome.CHANGED: 1, Outcome.INVITED: 1, Outcome.AS_IT_WAS: 1}


@pytest.mark.parametrize("number", [1, 10])
def test_a_look_takes_the_same_queries_for_many(coordinator, osnabrueck, number) -> None:
    lines = [["E-Mail", "Rolle"]]
    for n in range(number):
        lines += [[person_of(osnabrueck).email, "Stellvertretung"], [f"p{n}@kreis.example"]]
    actor = User.objects.get(pk=coordinator.pk)
    with CaptureQueriesContext(connection) as queries:
        assert len(read_people(lines, actor, osnabrueck)) == 2 * number
    # Members, invitations, and the actor's own roles.
    assert len(queries) == 3
    client = logged_in(person("Mona", User.PlatformRole.MODERATOR))
    counted = []
    for page in (url("people-export", "csv"), reverse("joining:addresses-export", args=["csv"])):
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        counted.append(len(queries))
    # The session and who asks; the organisation, her roles and the people; or members and leaders.
    assert counted == [5, 4]
