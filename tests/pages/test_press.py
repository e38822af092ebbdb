"""Press releases: brought in by counties, published by the clock, seen by nobody before."""

import json
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.kernel.content import new_key
from portal.kernel.verdict import Refused
from portal.members.models import Membership, Organisation, User
from portal.outbox.models import Entry
from portal.pages.actions import (
    Contact,
    NewRelease,
    bring_in_release,
    discard_release,
    edit_press_office,
)
from portal.pages.models import Genre, NewsPage, PressOffice
from portal.pages.reading import Release
from portal.pages.rules import may_be_published_now
from portal.publishing.models import Picture
from tests.factories.casestudies import news
from tests.factories.members import (
    HARBURG,
    OSNABRUECK,
    PLOEN,
    administrator,
    organisation,
    person,
    person_of,
)
from tests.pages.test_reading import WHOLE
from tests.publishing.conftest import browser

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2026, 3, 2, 9))  # noqa: DTZ001 - made aware
UNTIL = NOW + timedelta(days=2)
SECRET = "Zirbelnuss"


@pytest.fixture
def writer(db: None) -> User:
    return person_of(organisation())


@pytest.fixture
def moderator(db: None) -> User:
    return person("Mona Moderation", User.PlatformRole.MODERATOR)


def release(actor: User, *, key: str = "", visibility: str = "public", **text: object) -> NewsPage:
    """A release of Osnabrück, under embargo."""
    told = {
        "title": f"{SECRET} im Kreishaus", "summary": "Ein Vorspann.", "body": "Ein **Text**.",
        "contact_email": "presse@kreis.example", "embargo_until": UNTIL, **text,
    }  # fmt: skip
    county = Organisation.objects.get(ags=OSNABRUECK)
    wanted = NewRelease(text=Release(**told), organisation=county, visibility=visibility)
    return bring_in_release(actor=actor, wanted=wanted, key=key or new_key())


def publish(page: NewsPage) -> None:
    page.refresh_from_db()
    page.get_latest_revision().publish()
    page.refresh_from_db()


def test_a_release_becomes_an_ordinary_draft_once(writer: User) -> None:
    key = new_key()
    with time_machine.travel(NOW):
        page, again = release(writer, key=key), release(writer, key=key)
    assert (page, page.owner, page.live) == (again, writer, False)
    assert page.genre == Genre.PRESS_RELEASE
    assert page.get_latest_revision().user == writer
    assert page.go_live_at == UNTIL
    assert page.body[0].value.source == "<p>Ein <b>Text</b>.</p>"
    assert list(Entry.objects.values_list("fact", flat=True)) == []


@pytest.mark.parametrize("who", ["neighbour", "left", "switched off", "suspended", "guest"])
def test_nobody_brings_in_releases_of_others(who: str, writer: User) -> None:
    actor = person_of(organisation(HARBURG)) if who == "neighbour" else writer
    if who == "left":
        Membership.objects.filter(user=writer).delete()
    elif who == "switched off":
        User.objects.filter(pk=writer.pk).update(is_active=False)
    elif who in {"suspended", "guest"}:
        Organisation.objects.filter(pk=organisation().pk).update(status=who)
    with pytest.raises(Refused):
        release(User.objects.get(pk=actor.pk))
    assert NewsPage.objects.count() == 0


def test_a_key_that_is_taken_gives_no_access_to_its_page(writer: User) -> None:
    with time_machine.travel(NOW):
        others = news(organisation(HARBURG), key="taken", visibility="county")
        page = release(writer, key="taken")
    assert (page.pk == others.pk, page.key == "taken") == (False, False)


# --- The embargo ---------------------------------------------------------------------------------

SURFACES = [
    "/aktuelles/", "/aktuelles/?organisation=landkreis-osnabrueck", "/feeds/aktuelles/",
    "/feeds/aktuelles/?art=presse", "/suche/?q=Kreishaus", "/api/v1/news",
    "/api/v1/search?q=Kreishaus", "/", "/kreise/landkreis-osnabrueck/",
]  # fmt: skip


def readers() -> dict[str, Client]:
    return {
        "anonymous": Client(),
        "neighbour": browser(person_of(organisation(HARBURG), "coordinator")),
        "guest": browser(person_of(organisation(PLOEN, status="guest"))),
        "colleague": browser(person_of(organisation())),
    }


