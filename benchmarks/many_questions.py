"""Fill an empty, migrated Kreiswissen with very many questions; `benchmarks.rebuild` calls this.

    DATABASE_URL=... DATA_DIR=... python -m benchmarks.many_questions NUMBER

The first one goes through the import; the others are its rows with other texts, for the import
would take hours. So they have their facts in no outbox: they wait for a rebuild.
"""

import sys
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from benchmarks.one_engine import START, Writer  # sets Django up

from django.utils import timezone  # isort: skip

from forum.actions.importing import NewAnswer, import_question
from forum.models import Answer, Question
from portal.members.models import Organisation

BATCH = 2_000
COUNTIES = 100


def _first(owner: Organisation) -> Question:
    answer = NewAnswer(organisation=owner, body="Antwort", author_name="Maren Beispiel")
    import_question(
        key="viele-0", title="Die erste", body="Frage", organisation=owner, visibility="public",
        topics=(), channels=(), asked_at=START, now=timezone.now(), answers=[answer],
    )  # fmt: skip
    return Question.objects.get(key="viele-0")


def _questions(first: Question, number: int, owners: list[Organisation]) -> Iterator[Question]:
    writer = Writer(3)
    fields = {
        field.attname: getattr(first, field.attname) for field in Question._meta.concrete_fields
    }
    for n in range(1, number):
        body = writer.text(80)
        yield Question(
            **fields
            | {
                "id": None,
                "key": f"viele-{n}",
                "title": writer.text(6),
                "body": body,
                "body_text": body,
                "organisation_id": owners[n % len(owners)].pk,
                "asked_at": START + timedelta(hours=n),
            }
        )


def _answers(first: Answer, questions: list[Question]) -> Iterator[Answer]:
    writer = Writer(questions[0].pk)
    fields = {
        field.attname: getattr(first, field.attname) for field in Answer._meta.concrete_fields
    }
    for question in questions:
        text = writer.text(40)
        own = {"id": None, "key": f"a-{question.key}", "question_id": question.pk}
        yield Answer(**fields | own | {"body": text, "body_text": text})


def main() -> None:
    """Write them in batches."""
    owners = list(Organisation.objects.filter(kind="county").order_by("pk")[:COUNTIES])
    first = _first(owners[0])
    answer = first.answers.get()
    rows = _questions(first, int(sys.argv[1]), owners)
    while batch := list(islice(rows, BATCH)):
        Question.objects.bulk_create(batch)
        Answer.objects.bulk_create(_answers(answer, batch))


if __name__ == "__main__":
    main()
