"""The self-assessment: page by page, resumable, changeable, prefilled; and what follows from it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from portal.kernel.verdict import Refused
from portal.members.models import Organisation
from portal.onboarding.actions import assessment as actions
from portal.onboarding.catalogue import FIELDS
from portal.onboarding.models import Assessment, ChosenWorry, Experience
from portal.onboarding.queries.profile import (
    assessment_of,
    gaps_of,
    gaps_of_platform,
    profile_of,
)
from portal.outbox.models import Entry
from portal.taxonomy.models import Platform, Topic
from tests.factories.casestudies import case_study, guideline
from tests.factories.channels import record
from tests.factories.joining import application
from tests.factories.members import organisation
from tests.factories.onboarding import assess, county_of, running

pytestmark = pytest.mark.django_db

HOME = "/einstieg/landkreis-harburg/einschaetzung/"


def logged_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def topics(*slugs: str) -> list[Topic]:
    return list(Topic.objects.filter(slug__in=slugs))


def levels(**changed: int) -> dict[str, int]:
    return {field.slug: 2 for field in FIELDS} | changed


# --- Filling in ---------------------------------------------------------------------------------


def test_it_goes_on_where_the_county_stopped(karla, stefan) -> None:
    first, second = logged_in(karla), logged_in(stefan)
    assert first.get(HOME)["Location"] == f"{HOME}kanaele/"
    # Later pages are not there yet.
    assert first.get(f"{HOME}worte/")["Location"] == HOME
    assert first.post(f"{HOME}kanaele/", {"running": ["facebook"]})["Location"] == (
        f"{HOME}erfahrung/"
    )
    later = first.post(f"{HOME}erfahrung/", levels(crisis=0) | {"later": "1"})
    assert later["Location"] == "/einstieg/landkreis-harburg/"
    # A colleague goes on.
    assert second.get(HOME)["Location"] == f"{HOME}anliegen/"
    second.post(f"{HOME}anliegen/", {"chance": ["reach"], "hurdle": [], "reservation": ["hate"]})
    done = second.post(f"{HOME}worte/", {"words": "Ab Januar.", "seeks_mentor": "on"})
    assert done["Location"] == "/einstieg/landkreis-harburg/profil/"
    found = Assessment.objects.get()
    assert (found.words, found.seeks_mentor, found.changed_by) == ("Ab Januar.", True, stefan)
    assert found.completed_at is not None
    assert list(Entry.objects.values_list("fact", flat=True)) == []  # wired to nothing so far
    assert sorted(found.worries.values_list("worry", flat=True)) == ["hate", "reach"]
    assert found.experience.get(field="crisis").level == 0


def test_it_can_be_changed_and_stays_complete(karla) -> None:
    now = timezone.now() - timedelta(days=9)
    before = assess(karla, now)
    client = logged_in(karla)
    page = client.get(f"{HOME}erfahrung/").content.decode()
    assert page.count("checked") == len(FIELDS)
    client.post(f"{HOME}erfahrung/", levels())
    client.post(f"{HOME}kanaele/", {"running": ["facebook", "x"], "planned": ["x"]})
    after = assessment_of(county_of(karla))
    assert after is not None
    assert (after.completed_at, after.pages) == (before.completed_at, 4)
    assert {int(level) for _field, level in after.levels} == {2}
    # What runs is not planned any more.
    assert ([one.slug for one in after.running.all()], list(after.planned.all())) == (
        ["facebook", "x"], [],
    )  # fmt: skip


def test_it_opens_with_what_register_and_application_say(karla) -> None:
    county = county_of(karla)
    organisation(county.ags, Organisation.Status.NONE)
    asked = Platform.objects.filter(slug__in=["mastodon", "threads"])
    application(Organisation.objects.get(pk=county.pk), channels=asked)
    organisation(county.ags)
    record(karla, platform="mastodon")
    record(karla, platform="youtube", state="planned", address="")
    page = logged_in(karla).get(f"{HOME}kanaele/")
    initial = page.context["form"].initial
    assert (initial["running"], sorted(initial["planned"])) == (
        ["mastodon"], ["threads", "youtube"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("page", "data"),
    [
        ("kanaele", {"running": ["nirgends"]}),
        ("erfahrung", {"x": "1"}),
        ("erfahrung", {"strategy": "3"}),
        ("anliegen", {"chance": ["hate"]}),
        ("worte", {"words": "x" * 3001}),
    ],
)
def test_what_is_wrong_is_said_and_not_written(karla, page, data) -> None:
    before = assess(karla, words="Bleibt.")
    response = logged_in(karla).post(f"{HOME}{page}/", data)
    assert (response.status_code, response.context["form"].is_valid()) == (422, False)
    assert "Bitte prüfen" in response.content.decode()
    after = Assessment.objects.get()
    assert (after.words, after.changed_at) == ("Bleibt.", before.changed_at)
    assert (Experience.objects.count(), ChosenWorry.objects.count()) == (len(FIELDS), 1)


def test_nobody_assesses_another_county(vera, mona, harburg) -> None:
    for who in (vera, mona):
        assert logged_in(who).get(f"{HOME}kanaele/").status_code == 404
        with pytest.raises(Refused):
            actions.say_words(
                actor=who, organisation=harburg, words="x", seeks_mentor=True, now=timezone.now()
            )
    assert Assessment.objects.count() == 0


def test_unknown_pages_are_not_there(karla) -> None:
    assert logged_in(karla).get(f"{HOME}nichts/").status_code == 404


def test_the_database_knows_when_it_is_complete(karla) -> None:
    assess(karla)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.update(pages=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        Experience.objects.update(level=3)


def test_words_lose_what_cannot_be_seen(karla) -> None:
    assert assess(karla, words="  Wir\u202e fangen\x00 an.\r\n").words == "Wir fangen an."


# --- What follows -------------------------------------------------------------------------------


def profile(who, of):
    return profile_of(who, of, assessment_of(of), timezone.now())


def test_every_gap_has_an_answer_or_is_one_of_the_platform(karla, olaf, harburg) -> None:
    helping = case_study(county_of(olaf), title="Hochwasser", topics=topics("krisenkommunikation"))
    assess(karla, levels=levels(crisis=0, law=0), planned=["threads"], worries=[])
    found = {str(one.gap.label): one.text and one.text.key for one in profile(karla, harburg).gaps}
    assert found == {
        "Threads": None,
        "Krisenkommunikation": helping.key,
        "Recht und Datenschutz": None,
    }
    missing, counties = gaps_of_platform()
    assert [(str(gap.label), gap.counties) for gap in missing] == [
        ("Threads", 1), ("Recht und Datenschutz", 1),
    ]  # fmt: skip
    assert counties == 1


def test_only_what_the_reader_may_see_and_others_wrote_is_recommended(karla, olaf, harburg) -> None:
    about = topics("krisenkommunikation")
    seen = case_study(county_of(olaf), title="Öffentlich", topics=about, key="offen")
    case_study(county_of(olaf), title="Intern", topics=about, visibility="county", key="intern")
    case_study(harburg, title="Eigenes", topics=about, key="eigen")
    case_study(county_of(olaf), title="Entwurf", topics=about, publish=False, key="entwurf")
    first = guideline(county_of(olaf), title="Leitfaden", topics=about, key="leit")
    assess(karla, levels=levels(crisis=0), planned=[], worries=[])
    found = profile(karla, harburg)
    assert [one.text.key for one in found.reading.all] == [seen.key, first.key]
    assert [one.text and one.text.key for one in found.gaps] == [seen.key]
    page = logged_in(karla).get("/einstieg/landkreis-harburg/profil/").content.decode()
    assert ("Intern" in page, "Entwurf" in page, "Eigenes" in page) == (False,) * 3


def test_internal_texts_do_not_hide_a_gap_of_the_platform(karla, olaf, harburg) -> None:
    about = topics("krisenkommunikation")
    case_study(county_of(olaf), title="Intern", topics=about, visibility="county")
    assess(karla, levels=levels(crisis=0), planned=[], worries=[])
    assert [gap.counties for gap in gaps_of_platform()[0]] == [1]


def test_gaps_weigh_by_experience_and_a_removed_word_is_left_out(karla) -> None:
    one = assess(karla, levels=levels(crisis=0, law=1), planned=["mastodon"], worries=["hate"])
    Experience.objects.create(assessment=one, field="abgeschafft", level=0)
    ChosenWorry.objects.create(assessment=one, worry="abgeschafft")
    found = assessment_of(county_of(karla))
    assert found is not None
    assert [(gap.slug, gap.weight) for gap in gaps_of(found)] == [
        ("channel-mastodon", 3), ("crisis", 3), ("worry-hate", 2), ("law", 1),
    ]  # fmt: skip


# --- The first question -------------------------------------------------------------------------


def test_the_chosen_question_opens_in_the_forums_form(karla, olaf) -> None:
    assess(karla, levels=levels(crisis=0), planned=["mastodon"], words="Geheim bleibt geheim.")
    running(olaf, karla)
    client = logged_in(karla)
    page = client.get("/einstieg/landkreis-harburg/frage/").content.decode()
    assert "Was sollten wir wissen, bevor wir mit Mastodon anfangen?" in page
    response = client.post("/einstieg/landkreis-harburg/frage/", {"chosen": "0"})
    form = client.get(response["Location"])
    initial = form.context["form"].initial
    assert initial["title"] == "Was sollten wir wissen, bevor wir mit Mastodon anfangen?"
    assert initial["body"].startswith(
        "Wir sind neu im Arbeitskreis: Landkreis Harburg. Wir betreiben: Facebook."
    )
    assert (initial["addressed_to"], initial["channels"]) == (
        ["landkreis-osnabrueck"],
        ["mastodon"],
    )
    assert "Geheim" not in response["Location"]
    assert "Uns interessiert vor allem:" in form.content.decode()


@pytest.mark.parametrize("chosen", ["3", "-1", "x", "", "²"])
def test_a_question_that_is_not_there_cannot_be_chosen(karla, chosen) -> None:
    response = logged_in(karla).post("/einstieg/landkreis-harburg/frage/", {"chosen": chosen})
    assert response.status_code == 404


def test_the_address_of_a_form_is_bounded_and_escaped(karla) -> None:
    page = logged_in(karla).get(
        "/fragen/stellen/",
        {"title": "t" * 500, "body": "<script>1</script>" + "b" * 5000, "channel": ["x"] * 99},
    )
    form = page.context["form"]
    assert (len(form.initial["title"]), len(form.initial["body"])) == (200, 2000)
    assert len(form.initial["channels"]) == 20
    assert "<script>1</script>" not in page.content.decode()
    assert "&lt;script&gt;1" in page.content.decode()
