"""Questions and answers as tests need them, made by the actions people use."""

from typing import Any

from django.utils import timezone

from forum.actions.posting import Draft, answer_question, ask_question
from forum.models import Answer, Question
from portal.kernel.content import new_key
from portal.members.models import User


def draft(**fields: Any) -> Draft:
    """Make a question as it stands in a form."""
    values = {
        "title": "Wie plant ihr eure Beiträge?",
        "body": "Wir fangen **neu** an.",
        "visibility": "members",
    }
    return Draft(**(values | fields))


def ask(author: User, **fields: Any) -> Question:
    """Ask in the name of the author's first organisation."""
    return ask_question(
        actor=author,
        organisation=author.memberships.get().organisation,
        draft=draft(**fields),
        key=new_key(),
        now=timezone.now(),
    )


def answer(author: User, question: Question, body: str = "Mit einem Redaktionsplan.") -> Answer:
    """Answer in the name of the author's first organisation."""
    return answer_question(
        actor=author,
        organisation=author.memberships.get().organisation,
        question=question,
        body=body,
        key=new_key(),
        now=timezone.now(),
    )


# One of the reactions to nearly every fact: its entries are what was recorded, once each.
REINDEX = "search.reactions.reindex"
