"""Words that mean the same: what may be entered, where they lead, and who enters them."""

import csv
import io
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from wagtail.models import ModelLogEntry

from portal.members.audiences import tokens_of
from portal.members.models import Membership, User
from search import living, weights
from search.curators import Unusable
from search.port import Query
from search.query import understand
from search.service import search
from search.synonyms.actions import remove_synonyms, save_synonyms
from search.synonyms.lines import MOST_LINES, Line
from search.synonyms.living import thesaurus
from search.synonyms.models import Synonyms
from search.synonyms.rules import may_stand
from search.synonyms.starting_set import starting_lines
from search.synonyms.thesaurus import MOST_BESIDE, Thesaurus
from tests.contracts.engines import Words
from tests.factories.forum import ask
from tests.factories.members import administrator, organisation, person, person_of

Deliver = Callable[[], int]
LIST, ADD = reverse("search_synonyms:index"), reverse("search_synonyms:add")


@pytest.fixture
def moderator(db: None) -> User:
    return person("Mona Moderation", User.PlatformRole.MODERATOR)


def browser(reader: User) -> Client:
    client = Client(headers={"accept-language": "de"})
    client.force_login(reader)
    return client


def parts(text: str, *lines: str, known: tuple[str, ...] = (), exact: bool = False):
    """What is looked for in the parts of texts, by weight."""
    entered = Thesaurus(Line(*line.split(" -> ")) for line in lines)
    found = understand(text, Words(*known), exact=exact, synonyms=entered)
    return {term.word: term.weight for term in found.terms if term.stream == "parts"}


def titles(reader: User | AnonymousUser, text: str, **more: object) -> list[str]:
    query = Query(text=text, audience=tokens_of(reader), **more)
    return [hit.plain_title for hit in search(reader, query).hits]


# --- What may be entered -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "also", "reason"),
    [
        ("", "", "Bitte geben Sie die Wörter ein"),
        (" , ;", "", "Bitte geben Sie die Wörter ein"),
        ("Twitter", "", "Ein Wort allein"),
        ("Seite, Seiten", "", "„Seite“ steht zweimal da"),
        ("Kanzlei", "Rechtsamt, kanzleien", "„Kanzlei“ steht zweimal da"),
        ("Wer, Person", "", "„Wer“ ist ein Wort"),
        ("Haus, was ist das", "", "„was ist das“ ist ein Wort"),
        ("🙂, Freude", "", "keine Buchstaben"),
        ("a" * 61 + ", b", "", "ist zu lang"),
        ("a" * 10_000 + ", b", "", "ist zu lang"),
        ("eins zwei drei vier fünf, b", "", "ist zu lang"),
        (", ".join(f"wort{n}" for n in range(13)), "", "Mehr als 12 Wörter"),
        (", ".join(f"{'w' * 50}{n}" for n in range(9)), "", "zusammen zu lang"),
        ("FB, Facebook", "", "weiß die Suche schon: „Facebook, FB, Gesichtsbuch“"),
        ("Kanzlei", "Rechtsamt", "weiß die Suche schon: „Kanzlei → Rechtsamt“"),
    ],
)
def test_what_cannot_stand_is_refused_with_a_reason(words: str, also: str, reason: str) -> None:
    others = (Line("Facebook, FB, Gesichtsbuch"), Line("Kanzlei", "Rechtsamt"))
    verdict = may_stand(Line(words, also), others)
    assert not verdict
    assert reason in str(verdict.reason)


@pytest.mark.parametrize(
    ("words", "also"),
    [("Twitter, X", ""), ("Rechtsamt", "Kanzlei"), ("soziale Medien; Social Media", "")],
)
def test_what_says_something_new_may_stand(words: str, also: str) -> None:
    assert may_stand(Line(words, also), (Line("Kanzlei", "Rechtsamt"), Line("Facebook, FB")))


def test_the_list_has_an_end() -> None:
    full = [Line(f"wort{n}, sinn{n}") for n in range(MOST_LINES)]
    assert "500" in str(may_stand(Line("Twitter, X"), full).reason)
    assert may_stand(Line("Twitter, X"), full[1:])


