"""The register's pages: what works, what is refused, what is wrong, and who must not get in."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from PIL import Image

from portal.channels import actions
from portal.channels.models import Channel, ChannelFigure, ChannelSnapshot
from portal.members.models import Membership, User
from tests.factories.channels import count, record
from tests.factories.members import HARBURG, OSNABRUECK, PLOEN, organisation, person_of

pytestmark = pytest.mark.django_db
HOME = "/kanaele/landkreis-harburg/"


@pytest.fixture
def english(client: Client) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def form(**fields: object) -> dict[str, object]:
    values = {
        "platform": "mastodon",
        "name": "@harburg",
        "address": "https://social.example.org/@harburg",
        "state": "active",
        "since": "03.2023",
        "visibility": "public",
    }
    return values | fields


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as context:
        assert client.get(url).status_code == 200
    return len(context)


def test_the_register_counts_members_per_platform(
    english: Client, keeper: User, neighbour: User
) -> None:
    organisation(PLOEN)
    record(keeper)
    record(neighbour, since=date(2021, 1, 1))
    page = english.get("/kanaele/").content.decode()
    members = page.split("Members with an active channel")[1]
    assert "2 of 3" in " ".join(members.split())
    assert "2021" in members
    assert english.get("/kanaele/?plattform=facebook").context["page"].paginator.count == 0
    assert english.get("/kanaele/?land=03").context["page"].paginator.count == 2
    assert english.get("/kanaele/?land=01&zustand=active").context["page"].paginator.count == 0


def test_the_empty_register_says_so(english: Client) -> None:
    assert "No channels yet" in english.get("/kanaele/").content.decode()


def test_pages_cost_the_same_for_one_and_for_many(english: Client, keeper: User) -> None:
    english.force_login(keeper)
    channel = record(keeper)
    count(keeper, channel, 1)
    urls = ["/kanaele/", HOME, "/kanaele/export.csv", channel.get_absolute_url()]
    urls.append("/api/v1/channels")
    before = [queries(english, url) for url in urls]
    for number in range(9):
        address = f"https://social.example.org/{number}"
        record(keeper, address=address, platform="facebook" if number % 2 else "mastodon")
    other = person_of(organisation(OSNABRUECK), Membership.Role.DEPUTY)
    record(other)
    count(keeper, channel, *range(1, 11))
    assert [queries(english, url) for url in urls] == before
    assert max(before) <= 12


def test_a_keeper_adds_a_channel(english: Client, keeper: User) -> None:
    english.force_login(keeper)
    assert english.get(f"{HOME}neu/").status_code == 200
    response = english.post(f"{HOME}neu/", form(members_only_fields=["unit"], unit="Stab"))
    channel = Channel.objects.get()
    assert response["Location"] == channel.get_absolute_url()
    assert (channel.organisation.ags, channel.since) == (HARBURG, date(2023, 3, 1))
    assert channel.members_only_fields == ["unit"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "\u202e\u200b"),
        ("platform", "unsinn"),
        ("address", "javascript:alert(1)"),
        ("address", "http://example.org"),
        ("address", ""),
        ("state", "closed"),
        ("state", "gone"),
        ("since", "irgendwann"),
        ("until", "03.2024"),
        ("visibility", "county"),
        ("members_only_fields", ["name"]),
        ("imprint_url", "data:text/html,x"),
        ("lessons", "x" * 5_001),
    ],
)
def test_what_is_wrong_is_not_written(
    english: Client, keeper: User, field: str, value: object
) -> None:
    english.force_login(keeper)
    response = english.post(f"{HOME}neu/", form(**{field: value}))
    assert (response.status_code, Channel.objects.count()) == (422, 0)
    assert "kern-alert" in response.content.decode() or field in response.context["form"].errors


def test_crafted_fields_change_nothing_else(english: Client, keeper: User, neighbour: User) -> None:
    english.force_login(keeper)
    english.post(
        f"{HOME}neu/",
        form(
            organisation=organisation(OSNABRUECK).pk,
            recorded_by=neighbour.pk,
            key="../../etc/passwd",
            version=99,
            pk=1,
        ),
    )
    channel = Channel.objects.get()
    assert (channel.organisation.ags, channel.recorded_by) == (HARBURG, keeper)
    assert (len(channel.key), channel.version) == (32, 1)


PARTS = [
    "bearbeiten/", "zustand/", "schliessen/", "bestaetigen/", "entfernen/", "zahl/", "zahlen/",
    "momentaufnahme/",
]  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_another_countys_desk_does_not_exist(
    english: Client, keeper: User, neighbour: User, part: str
) -> None:
    channel = record(keeper)
    english.force_login(neighbour)
    own = channel.get_absolute_url().replace("harburg", "osnabrueck")
    for url in (channel.get_absolute_url(), own):
        response = english.post(f"{url}{part}", form(to="paused", version=1, on="01.01.2025"))
        assert response.status_code == 404
    assert english.get(f"{HOME}neu/").status_code == 404
    assert english.get(f"{HOME}einlesen/").status_code == 404
    channel.refresh_from_db()
    assert (channel.version, channel.state, channel.figures.count()) == (1, "active", 0)


@pytest.mark.parametrize("part", PARTS)
def test_staff_counts_and_nothing_else(
    english: Client, keeper: User, staff: User, part: str
) -> None:
    channel = record(keeper)
    english.force_login(staff)
    data = form(to="paused", on="01.01.2025", kind="followers", value="1.234")
    response = english.post(f"{channel.get_absolute_url()}{part}", data)
    expected = {"zahl/": 302, "zahlen/": 422}.get(part, 403)
    assert (part, response.status_code) == (part, expected)
    assert [one.value for one in ChannelFigure.objects.all()] == [1234] * (part == "zahl/")


def test_a_figure_of_a_wrong_day_is_removed_by_the_own_people_only(
    english: Client, keeper: User, staff: User, neighbour: User
) -> None:
    channel = record(keeper)
    theirs = record(neighbour)
    count(keeper, channel, 7, 9)
    count(neighbour, theirs, 5)
    first, _second = channel.figures.order_by("on")
    url = f"{channel.get_absolute_url()}zahl/"
    english.force_login(neighbour)
    assert english.post(f"{url}{first.pk}/").status_code == 404
    english.force_login(staff)
    assert english.post(f"{url}{theirs.figures.get().pk}/").status_code == 404
    assert english.get(f"{url}{first.pk}/").status_code == 405
    assert english.post(f"{url}{first.pk}/").status_code == 302
    assert sorted(one.value for one in ChannelFigure.objects.all()) == [5, 9]
    assert channel.events.first().changes == {"followers 2025-01-01": [7, None]}


def test_strangers_are_sent_to_the_login(client: Client, keeper: User) -> None:
    channel = record(keeper)
    response = client.post(f"{channel.get_absolute_url()}bestaetigen/")
    assert response["Location"].startswith("/konto/login/")


def test_a_stale_edit_keeps_what_was_typed(english: Client, keeper: User) -> None:
    channel = record(keeper)
    english.force_login(keeper)
    url = f"{channel.get_absolute_url()}bearbeiten/"
    assert english.get(url).context["form"].initial["version"] == 1
    first = english.post(url, form(unit="Stab", version=1))
    assert first.status_code == 302
    second = english.post(url, form(unit="Meins", version=1))
    assert second.status_code == 422
    text = second.content.decode()
    assert ("Meins" in text, 'name="version" value="2"' in text) == (True, True)
    assert Channel.objects.get().unit == "Stab"
    assert english.post(url, form(unit="Meins", version=2)).status_code == 302


def test_a_channel_is_paused_closed_and_opened_again(english: Client, keeper: User) -> None:
    channel = record(keeper)
    english.force_login(keeper)
    url = channel.get_absolute_url()

    def state() -> str:
        return str(Channel.objects.get().state)

    english.post(f"{url}zustand/", {"to": "paused"})
    assert state() == "paused"
    assert english.post(f"{url}schliessen/", {"until": "05.2025"}).status_code == 422
    english.post(f"{url}zustand/", {"to": "closed"})
    assert state() == "paused"
    english.post(f"{url}schliessen/", {"until": "05.2025", "lessons": "Zu wenig Zeit."})
    assert state() == "closed"
    again = english.post(f"{url}schliessen/", {"until": "05.2025", "lessons": "Ich"}, follow=True)
    assert "Please look again" in again.content.decode()
    page = english.get(url).content.decode()
    assert ("Zu wenig Zeit." in page, "Open again" in page) == (True, True)
    english.post(f"{url}zustand/", {"to": "active"})
    assert state() == "active"


def test_confirming_and_removing(english: Client, keeper: User) -> None:
    channel = record(keeper)
    Channel.objects.update(reminders=1)
    english.force_login(keeper)
    english.post(f"{channel.get_absolute_url()}bestaetigen/")
    assert Channel.objects.get().reminders == 0
    assert english.get(f"{channel.get_absolute_url()}entfernen/").status_code == 200
    assert Channel.objects.count() == 1
    english.post(f"{channel.get_absolute_url()}entfernen/")
    assert Channel.objects.count() == 0


def test_figures_are_shown_before_they_are_written(english: Client, keeper: User) -> None:
    channel = record(keeper)
    english.force_login(keeper)
    url = f"{channel.get_absolute_url()}zahlen/"
    wrong = "31.12.2025\tFollower\t1.234\n31.12.2025\tReichweite\tviele"
    response = english.post(url, {"rows": wrong, "save": "1"})
    assert (response.status_code, ChannelFigure.objects.count()) == (422, 0)
    assert "viele" in response.content.decode()
    right = "Tag;Was;Zahl\n31.10.2025;Followers;900\n30.11.2025;Followers;1.000\n"
    file = SimpleUploadedFile("zahlen.csv", (right + "31.12.2025;Followers;1.234").encode("cp1252"))
    preview = english.post(url, {"file": file})
    assert (preview.status_code, ChannelFigure.objects.count()) == (200, 0)
    english.post(url, {"rows": preview.context["form"].initial["rows"], "save": "1"})
    assert [one.value for one in ChannelFigure.objects.order_by("on")] == [900, 1000, 1234]
    page = english.get(channel.get_absolute_url()).content.decode()
    assert ("<polyline" in page, "1,234" in page) == (True, True)


def test_a_huge_file_is_refused(english: Client, keeper: User) -> None:
    channel = record(keeper)
    english.force_login(keeper)
    url = f"{channel.get_absolute_url()}zahlen/"
    file = SimpleUploadedFile("zahlen.csv", b"31.12.2025;Followers;1\n" * 60_000)
    assert english.post(url, {"file": file, "save": "1"}).status_code == 422
    assert ChannelFigure.objects.count() == 0


def exported(client: Client, ending: str = "csv", query: str = "") -> bytes:
    response = client.get(f"/kanaele/export.{ending}{query}")
    assert response["Cache-Control"] == "private, no-store"
    return bytes(response.content)


def test_export_and_import_go_both_ways(english: Client, keeper: User) -> None:
    record(keeper, unit="=HYPERLINK(1)", lessons="Zeile eins\n+zwei", members_only_fields=["unit"])
    channel = record(keeper, platform="facebook", address="https://facebook.example/kreis")
    actions.close_channel(
        actor=keeper,
        channel=channel,
        until=date(2025, 1, 1),
        lessons="-viel",
        now=timezone.now(),
    )
    english.force_login(keeper)
    for ending in ("csv", "xlsx"):
        before = list(Channel.objects.order_by("pk").values())
        data = exported(english, ending)
        file = SimpleUploadedFile(f"kanaele.{ending}", data)
        preview = english.post(f"{HOME}einlesen/", {"file": file})
        assert preview.status_code == 200
        assert [row.is_new for row in preview.context["rows"]] == [False, False]
        rows = preview.context["form"].initial["rows"]
        assert english.post(f"{HOME}einlesen/", {"rows": rows, "save": "1"}).status_code == 302
        assert list(Channel.objects.order_by("pk").values()) == before
        Channel.objects.all().delete()
        assert english.post(f"{HOME}einlesen/", {"rows": rows, "save": "1"}).status_code == 302
        assert [one.unit for one in Channel.objects.order_by("state")] == [
            "=HYPERLINK(1)",
            "Pressestelle",
        ]


def test_exports_hold_no_formula(english: Client, keeper: User) -> None:
    record(keeper, unit="=1+1", name="@kreis", languages="+de")
    text = exported(english).decode("utf-8-sig")
    assert ('"\'=1+1"' in text, '"\'@kreis"' in text, '"\'+de"' in text) == (True, True, True)
    sheet = load_workbook(io.BytesIO(exported(english, "xlsx"))).active
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "inlineStr", "n"}


def test_another_countys_rows_are_not_imported(
    english: Client, keeper: User, neighbour: User
) -> None:
    record(neighbour)
    english.force_login(keeper)
    file = SimpleUploadedFile("k.csv", exported(english))
    response = english.post(f"{HOME}einlesen/", {"file": file, "save": "1"})
    assert (response.status_code, Channel.objects.count()) == (422, 1)
    assert "belongs to another county" in response.content.decode()
    nameless = english.post(f"{HOME}einlesen/", {"rows": "a;b\n1;2", "save": "1"})
    assert (nameless.status_code, Channel.objects.count()) == (422, 1)


def test_what_is_for_members_only_is_not_in_public_pages(
    english: Client, keeper: User, neighbour: User
) -> None:
    hidden = ["unit", "service_hours", "accessibility", "lessons", "figures", "snapshots"]
    channel = record(
        keeper,
        unit="zqeins",
        service_hours="zqzwei",
        accessibility="zqdrei",
        lessons="zqvier",
        members_only_fields=hidden,
    )
    figure = actions.Figure(on=date(2025, 1, 1), kind="followers", value=1, note="zqfuenf")
    now = timezone.now()
    actions.record_figures(actor=keeper, channel=channel, figures=[figure], now=now)
    actions.take_snapshot(
        actor=keeper, channel=channel, taken_on=date(2025, 1, 1), text="zqsechs", now=now
    )
    urls = [
        "/kanaele/",
        HOME,
        channel.get_absolute_url(),
        "/kanaele/export.csv",
        "/api/v1/channels",
    ]
    urls.append(f"/api/v1/channels/{channel.key}")
    for url in urls:
        assert (url, "zq" in english.get(url).content.decode()) == (url, False)
    english.force_login(neighbour)
    page = english.get(channel.get_absolute_url()).content.decode()
    words = ("eins", "zwei", "drei", "vier", "fuenf", "sechs")
    assert [f"zq{word}" in page for word in words] == [True] * 6


def test_a_members_channel_is_a_404_to_the_public(
    english: Client, keeper: User, neighbour: User
) -> None:
    channel = record(keeper, visibility="members")
    for url in (channel.get_absolute_url(), f"/api/v1/channels/{channel.key}"):
        assert english.get(url).status_code == 404
    assert english.get("/api/v1/channels").json()["total"] == 0
    assert english.get("/kanaele/").context["counts"] == []
    english.force_login(neighbour)
    assert english.get(channel.get_absolute_url()).status_code == 200


def test_a_snapshots_picture_is_served_by_rights(
    english: Client, keeper: User, neighbour: User
) -> None:
    channel = record(keeper, members_only_fields=["snapshots"])
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    english.force_login(keeper)
    url = channel.get_absolute_url()
    data = {"taken_on": "01.01.2025", "image": SimpleUploadedFile("b.svg", out.getvalue())}
    assert english.post(f"{url}momentaufnahme/", data).status_code == 422
    data["image"] = SimpleUploadedFile("b.svg", out.getvalue())
    response = english.post(f"{url}momentaufnahme/", data | {"alt_text": "Die Seite"})
    assert response.status_code == 302
    snapshot = ChannelSnapshot.objects.get()
    address = f"{url}bild/{snapshot.key}/"
    picture = english.get(address)
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")
    assert picture["Content-Security-Policy"] == "default-src 'none'"
    picture.getvalue()
    english.force_login(neighbour)
    seen = english.get(address)
    assert seen.status_code == 200
    seen.getvalue()
    english.logout()
    assert english.get(address).status_code == 404
    assert english.get(address.replace(channel.key, "x" * 32)).status_code == 404
    snapshot.image.storage.delete(snapshot.image.name)


def test_links_to_foreign_pages_leave_no_trace(english: Client, keeper: User) -> None:
    channel = record(keeper, imprint_url="https://example.org/impressum")
    page = english.get(channel.get_absolute_url()).content.decode()
    for link in (channel.address, channel.imprint_url):
        assert f'href="{link}" rel="noopener noreferrer nofollow"' in page


def test_names_of_people_are_for_the_own_county(
    english: Client, keeper: User, staff: User, neighbour: User
) -> None:
    channel = record(keeper)
    shown = []
    for reader in (None, neighbour, staff):
        if reader:
            english.force_login(reader)
        shown.append(
            "Karl Koordination" in english.get(channel.get_absolute_url()).content.decode()
        )
    assert shown == [False, False, True]
