"""How well suggestions find the county that knows: `python -m benchmarks.routing`.

Replays the solved questions of the example content in the order of time. Before each of them the
installation is set back to what was known on that day: later questions, answers, acceptances, case
studies, channels and members are not there, profiles (undated) never are, and the search is built
anew from what is left. Then our ranking, a random order (its expected value, not a sample) and the
counties with the most answers so far are held against the counties whose answers were accepted.
"""

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import comb
from pathlib import Path

_scratch = tempfile.TemporaryDirectory(prefix="kreiswissen-bench-")
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "portal.config.settings",
    "DATA_DIR": _scratch.name,
    "DATABASE_URL": f"sqlite:///{Path(_scratch.name) / 'bench.sqlite3'}",
    "SEARCH_URL": "embedded:",
    "EMAIL_URL": "memorymail://",
    "LOG_LEVEL": "ERROR",
    "DEMO": "on",
}

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import translation  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from casestudies.models import CaseStudy, Guideline  # noqa: E402
from forum.actions.posting import count_answers  # noqa: E402
from forum.models import Answer, Comment, CountyRequest, Question  # noqa: E402
from forum.queries.routing import TEXT_LENGTH, Wanted, suggestions  # noqa: E402
from portal.channels.models import Channel  # noqa: E402
from portal.directory.models import Profile  # noqa: E402
from portal.members.experience import Subject  # noqa: E402
from portal.members.models import Organisation, User  # noqa: E402
from portal.pages.models import NewsPage  # noqa: E402
from search import service, vocabulary  # noqa: E402
from search.rebuild import rebuild  # noqa: E402
from search.vocabulary import Vocabulary  # noqa: E402

AT = 3
MEMBER, COUNTY = Organisation.Status.MEMBER, Organisation.Kind.COUNTY
console = Console(width=110)


@dataclass(frozen=True, slots=True)
class Score:
    """What one ranking got for one question."""

    hit: float
    reciprocal: float


@dataclass(frozen=True, slots=True)
class Case:
    """A solved question as it stood when it was asked, and whose answers helped."""

    question: Question
    wanted: Wanted
    helped: frozenset[int]


def cases() -> list[Case]:
    """Return the solved questions of member counties in order, answered by another county."""
    solved = Question.objects.filter(is_solved=True).order_by("asked_at")
    found = (_case(question) for question in solved.select_related("organisation", "author"))
    return [case for case in found if case.helped]


def _case(question: Question) -> Case:
    accepted = Answer.objects.filter(
        question=question, is_accepted=True, organisation__kind=COUNTY, organisation__status=MEMBER
    ).exclude(organisation=question.organisation_id)
    subject = Subject(
        frozenset(question.topics.values_list("slug", flat=True)),
        frozenset(question.channels.values_list("slug", flat=True)),
    )
    text = f"{question.title} {question.body_text[:TEXT_LENGTH]}"
    helped = frozenset(accepted.values_list("organisation_id", flat=True))
    return Case(question, Wanted(text, subject, frozenset({question.organisation_id})), helped)


@contextmanager
def as_of(question: Question) -> Iterator[None]:
    """Set the installation back to the moment before a question was asked."""
    at = question.asked_at
    with transaction.atomic():
        Organisation.objects.filter(member_since__gt=at.date()).update(status="none")
        CountyRequest.objects.all().delete()
        Profile.objects.all().delete()
        Channel.objects.filter(since__gt=at.date()).delete()
        for pages in (CaseStudy, Guideline, NewsPage):
            pages.objects.filter(published_at__gte=at).update(live=False)
        Comment.objects.filter(commented_at__gte=at).delete()
        Answer.with_openings.filter(answered_at__gte=at, opens=False).delete()
        Answer.with_openings.filter(accepted_at__gte=at).update(
            is_accepted=False, accepted_at=None, thanks=""
        )
        Question.objects.update(
            merged_into=None,
            merged_count=0,
            outdated_at=None,
            successor_kind="",
            successor_key="",
            closing="",
            closing_note="",
        )
        Question.objects.filter(asked_at__gte=at).delete()
        for left in Question.objects.all():
            count_answers(left)
        vocabulary.vocabulary = service.vocabulary = Vocabulary()
        rebuild()
        yield
        transaction.set_rollback(True)


def ours(case: Case) -> list[int]:
    """Rank as the ask form does, for whoever asked."""
    reader = User.objects.get(pk=case.question.author_id)
    found = suggestions(reader, case.wanted, case.question.asked_at, most=1_000)
    return [one.pk for one in found]


def most_active(case: Case) -> list[int]:
    """Rank by the number of answers so far; of two alike by name."""
    counted = Counter(Answer.objects.values_list("organisation_id", flat=True))
    return sorted(members(case), key=lambda pk: -counted[pk])


def members(case: Case) -> list[int]:
    """Return who could be asked that day, by name."""
    could = Organisation.objects.filter(kind=COUNTY, status=MEMBER)
    return list(
        could.exclude(pk=case.question.organisation_id)
        .order_by("name", "type_label")
        .values_list("pk", flat=True)
    )


def scored(ranking: Sequence[int], helped: frozenset[int]) -> Score:
    """Score one ranking by the best place of a county that helped."""
    place = next((n for n, pk in enumerate(ranking, 1) if pk in helped), None)
    return Score(float(place is not None and place <= AT), 1 / place if place else 0.0)


def at_random(number: int, right: int) -> Score:
    """Return what a random order of NUMBER counties scores on average, RIGHT of which helped."""
    missed = comb(number - right, AT) / comb(number, AT)
    reciprocal = sum(
        comb(number - first, right - 1) / comb(number, right) / first
        for first in range(1, number - right + 2)
    )
    return Score(1 - missed, reciprocal)


def replay() -> tuple[list[Case], dict[str, list[Score]]]:
    """Score all rankings for all questions; who helped must have been a member by then."""
    scores: dict[str, list[Score]] = {"ours": [], "most active": [], "random (expected)": []}
    kept = []
    rankings: dict[str, Callable[[Case], list[int]]] = {"ours": ours, "most active": most_active}
    for case in cases():
        with as_of(case.question):
            could = members(case)
            right = case.helped & set(could)
            if not right or len(could) < AT:
                continue
            kept.append(case)
            for name, rank in rankings.items():
                scores[name].append(scored(rank(case), right))
            scores["random (expected)"].append(at_random(len(could), len(right)))
    return kept, scores


def show(kept: list[Case], scores: dict[str, list[Score]]) -> None:
    """Print the table, then each question for whoever wants to know why."""
    table = Table(title=f"The county that helped, over {len(kept)} solved questions")
    for column in ("ranking", f"hit rate at {AT}", "mean reciprocal rank"):
        table.add_column(column)
    for name, of_all in scores.items():
        number = len(of_all) or 1
        hits, ranks = (sum(one.hit for one in of_all), sum(one.reciprocal for one in of_all))
        table.add_row(name, f"{hits / number:.3f}", f"{ranks / number:.3f}")
    console.print(table)
    for n, case in enumerate(kept):
        places = ", ".join(f"{name} {of_all[n].reciprocal:.2f}" for name, of_all in scores.items())
        console.print(f"{case.question.asked_at:%Y-%m-%d} {case.question.key}: {places}")


def main() -> None:
    """Load the example content and replay it."""
    translation.activate("de")
    call_command("migrate", verbosity=0)
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        call_command("demo_data", stdout=nowhere)
    show(*replay())


if __name__ == "__main__":
    main()