def own_addresses(page: NewsPage) -> list[str]:
    return [
        page.get_absolute_url(), f"/seite/{page.pk}/", f"/api/v1/news/{page.key}",
        f"/presse/entwurf/{page.key}/", f"/presse/entwurf/{page.key}/verwerfen/",
    ]  # fmt: skip


def seen(client: Client, addresses: list[str]) -> list[str]:
    return [one for one in addresses if SECRET in client.get(one, follow=True).content.decode()]


def test_under_embargo_nothing_leaks_and_the_clock_publishes(
    writer: User, moderator: User, deliver, mailoutbox
) -> None:
    people = readers()
    with time_machine.travel(NOW, tick=False):
        page = release(writer)
        publish(page)
        deliver()
        call_command("publish_scheduled")
        page.refresh_from_db()
        assert not page.live
        for name, client in people.items():
            own = [f"/presse/entwurf/{page.key}/"] if name == "colleague" else []
            assert seen(client, [*SURFACES, *own_addresses(page)]) == own, name
        assert seen(browser(moderator), own_addresses(page)) == own_addresses(page)[3:4]
        assert mailoutbox == []
    with time_machine.travel(UNTIL - timedelta(seconds=1), tick=False):
        call_command("publish_scheduled")
        assert not NewsPage.objects.get(pk=page.pk).live
    with time_machine.travel(UNTIL + timedelta(seconds=1), tick=False):
        call_command("publish_scheduled")
        deliver()
        assert NewsPage.objects.get(pk=page.pk).live
        found = seen(people["anonymous"], ["/aktuelles/", "/feeds/aktuelles/?art=presse",
                                           "/suche/?q=Kreishaus", page.get_absolute_url(),
                                           "/api/v1/news"])  # fmt: skip
        assert len(found) == 5


def test_an_unreleased_draft_is_seen_by_writer_leader_and_moderators_only(
    writer: User, moderator: User
) -> None:
    with time_machine.travel(NOW, tick=False):
        page = release(writer)
        internal = release(writer, visibility="county")
    clients = {
        "writer": browser(writer),
        "leader": browser(person_of(organisation(), "coordinator")),
        "moderator": browser(moderator),
        "administrator": browser(administrator()),
        **readers(),
    }
    with time_machine.travel(NOW, tick=False):
        for one, expected in ((page, {"writer", "leader", "moderator", "administrator"}),
                              (internal, {"writer", "leader"})):  # fmt: skip
            address = f"/presse/entwurf/{one.key}/"
            may = {name for name, client in clients.items() if seen(client, [address])}
            assert may == expected
        listed = clients["moderator"].get("/presse/").content.decode()
        assert (page.key in listed, internal.key in listed) == (True, False)
        assert page.key not in clients["colleague"].get("/presse/").content.decode()


def test_no_trick_publishes_before_the_embargo_ends(writer: User) -> None:
    with time_machine.travel(NOW, tick=False):
        page = release(writer)
        # Its time taken out of the stored version, as a crafted package or a bug might.
        revision = page.get_latest_revision()
        revision.content["go_live_at"] = None
        revision.save()
        with pytest.raises(ValidationError):
            revision.publish()
        # A time before the end is moved to the end.
        early = page.get_latest_revision_as_object()
        early.go_live_at = NOW + timedelta(hours=1)
        assert early.save_revision().as_object().go_live_at == UNTIL
        # A longer embargo, set after it was released for the old time: it is held back.
        publish(page)
    NewsPage.objects.filter(pk=page.pk).update(go_live_at=UNTIL)
    with time_machine.travel(NOW, tick=False):
        planned = page.revisions.get(approved_go_live_at__isnull=False)
        planned.content["embargo_until"] = (UNTIL + timedelta(days=1)).isoformat()
        planned.save()
    with time_machine.travel(UNTIL + timedelta(minutes=1), tick=False):
        call_command("publish_scheduled")
        assert not NewsPage.objects.get(pk=page.pk).live
        assert Entry.objects.filter(fact="PublicationHeld").count() == 1


