"""Writing a case study step by step, in the browser."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casestudies.actions.writing import edit_fields
from casestudies.models import CaseStudy
from casestudies.steps import STEPS
from portal.members.models import Membership, Organisation, User
from tests.factories.casestudies import case_study
from tests.factories.members import HARBURG, organisation, person, person_of
from tests.factories.writing import draft, newest, write
from tests.publishing.conftest import browser

pytestmark = pytest.mark.django_db

START = "/fallbeispiele/schreiben/"


@pytest.fixture
def author() -> User:
    return person_of(organisation(), name="Anna Autorin")


def typed(page: CaseStudy, **fields: object) -> dict[str, object]:
    return {"base": newest(page).latest_revision_id, "go": "next", **fields}


def queries_of(client: Client, address: str) -> int:
    client.get(address)  # what is read once per process
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_a_case_study_is_written_from_beginning_to_end(author: User) -> None:
    client = browser(author)
    begun = client.post(
        f"{START}neu/",
        {"title": "Hochwasser 2024", "pattern": "krise", "visibility": "members", "key": "0" * 32},
    )
    page = CaseStudy.objects.get()
    assert begun.url == f"{START}{page.pk}/ausgangslage/"
    answers = {
        "titel": {"title": "Hochwasser im Januar", "visibility": "public"},
        **{step.slug: {"neu": f"Text zu {step.slug}"} for step in STEPS if step.story},
        "aufwand": {"period_start": "01.2024", "effort_hours": "1.200"},
        "kennzahlen": {"label-0": "Anrufe", "value-0": "2.300,5", "year-0": "2024"},
        "kontakt": {"contact_unit": "Pressestelle"},
        "themen": {"topics": ["recht"], "channels": ["website"]},
        "zusammenfassung": {"summary": "Stündlich gemeldet."},
    }
    ways = [step.slug for step in STEPS[1:]] + [""]
    for step, following in zip(STEPS, ways, strict=True):
        shown = client.get(f"{START}{page.pk}/{step.slug}/").content.decode()
        assert "Schritt " in shown
        answer = client.post(f"{START}{page.pk}/{step.slug}/", typed(page, **answers[step.slug]))
        way = f"{START}{page.pk}/{following}/" if following else f"{START}{page.pk}/"
        assert (step.slug, answer.url) == (step.slug, way)
    html = client.get(f"{START}{page.pk}/").content.decode()
    for text in (
        "<h2>Hochwasser im Januar</h2>", "Text zu recht", "1.200 Stunden", "2.300,5", "Januar 2024",
        "Nichts: Alles, was andere wissen müssen, ist da.", "Pressestelle", "Stündlich gemeldet.",
    ):  # fmt: skip
        assert text in html, text
    assert (CaseStudy.objects.get().live, newest(page).gaps()) == (False, [])
    # The next visit shows what was typed, in the fields it was typed into.
    again = client.get(f"{START}{page.pk}/kennzahlen/").content.decode()
    assert 'value="2300,5"' in again
    assert "Text zu ziel</textarea>" in client.get(f"{START}{page.pk}/ziel/").content.decode()


@pytest.mark.parametrize(
    ("go", "way"),
    [
        ("stay", "goal"), ("back", "ausgangslage/"), ("later", ""), ("check", "{pk}/"),
        ("kontakt", "{pk}/kontakt/"), ("https://boese.example/", "{pk}/vorgehen/"),
    ],
)  # fmt: skip
def test_every_way_out_of_a_step_saves_it(author: User, go: str, way: str) -> None:
    page = draft(author)
    answer = browser(author).post(f"{START}{page.pk}/ziel/", typed(page, neu="Ein Ziel", go=go))
    expected = {"stay": f"{page.pk}/ziel/", "back": f"{page.pk}/ausgangslage/"}
    assert answer.url == START + expected.get(go, way.format(pk=page.pk))
    assert [block.value.source for block in newest(page).goal] == ["<p>Ein Ziel</p>"]


def test_what_was_typed_stays_when_somebody_saved_meanwhile(author: User) -> None:
    page = draft(author)
    write(author, page, "Erste Fassung")
    client = browser(author)
    old = typed(page)
    (block,) = newest(page).goal
    other = person_of(organisation(), Membership.Role.COORDINATOR, "Karla")
    write(other, page, "Von Karla")
    typed_text = old | {f"p-{block.id}": "Meine <b>Fassung</b>"}
    refused = client.post(f"{START}{page.pk}/ziel/", typed_text)
    html = refused.content.decode()
    assert refused.status_code == 409
    assert "Inzwischen wurde eine neuere Fassung gespeichert" in html
    assert "Meine &lt;b&gt;Fassung&lt;/b&gt;</textarea>" in html
    assert "<p>Von Karla</p>" in html
    assert [one.value.source for one in newest(page).goal] == [
        "<p>Erste Fassung</p>",
        "<p>Von Karla</p>",
    ]
    # The form carries the newest version now: saving again puts the text in its place.
    again = client.post(
        f"{START}{page.pk}/ziel/", typed_text | {"base": refused.context["work"].base}
    )
    assert again.status_code == 302
    assert [one.value.source for one in newest(page).goal] == [
        "<p>Meine &lt;b&gt;Fassung&lt;/b&gt;</p>",
        "<p>Von Karla</p>",
    ]


def test_a_text_whose_passage_is_gone_is_not_lost(author: User) -> None:
    page = draft(author)
    write(author, page, "Wird gestrichen")
    (block,) = newest(page).goal
    old = typed(page, **{f"p-{block.id}": "Mein Nachtrag"})
    version = newest(page)
    version.goal = "[]"
    version.save_revision(user=author)
    refused = browser(author).post(f"{START}{page.pk}/ziel/", old)
    assert refused.status_code == 409
    assert "Mein Nachtrag</textarea>" in refused.content.decode()


@pytest.mark.parametrize("base", ["", "-1", "1 OR 1=1", "9" * 40, "١"])
def test_a_crafted_version_is_no_version(author: User, base: str) -> None:
    page = draft(author)
    answer = browser(author).post(f"{START}{page.pk}/ziel/", {"base": base, "neu": "x"})
    assert (answer.status_code, list(newest(page).goal)) == (409, [])


@pytest.mark.parametrize(
    ("slug", "fields", "said"),
    [
        ("titel", {"title": " ", "visibility": "public"}, "Bitte geben Sie einen Titel ein"),
        ("titel", {"title": "T", "visibility": "alle"}, "id_visibility"),
        ("aufwand", {"period_start": "neulich"}, "neulich"),
        ("aufwand", {"period_start": "03.2024", "period_end": "02.2024"}, "Das Ende liegt vor"),
        ("aufwand", {"effort_hours": "9" * 12}, "zu groß"),
        ("kennzahlen", {"value-0": "12"}, "was gezählt wurde"),
        ("kennzahlen", {"label-1": "Fans"}, "Bitte geben Sie die Zahl ein"),
        ("kennzahlen", {"label-0": "Fans", "value-0": "NaN"}, "ist keine Zahl"),
        ("kennzahlen", {"label-0": "Fans", "value-0": "1", "year-0": "19"}, "zwischen 1990"),
        ("kontakt", {"contact_email": "nirgends"}, "E-Mail"),
        ("themen", {"topics": ["gibt-es-nicht"]}, "gibt-es-nicht"),
        ("ziel", {"neu": "x" * 50_001}, "50000"),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field(
    author: User, slug: str, fields: dict[str, object], said: str
) -> None:
    page = draft(author)
    answer = browser(author).post(f"{START}{page.pk}/{slug}/", typed(page, **fields))
    html = answer.content.decode()
    assert (answer.status_code, "Bitte prüfen Sie" in html, said in html) == (422, True, True)
    assert newest(page).latest_revision_id == page.latest_revision_id


def addresses(page: CaseStudy) -> list[str]:
    ways = ["", "ziel/", "titel/", "verwerfen/", "eingelesen/"]
    return [f"{START}{page.pk}/{way}" for way in ways]


@pytest.mark.parametrize("visibility", ["public", "members", "county"])
def test_a_draft_is_unknown_to_other_counties(author: User, visibility: str) -> None:
    page = draft(author, visibility=visibility)
    stranger = browser(person_of(organisation(HARBURG), Membership.Role.COORDINATOR))
    for address in addresses(page):
        assert stranger.get(address).status_code == 404, address
        assert stranger.post(address, typed(page)).status_code in {404, 405}, address
    assert Client().get(addresses(page)[0]).url.startswith("/konto/login/")
    assert CaseStudy.objects.get().latest_revision_id == page.latest_revision_id


def test_a_suspended_county_writes_nothing(author: User) -> None:
    page = draft(author)
    Organisation.objects.filter(pk=organisation().pk).update(status=Organisation.Status.SUSPENDED)
    client = browser(author)
    assert [client.get(address).status_code for address in addresses(page)] == [404] * 5
    for address in (START, f"{START}neu/", f"{START}einlesen/"):
        refused = client.get(address)
        assert (refused.status_code, "von Mitgliedern" in refused.content.decode()) == (403, True)


def test_a_moderator_reads_and_writes_what_is_not_internal(author: User) -> None:
    page = draft(author, title="Offener Entwurf")
    moderator = browser(person("Mona", User.PlatformRole.MODERATOR))
    assert "Im CMS öffnen" in moderator.get(addresses(page)[0]).content.decode()
    version = newest(page)
    edit_fields(
        actor=author, pk=page.pk, values={"visibility": "county"}, base=version.latest_revision_id
    )
    assert [moderator.get(address).status_code for address in addresses(page)] == [404] * 5


def test_colleagues_read_a_draft_and_cannot_save(author: User) -> None:
    page = draft(author)
    write(author, page, "Ein Ziel")
    client = browser(person_of(organisation(), name="Kollege"))
    assert "Ein Ziel" in client.get(f"{START}{page.pk}/").content.decode()
    shown = client.get(f"{START}{page.pk}/ziel/").content.decode()
    assert ("Lesen können Sie es" in shown, 'name="go"' in shown) == (True, False)
    answer = client.post(f"{START}{page.pk}/ziel/", typed(page, neu="Mein Text"))
    html = answer.content.decode()
    assert (answer.status_code, "Mein Text</textarea>" in html) == (403, True)
    assert client.post(f"{START}{page.pk}/verwerfen/").status_code == 403
    assert len(newest(page).goal) == 1


def test_discarding_asks_first(author: User) -> None:
    page = draft(author)
    client = browser(author)
    assert "Endgültig verwerfen" in client.get(f"{START}{page.pk}/verwerfen/").content.decode()
    assert CaseStudy.objects.count() == 1
    assert client.post(f"{START}{page.pk}/verwerfen/").url == START
    assert CaseStudy.objects.count() == 0


def test_the_list_shows_the_countys_own_with_their_state(author: User) -> None:
    client = browser(author)
    assert "noch kein Fallbeispiel" in client.get(START).content.decode()
    draft(author, title="Ein Entwurf")
    live = case_study(organisation(), title="Erschienen")
    live.save_revision(user=author)
    case_study(organisation(HARBURG), title="Aus Harburg")
    html = client.get(START).content.decode()
    for text in ("Ein Entwurf", "Erschienen", "veröffentlicht, mit Änderungen im Entwurf"):
        assert text in html, text
    assert "Aus Harburg" not in html


def test_the_list_and_a_step_need_the_same_queries_whatever_there_is(author: User) -> None:
    client = browser(author)
    page = draft(author)
    write(author, page, "Ein Absatz")
    counts = []
    for _more in range(2):
        ways = (START, f"{START}{page.pk}/ziel/", f"{START}{page.pk}/kennzahlen/")
        counts.append([queries_of(client, way) for way in ways])
        for number in range(9):
            draft(author, title=f"Entwurf {number}")
            write(author, page, f"Absatz {number}")
    assert counts == [[5, 15, 15], [5, 15, 15]]


def test_the_way_in_is_offered_to_those_who_may_write(author: User) -> None:
    own = browser(author).get("/fallbeispiele/").content.decode()
    foreign = Client().get("/fallbeispiele/").content.decode()
    assert (START in own, START in foreign) == (True, False)


def test_questions_and_examples_follow_the_pattern_and_the_language(author: User) -> None:
    page = draft(author, pattern="krise")
    client = browser(author)
    german = client.get(f"{START}{page.pk}/ziel/").content.decode()
    assert "Welches Gerücht musste widerlegt werden?" in german
    english = client.get(f"{START}{page.pk}/ziel/", headers={"accept-language": "en"})
    assert "Which rumour had to be refuted?" in english.content.decode()