# --- Where they lead -----------------------------------------------------------------------------


def test_a_group_leads_both_ways_and_a_pair_one() -> None:
    assert parts("X", "Twitter, X")["twitt"] == weights.SYNONYM * weights.PARTS
    assert "x" in parts("Twitter", "Twitter, X")
    assert "rechtsamt" in parts("Kanzlei", "Kanzlei -> Rechtsamt")
    assert "kanzlei" not in parts("Rechtsamt", "Kanzlei -> Rechtsamt")


def test_stems_and_compounds_count_on_both_sides() -> None:
    found = parts("Beiträge", "Beitrag, Wandzeitung")
    assert found["wandzeitung"] == weights.SYNONYM
    assert found["zeitung"] == weights.SYNONYM * weights.SPLIT_PARTS
    assert parts("Facebookseite", "Facebook, FB")["fb"] == weights.SYNONYM * weights.SPLIT_PARTS


def test_phrases_are_found_in_the_middle_of_a_text() -> None:
    line = "Social Media, soziale Medien"
    found = parts("Wie lernt man soziale Medien am besten?", line)
    assert found["social"] == found["media"] == weights.SYNONYM
    assert "media" not in parts("Medien, die sozial sind", line)
    assert {"sozial", "medi"} <= parts("Socialmedia", line).keys()


def test_a_phrase_says_no_more_than_the_word_it_stands_for() -> None:
    found = parts("DSGVO", "DSGVO, Datenschutz-Grundverordnung")
    assert found["datenschutz"] == found["grundverordnung"] == weights.SYNONYM / 2


def test_the_longest_phrase_is_meant() -> None:
    found = parts("Recht am eigenen Bild", "Recht am eigenen Bild, Bildrechte", "Bild, Foto")
    assert "bildrecht" in found
    assert "foto" not in found


def test_a_misspelt_word_leads_where_its_correction_leads() -> None:
    weight = weights.SYNONYM * weights.CORRECTION
    assert parts("Facebok", "Facebook, FB", known=("facebook",))["fb"] == weight
    # Nobody has written the word itself yet.
    assert parts("Netiquete", "Netiquette, Verhaltensregeln")["verhaltensregel"] == weight
    # What stands in a text is no misspelling of ours.
    assert "fb" not in parts("Facebok", "Facebook, FB", known=("facebok",))


def test_who_wants_it_exactly_gets_no_synonyms() -> None:
    assert "twitt" not in parts("X", "Twitter, X", exact=True)


def test_one_step_only() -> None:
    assert "fediverse" not in parts("Pixelfed", "Pixelfed, Mastodon", "Mastodon, Fediverse")


def test_a_giant_text_asks_for_a_bounded_number_of_words() -> None:
    lines = [
        ", ".join([f"wort{n}", *(f"a{n}b{m} c{n}d{m} e f" for m in range(11))]) for n in range(99)
    ]
    found = parts(" ".join(f"wort{n}" for n in range(99)), *lines)
    assert len(found) == 32 + MOST_BESIDE


# --- The starting set ----------------------------------------------------------------------------


def test_the_starting_set_keeps_its_own_rules() -> None:
    lines = starting_lines()
    assert 60 <= len(lines) <= 100
    reasons = [
        (line, str(verdict.reason))
        for place, line in enumerate(lines)
        if not (verdict := may_stand(line, lines[:place] + lines[place + 1 :]))
    ]
    assert reasons == []


@pytest.mark.django_db
def test_a_new_installation_begins_with_it_once() -> None:
    rows = list(Synonyms.objects.order_by("pk").values_list("words", "also"))
    assert rows == [tuple(line) for line in starting_lines()]


