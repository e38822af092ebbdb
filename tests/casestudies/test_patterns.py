"""The questions and examples beside the form."""

import pytest
from django.utils import translation

from casestudies.models import CaseStudy
from casestudies.patterns import (
    FOLDER,
    GENERAL,
    LANGUAGES,
    pattern_called,
    pattern_for,
    patterns,
)
from casestudies.steps import BY_FIELD, STEPS
from portal.taxonomy.models import Platform, Topic

SLUGS = sorted(path.stem for path in FOLDER.glob("*.toml"))


@pytest.mark.parametrize("slug", SLUGS)
def test_a_pattern_says_the_same_in_both_languages(slug: str) -> None:
    shapes = []
    for language in LANGUAGES:
        with translation.override(language):
            told = pattern_called(slug)
        assert told.slug == slug
        assert set(told.prompts) <= set(BY_FIELD)
        shapes.append({name: len(one.questions) for name, one in told.prompts.items()})
        assert all(one.questions and one.example for one in told.prompts.values())
    assert shapes[0] == shapes[1]


def test_every_step_has_questions_and_an_example() -> None:
    general = pattern_called(GENERAL)
    assert [step.slug for step in STEPS if not general.prompt(step.fields[0]).example] == []
    krise = pattern_called("krise")
    assert krise.prompt("law") == general.prompt("law")
    assert krise.prompt("goal") != general.prompt("goal")


@pytest.mark.django_db
def test_patterns_name_topics_and_channels_that_exist() -> None:
    for one in patterns():
        assert Topic.objects.filter(slug__in=one.topics).count() == len(one.topics)
        assert Platform.objects.filter(slug__in=one.channels).count() == len(one.channels)


@pytest.mark.parametrize(
    ("topics", "channels", "slug"),
    [
        (["krisenkommunikation"], ["facebook"], "krise"),
        (["moderation", "buergerdialog"], [], "buergerdialog"),
        ([], ["whatsapp"], "messenger"),
        (["strategie", "kanalwechsel"], ["whatsapp"], "kanal-eroeffnen"),
        (["recht"], ["x"], GENERAL),
        ([], [], GENERAL),
    ],
)
def test_the_pattern_follows_from_topics_and_channels(
    topics: list[str], channels: list[str], slug: str
) -> None:
    assert pattern_for(topics, channels) == slug


def test_an_unknown_pattern_is_the_general_one() -> None:
    assert pattern_called("../../settings").slug == GENERAL


def test_every_field_of_a_gap_belongs_to_a_step() -> None:
    assert set(CaseStudy.SECTIONS) <= set(BY_FIELD)
