"""Why a text or a mentor fits: the order, and the reasons in one line."""

from datetime import date

from django.utils import translation

from portal.onboarding.catalogue import FIELDS, WORRIES, WorryKind
from portal.onboarding.fitting import (
    Gap,
    Offering,
    Place,
    Seeking,
    Text,
    first_that_helps,
    fit,
    ranking_of,
    recommend,
    to_ask,
    wishes_of,
)
from portal.taxonomy.models import Topic

TODAY = date(2026, 11, 1)
HERE = Place("03", 250_000)
CRISIS = Gap("crisis", "Krise", 3, ("krisenkommunikation",), question="Wie?")
LAW = Gap("law", "Recht", 1, ("recht", "datenschutz"), question="Was?")
MASTODON = Gap("channel-mastodon", "Mastodon", 3, platform="mastodon", question="Mastodon?")


def text(key: str, *topics: str, channels: tuple[str, ...] = (), **fields: object) -> Text:
    values = {
        "kind": "case_study", "title": key, "url": f"/{key}/", "organisation": "Landkreis Celle",
        "place": Place("05", 900_000), "checked_on": date(2019, 1, 1),
    }  # fmt: skip
    return Text(
        key=key, topics=frozenset(topics), channels=frozenset(channels), **(values | fields)
    )


def keys(gaps: list[Gap], texts: list[Text], number: int = 3) -> list[str]:
    return [one.text.key for one in recommend(gaps, texts, number, HERE, TODAY)]


def test_what_a_county_lacks_most_comes_first() -> None:
    texts = [text("a", "recht"), text("b", "krisenkommunikation"), text("c", "auswertung")]
    assert keys([CRISIS, LAW], texts) == ["b", "a", "c"]


def test_a_second_text_on_the_same_thing_comes_after_one_on_another() -> None:
    both = [text("a", "krisenkommunikation"), text("b", "krisenkommunikation"), text("c", "recht")]
    assert keys([CRISIS, LAW], both) == ["a", "c", "b"]


def test_likeness_and_freshness_decide_between_equals() -> None:
    old, near = text("a", "recht"), text("b", "recht", place=Place("03", 300_000))
    fresh = text("c", "recht", checked_on=date(2026, 5, 1))
    assert keys([LAW], [old, near, fresh], 3)[0] == "b"
    assert keys([LAW], [old, fresh], 1) == ["c"]


def test_channels_count_as_topics_do() -> None:
    texts = [text("a", "recht"), text("b", channels=("mastodon",))]
    assert keys([MASTODON, LAW], texts) == ["b", "a"]


def test_reasons_stand_in_one_line_of_the_readers_language() -> None:
    one = text("a", "recht", "krisenkommunikation", place=HERE, checked_on=date(2026, 5, 1))
    (found,) = recommend([LAW, CRISIS], [one], 3, HERE, TODAY)
    assert found.reason == "zu: Krise; Recht · gleiche Größe · gleiches Land"
    with translation.override("en"):
        (found,) = recommend([], [text("a")], 3, HERE, TODAY)
    assert found.reason == "for everybody who begins"


def test_a_gap_nobody_wrote_about_is_one_of_the_platform() -> None:
    texts = [text("a", "recht"), text("b", "recht", checked_on=date(2026, 1, 1))]
    helping = first_that_helps(LAW, texts)
    assert (helping and helping.key, first_that_helps(CRISIS, texts)) == ("b", None)


def test_not_every_first_question_is_about_a_new_channel() -> None:
    threads = Gap("channel-threads", "Threads", 3, platform="threads")
    assert to_ask([MASTODON, threads, CRISIS, LAW], 3) == [MASTODON, CRISIS, LAW]
    assert to_ask([MASTODON, threads], 3) == [MASTODON, threads]


SEEKER = Seeking(
    pk=1, place=HERE, gaps=(CRISIS, LAW), running=frozenset({"facebook"}),
    planned=frozenset({"mastodon"}),
)  # fmt: skip


def mentor(pk: int, **fields: object) -> Offering:
    return Offering(pk=pk, **({"place": Place("08", 10)} | fields))


def test_a_mentor_is_wished_for_with_reasons() -> None:
    near = mentor(
        2, place=HERE, platforms={"facebook": "Facebook", "mastodon": "Mastodon"},
        since={"facebook": 2009}, topics=frozenset({"krisenkommunikation"}),
        stories=(frozenset({"recht"}), frozenset({"krisenkommunikation"}), frozenset({"app"})),
    )  # fmt: skip
    assert fit(SEEKER, near).reasons == (
        "gleiche Größe", "gleiches Land", "kennt Mastodon", "seit 2009 auf Facebook",
        "2 Fallbeispiele zum Thema", "hilft bei: Krise",
    )  # fmt: skip
    assert wishes_of(SEEKER, [mentor(3), near, mentor(1)]) == [2, 3]


def test_a_mentor_takes_whom_it_can_help_and_then_who_waits_longest() -> None:
    offering = mentor(9, topics=frozenset({"recht"}))
    early = Seeking(pk=5, place=HERE, gaps=(), since=1)
    late = Seeking(pk=4, place=HERE, gaps=(), since=2)
    itself = Seeking(pk=9, place=HERE, gaps=(LAW,))
    assert ranking_of(offering, [late, early, SEEKER, itself]) == [1, 5, 4]


def test_the_catalogue_leads_to_topics_there_are(db: None) -> None:
    known = set(Topic.objects.values_list("slug", flat=True))
    subjects = [*FIELDS, *WORRIES]
    assert {slug for one in subjects for slug in one.topics} - known == set()
    assert len({one.slug for one in subjects}) == len(subjects)
    assert {one.kind for one in WORRIES} == set(WorryKind)
