"""Packing holds on to nothing it has written: many things take no more memory than some."""

import gc
import tracemalloc
from pathlib import Path

import pytest
from django.utils import timezone

from forum.models import Question
from portal.exits.packing.contents import pack
from portal.members.models import Organisation
from tests.exits.packages import packed
from tests.factories.members import organisation, person_of

pytestmark = pytest.mark.django_db

TEXT = "Wir haben die Kommentare gesammelt und beantwortet. " * 20


def ask_many(county: Organisation, number: int) -> None:
    """Write questions as fast as the database takes them."""
    author = person_of(county)
    Question.objects.bulk_create(
        Question(
            organisation=county, author=author, title=f"Frage {n}", slug="frage", body=TEXT,
            body_html=TEXT, body_text=TEXT,
        )
        for n in range(number)
    )  # fmt: skip


def test_three_thousand_things_take_no_more_memory_than_a_few_hundred(tmp_path: Path) -> None:
    county = organisation()
    ask_many(county, 3_000)
    # What the first package ever loads (templates, translations) is not what is measured.
    packed(county, tmp_path / "first.zip")
    written, held = 0, {}

    def look() -> None:
        nonlocal written
        written += 1
        if written in {300, 2_900}:
            # Rows and what was prefetched for them point at each other; the collector frees them.
            gc.collect()
            held[written] = tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        with (tmp_path / "measured.zip").open("w+b") as target:
            pack(county, target, timezone.now(), look)
    finally:
        tracemalloc.stop()
    assert written == 3_002
    # Less than fifty of the 2,600 questions in between (some 4 KB each) can have stayed.
    assert abs(held[2_900] - held[300]) < 200_000, held