@pytest.mark.parametrize(
    ("live", "until", "planned", "allowed"),
    [
        (False, None, None, True),
        (False, UNTIL, UNTIL, True),
        (False, UNTIL, UNTIL - timedelta(seconds=1), False),
        (False, UNTIL, None, False),
        (True, UNTIL, UNTIL, False),
        (True, NOW, None, True),
    ],
)
def test_when_a_release_may_be_published(live, until, planned, allowed) -> None:
    page = NewsPage(live=live, embargo_until=until, go_live_at=planned)
    assert bool(may_be_published_now(page, NOW)) is allowed


def test_an_embargo_that_comes_too_late_is_refused() -> None:
    page = news(organisation())
    page.embargo_until = timezone.now() + timedelta(days=1)
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert list(refused.value.message_dict) == ["embargo_until"]
    draft = news(organisation(), publish=False)
    draft.embargo_until = timezone.now() + timedelta(days=2)
    draft.expire_at = timezone.now() + timedelta(days=1)
    with pytest.raises(ValidationError):
        draft.full_clean()


# --- The pages -----------------------------------------------------------------------------------


def form_of(html: str) -> dict[str, str]:
    """Read the fields of the page's form, as a browser would send them."""
    from bs4 import BeautifulSoup

    form = BeautifulSoup(html, "html.parser").select_one("main form")
    fields: dict[str, str] = {}
    for field in form.select("input, textarea, select"):
        if field.get("type") == "checkbox":
            continue
        chosen = field.select_one("option[selected]") or field.select_one("option")
        value = chosen["value"] if field.name == "select" else field.get("value", field.text)
        fields[field["name"]] = value.removeprefix("\r\n") if isinstance(value, str) else value
    fields.pop("csrfmiddlewaretoken", None)
    return fields


@pytest.mark.parametrize("as_file", [False, True])
def test_a_text_is_read_checked_and_kept(writer: User, *, as_file: bool) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = browser(writer)
    address = reverse("pages:release-read")
    file = SimpleUploadedFile("mitteilung.txt", WHOLE.encode("cp1252"))
    shown = client.post(address, {"file": file} if as_file else {"text": WHOLE})
    fields = form_of(shown.content.decode())
    assert (fields["title"], fields["place"]) == ("Harburg zu Gast in Osnabrück", "Osnabrück")
    assert (fields["released_on"], fields["embargo_until"]) == ("2011-03-12", "2011-03-14T10:00")
    assert NewsPage.objects.count() == 0
    kept = client.post(address, {**fields, "title": "Anders"}, follow=True)
    page = NewsPage.objects.get()
    assert kept.redirect_chain == [(f"/presse/entwurf/{page.key}/", 302)]
    assert (page.title, page.owner, page.live) == ("Anders", writer, False)
    assert "Vier Stunden lang" in kept.content.decode()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 200),
        ({"text": "x", "file": ("a.txt", b"y")}, 200),
        ({"file": ("a.txt", b"%PDF-1.7")}, 200),
        ({"file": ("a.txt", b"\x00\x01")}, 200),
        ({"file": ("a.txt", b"x" * 200_001)}, 200),
        ({"step": "keep", "title": "x", "body": "y", "organisation": "landkreis-harburg"}, 200),
        ({"step": "keep", "key": "k", "organisation": "landkreis-osnabrueck", "title": "\u200b",
          "body": "y", "visibility": "public"}, 200),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_kept(writer: User, sent: dict, status: int) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    organisation(HARBURG)
    data = {n: SimpleUploadedFile(*v) if isinstance(v, tuple) else v for n, v in sent.items()}
    answer = browser(writer).post(reverse("pages:release-read"), data)
    assert answer.status_code == status
    assert "data-error-summary" in answer.content.decode()
    assert NewsPage.objects.count() == 0


def test_strangers_and_guests_bring_nothing_in() -> None:
    organisation()
    assert Client().get("/presse/einlesen/").status_code == 302
    assert browser(person()).get("/presse/einlesen/").status_code == 403