PLAIN = {
    "Kreisstraßen": ["Straßen des Kreises", "Dienst im Namen des Landkreises"],
    "Kreistag": ["Der Kreistag im Livestream", "Unser Landkreis stellt sich vor"],
    "Landkreis Harburg": ["Newsletter im Landkreis Harburg", "LK Stade im Netz"],
    "Beitrag schreiben": ["Einen Beitrag schreiben", "Post vom Amt"],
    "Posteingang": ["Den Posteingang ordnen", "Ein guter Beitrag"],
    "Bild": ["Ein Bild beschreiben", "Website und Homepage"],
    "Metadaten": ["Metadaten pflegen", "Auf Facebook antworten"],
    "Mitgliedsbeitrag": ["Der Mitgliedsbeitrag", "Posting planen"],
    "Veranstaltung planen": ["Eine Veranstaltung planen", "Event am Abend"],
    "Moderation": ["Moderation am Abend", "Community Management"],
    "Wer hat das gemacht": ["Gemacht mit Liebe", "Twitter und X"],
}


def test_the_starting_set_wrecks_no_plain_search(harburg: User, deliver: Deliver) -> None:
    """What was typed itself stays first, whatever its synonyms find."""
    for wanted, other in PLAIN.values():
        ask(harburg, title=wanted, visibility="public")
        ask(harburg, title=other, visibility="public")
    deliver()
    first = {text: titles(AnonymousUser(), text)[0] for text in PLAIN}
    assert first == {text: wanted for text, (wanted, _other) in PLAIN.items()}


# --- What curators do ----------------------------------------------------------------------------


def test_a_change_is_effective_at_once_and_in_the_log(
    moderator: User, harburg: User, deliver: Deliver
) -> None:
    ask(harburg, title="Gurkensalat", visibility="public")
    ask(harburg, title="Gurkensalat geheim", visibility="county")
    deliver()
    assert titles(AnonymousUser(), "Kürbis") == []
    row = save_synonyms(
        actor=moderator, synonyms=Synonyms(), line=Line(" Kürbis ;Gurke "), note="schmeckt"
    )
    assert (str(row), row.note) == ("Kürbis, Gurke", "schmeckt")
    assert titles(AnonymousUser(), "Kürbis") == ["Gurkensalat"]
    assert titles(AnonymousUser(), "Kürbis", exact=True) == []
    save_synonyms(actor=moderator, synonyms=row, line=Line("Kürbis", "Melone"), note="")
    assert titles(AnonymousUser(), "Kürbis") == []
    remove_synonyms(actor=moderator, synonyms=row)
    assert not Synonyms.objects.filter(words__contains="Kürbis").exists()
    log = ModelLogEntry.objects.filter(user=moderator).order_by("pk")
    assert list(log.values_list("action", "label")) == [
        ("wagtail.create", "Kürbis, Gurke"),
        ("wagtail.edit", "Kürbis → Melone"),
        ("wagtail.delete", "Kürbis → Melone"),
    ]


