"""Pages the story's people made of answers: one is published, one waits for a consent."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from forum.models import Answer, Question
from portal.demo import story
from portal.kernel.content import new_key
from portal.members.models import Organisation, User
from portal.provenance.actions.beginning import NewArticle, begin_article
from portal.provenance.actions.consent import decide
from portal.provenance.models import BlockSource
from portal.publishing.models import ContentPage


@transaction.atomic
def load_articles() -> None:
    """Begin each page; where all who wrote agree, it is published."""
    for line in story.PROVENANCE.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        answers = _answers(told["question"])
        page = _begin(told, answers)
        agreed = {answers[int(n) - 1]: remark for n, remark in told.get("agreed", {}).items()}
        for answer, remark in agreed.items():
            _agree(answer, remark)
        if agreed:
            page.summary = told["summary"]
            page.save_revision().publish()


def _answers(question: str) -> list[Answer]:
    """Return the answers in the order in which they were written."""
    answers = Answer.objects.filter(question__key=question).order_by("answered_at", "pk")
    return list(answers.select_related("author"))


def _begin(told: Mapping[str, Any], answers: list[Answer]) -> ContentPage:
    return begin_article(
        actor=User.objects.get(email=told["by"]),
        question=Question.objects.get(key=told["question"]),
        wanted=NewArticle(
            kind=told["kind"],
            title=told["title"],
            organisation=Organisation.objects.get(ags=told["organisation"]),
            visibility=told["visibility"],
            answers=[answers[n - 1].key for n in told["answers"]],
            with_question=told.get("with_question", False),
        ),
        key=new_key(),
        now=timezone.now(),
    )


def _agree(answer: Answer, remark: str) -> None:
    source = BlockSource.objects.get(post_key=answer.key)
    assert answer.author is not None  # noqa: S101 - the story's people are there
    decide(
        actor=answer.author,
        source=source,
        agrees=True,
        remark=remark,
        standing=source.standing,
        now=timezone.now(),
    )