def test_a_draft_is_discarded_by_its_writer_until_it_is_released(writer: User) -> None:
    with time_machine.travel(NOW, tick=False):
        page, planned = release(writer), release(writer)
        publish(planned)
        client = browser(writer)
        assert client.get(f"/presse/entwurf/{page.key}/verwerfen/").status_code == 200
        client.post(f"/presse/entwurf/{page.key}/verwerfen/")
        assert client.post(f"/presse/entwurf/{planned.key}/verwerfen/").status_code == 403
        with pytest.raises(Refused):
            discard_release(actor=writer, page=planned)
    assert list(NewsPage.objects.all()) == [planned]


def test_the_county_stands_below_its_releases(writer: User, client: Client) -> None:
    leader = person_of(organisation(), "coordinator")
    page = news(organisation())
    page.genre, page.contact_unit = Genre.PRESS_RELEASE, "Pressestelle"
    page.contact_phone, page.place = "0541 501-0", "Osnabrück"
    page.save_revision().publish()
    address = reverse("pages:press-office-edit", args=[organisation().slug])
    assert browser(writer).post(address, {"about": "x"}).status_code == 403
    assert browser(person_of(organisation(HARBURG), "coordinator")).get(address).status_code == 403
    browser(leader).post(address, {"about": f"Wir sind <b>{SECRET}</b>.", "unit": "Presse"})
    html = client.get(page.get_absolute_url()).content.decode()
    assert f"Wir sind &lt;b&gt;{SECRET}&lt;/b&gt;." in html
    assert "0541 501-0" in html
    assert PressOffice.objects.get().unit == "Presse"
    with pytest.raises(Refused):
        edit_press_office(
            actor=writer, organisation=organisation(), contact=Contact(), now=timezone.now()
        )


def test_what_a_release_lacks(writer: User) -> None:
    with time_machine.travel(NOW, tick=False):
        whole = release(writer)
        bare = release(writer, summary="", contact_email="", body="")
        assert whole.gaps() == []
        assert [gap.field for gap in bare.gaps()] == ["summary", "contact_unit", "body"]
        picture = Picture.objects.create(title="x", file="x.png", width=1, height=1)
        shown = {"image": picture.pk, "alt": "Haus", "decorative": False, "caption": ""}
        whole.body = json.dumps([{"type": "picture", "value": shown}])
        assert [gap.field for gap in whole.gaps()] == ["body"]
        Picture.objects.filter(pk=picture.pk).update(credit="Ada Beispiel")
        assert whole.gaps() == []


# --- The feed ------------------------------------------------------------------------------------


def test_the_feed_tells_each_reader_what_she_may_see(client: Client, writer: User) -> None:
    from portal.feeds.actions import make_feed_key
    from portal.feeds.keys import secret_of

    for visibility in ("public", "members", "county"):
        news(organisation(), title=f"Nur {visibility}", visibility=visibility)
    NewsPage.objects.filter(title="Nur members").update(genre=Genre.PRESS_RELEASE)
    secret = secret_of(make_feed_key(actor=person_of(organisation(HARBURG)), now=timezone.now()))

    def told(query: str) -> list[str]:
        text = client.get(f"/feeds/aktuelles/{query}").content.decode()
        return [one for one in ("public", "members", "county") if f"Nur {one}" in text]

    assert told("") == ["public"]
    assert told(f"?schluessel={secret}") == ["public", "members"]
    assert told(f"?schluessel={secret}&art=presse") == ["members"]
    assert told(f"?kreis={organisation().slug}") == ["public"]
    assert told(f"?kreis={organisation(HARBURG).slug}") == []
    assert client.get("/feeds/aktuelles/?kreis=gibt-es-nicht").status_code == 404
    assert client.get("/feeds/aktuelles/?thema=gibt-es-nicht").status_code == 404


@pytest.mark.parametrize("many", [1, 10])
def test_lists_cost_the_same_with_little_or_much(
    client, writer: User, many: int, django_assert_num_queries
) -> None:
    with time_machine.travel(NOW, tick=False):
        for number in range(many):
            release(writer, title=f"Mitteilung {number}")
            news(organisation(), title=f"Meldung {number}")
        own = browser(writer)
        own.get("/presse/")
        with django_assert_num_queries(6):
            own.get("/presse/")
    client.get("/feeds/aktuelles/")
    with django_assert_num_queries(2):
        client.get("/feeds/aktuelles/")