def test_other_processes_follow_within_a_second(
    moderator: User,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    before = thesaurus.now()
    Synonyms.objects.create(words="Kürbis, Gurke")  # as another process did
    with django_assert_num_queries(0):
        assert thesaurus.now() is before
    monkeypatch.setattr(living, "REFRESH_SECONDS", 0)
    with django_assert_num_queries(1):
        changed = thesaurus.now()
    assert changed is not before
    assert thesaurus.now() is changed  # the same rows are not made into anything again


@pytest.mark.django_db
def test_only_curators_enter_words(moderator: User) -> None:
    lead = person_of(organisation(), Membership.Role.COORDINATOR)
    row = Synonyms.objects.all()[0]
    with pytest.raises(PermissionDenied):
        save_synonyms(actor=lead, synonyms=Synonyms(), line=Line("Kürbis, Gurke"), note="")
    with pytest.raises(PermissionDenied):
        remove_synonyms(actor=lead, synonyms=row)
    edit = reverse("search_synonyms:edit", args=[row.pk])
    delete = reverse("search_synonyms:delete", args=[row.pk])
    before = list(Synonyms.objects.values_list())
    for address in (LIST, ADD, edit, delete, f"{LIST}?export=csv"):
        assert browser(lead).get(address).status_code == 403
        assert browser(lead).post(address, {"words": "Kürbis, Gurke"}).status_code == 403
        assert Client().get(address).headers["Location"].startswith("/konto/login/")
        assert browser(administrator()).get(address).status_code == 200
    assert browser(moderator).get(f"/cms/suche/synonyme/usage/{row.pk}/").status_code == 404
    assert list(Synonyms.objects.values_list()) == before


def test_the_database_keeps_doubles_out(moderator: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Synonyms.objects.create(words="Twitter, X")
    with pytest.raises(Unusable):
        save_synonyms(actor=moderator, synonyms=Synonyms(), line=Line("X, Twitter"), note="")


# --- The pages in the CMS ------------------------------------------------------------------------


def test_the_form_is_tried_out_without_keeping_anything(
    moderator: User, harburg: User, deliver: Deliver
) -> None:
    ask(harburg, title="Gurkensalat", visibility="public")
    ask(harburg, title="Gurken für Mitglieder", visibility="members")
    ask(harburg, title="Gurken geheim", visibility="county")
    deliver()
    client, form = browser(moderator), {"words": "Kürbis, Gurke", "also": "", "note": ""}
    before = list(Synonyms.objects.values_list())
    page = client.post(ADD, form | {"probe": "", "try": "1"}).content.decode()
    assert "Diese Suche fände jetzt: „Kürbis“" in page
    assert "Mit diesen Wörtern (2)" in page
    assert page.count("hier neu") == 2
    assert "Gurken für Mitglieder" in page
    assert "Gurken geheim" not in page
    assert 'value="Kürbis, Gurke"' in page
    assert list(Synonyms.objects.values_list()) == before
    row = Synonyms.objects.get(words="Twitter, X")
    edit = reverse("search_synonyms:edit", args=[row.pk])
    page = client.post(edit, form | {"probe": "Twitter", "try": "1"}).content.decode()
    assert "Diese Suche fände jetzt: „Twitter“" in page
    row.refresh_from_db()
    assert row.words == "Twitter, X"


def test_words_are_entered_changed_and_deleted(moderator: User) -> None:
    client, form = browser(moderator), {"words": "Kürbis, Gurke", "also": "", "note": ""}
    assert client.post(ADD, form).headers["Location"] == LIST
    row = Synonyms.objects.get(words="Kürbis, Gurke")
    edit = reverse("search_synonyms:edit", args=[row.pk])
    client.post(edit, form | {"words": "Kürbis", "also": "Gurke"})
    row.refresh_from_db()
    assert row.line == Line("Kürbis", "Gurke")
    assert (
        "Mona Moderation"
        in client.get(reverse("search_synonyms:history", args=[row.pk])).content.decode()
    )
    delete = reverse("search_synonyms:delete", args=[row.pk])
    assert client.get(delete).status_code == 200
    client.post(delete)
    assert not Synonyms.objects.filter(pk=row.pk).exists()


def test_a_wrong_form_says_why_and_keeps_nothing(moderator: User) -> None:
    before = Synonyms.objects.count()
    for extra in ({}, {"try": "1"}):
        page = browser(moderator).post(ADD, {"words": "X, Twitter"} | extra).content.decode()
        assert "Das weiß die Suche schon: „Twitter, X“" in page
        page = browser(moderator).post(ADD, {"words": "a" * 10_000} | extra).content.decode()
        assert "höchstens 300" in page
    assert Synonyms.objects.count() == before


def test_the_list_is_searched_turned_and_taken_away(moderator: User) -> None:
    client = browser(moderator)
    Synonyms.objects.create(words="Zwiebel, Lauch", note="=1+1")
    first = client.get(LIST).content.decode()
    assert "Account, Benutzerkonto" in first
    assert "?p=2" in first
    assert "Zwiebel" not in first
    found = client.get(LIST, {"q": "1+1"}).content.decode()
    assert "Zwiebel, Lauch" in found
    assert "Twitter, X" not in found
    taken = client.get(LIST, {"export": "csv"})
    rows = list(csv.reader(io.StringIO(taken.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Wörter", "Findet auch", "Bemerkung"]
    assert len(rows) == Synonyms.objects.count() + 1
    assert ["Zwiebel, Lauch", "", "'=1+1"] in rows
