"""A confidential question of the example story, asked and answered as people do it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from forum.actions.posting import Draft, answer_question, ask_question, comment_on
from portal.demo import story
from portal.members.models import Organisation, User
from portal.taxonomy.models import Topic


@transaction.atomic
def load_confidential_questions() -> None:
    """Ask what no county likes to ask under its name."""
    for told in story.confidential_questions():
        _load(told)


def _load(told: dict[str, Any]) -> None:
    now = timezone.now()
    question = ask_question(
        **_by(told),
        draft=Draft(
            title=told["title"],
            body=told["body"],
            visibility="members",
            topics=Topic.objects.filter(slug__in=told["topics"]),
        ),
        now=now,
        confidential=True,
    )
    said = told["answer"]
    answer = answer_question(**_by(said), question=question, body=said["body"], now=now)
    thanks = told["comment"]
    comment_on(**_by(thanks), answer=answer, body=thanks["body"], now=now)


def _by(told: dict[str, Any]) -> dict[str, Any]:
    """Return who writes, for whom, under which key."""
    person = User.objects.get(email=told["author"])
    organisation: Organisation = person.current_memberships[0].organisation
    return {"actor": person, "organisation": organisation, "key": told["key"]}
