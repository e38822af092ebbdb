"""Whom a post names: linked in its text, and noted so that they can be told."""

import re
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forum.models import Answer, Mention, OfficialDraft, Question, Revision
from forum.queries.mentions import answers_name_people, named_in
from forum.rendering import Named, with_mentions, without_people
from portal.kernel.markdown import plain_text
from portal.kernel.verdict import refused, require
from portal.members.content import Visibility
from portal.members.models import User

PEOPLE_IN_PUBLIC = _(
    "The public never sees names of persons. Please name counties only, or let only members read"
    " this."
)
GONE = "@…"


def connect_mentions(post: Question | Answer, question: Question, now: datetime) -> None:
    """Link whom a saved post names, and note them; whoever is named no more is forgotten."""
    named = named_in(post.body_html)
    if question.visibility == Visibility.PUBLIC and any(one.person_id for one in named.values()):
        require(refused(PEOPLE_IN_PUBLIC))
    answer = post if isinstance(post, Answer) else None
    before = Mention.objects.filter(question=question, answer=answer)
    before.exclude(handle__in=named).delete()
    known = set(before.values_list("handle", flat=True))
    Mention.objects.bulk_create(
        _mention(question, answer, one, now) for handle, one in named.items() if handle not in known
    )
    if named:
        _link(post, named)


def _mention(question: Question, answer: Answer | None, one: Named, now: datetime) -> Mention:
    return Mention(
        question=question,
        answer=answer,
        organisation_id=one.organisation_id,
        person_id=one.person_id,
        handle=one.handle,
        mentioned_at=now,
    )


def _link(post: Question | Answer, named: dict[str, Named]) -> None:
    post.body_text = plain_text(without_people(post.body_html, named))
    post.body_html = with_mentions(post.body_html, named)
    post.save(update_fields=["body_html", "body_text"])


def require_no_people_in_answers(question: Question, visibility: str) -> None:
    """Refuse to open a question to everyone while an answer names a person."""
    if visibility == Visibility.PUBLIC and answers_name_people(question):
        require(refused(_("An answer names a person, so this cannot become public.")))


@transaction.atomic
def unname(person: User) -> None:
    """Take a person's name out of the posts that mention her, and out of their earlier versions."""
    link = re.compile(rf'<a class="kw-mention"[^>]*>@{re.escape(person.name)}</a>')
    for mention in Mention.objects.filter(person=person).select_related("question", "answer"):
        pattern = re.compile(rf"@{re.escape(mention.handle)}(?![\w.-]*\w)")
        for text in _texts_with(mention):
            text.body = pattern.sub(GONE, text.body)
            if not isinstance(text, Revision):
                text.body_html = link.sub(GONE, text.body_html)
            text.save()
        mention.delete()


def _texts_with(mention: Mention) -> Iterator[Question | Answer | OfficialDraft | Revision]:
    """Yield what has the words of a mention, in every copy."""
    yield mention.answer or mention.question
    earlier = Revision.objects.filter(question=mention.question, answer=mention.answer)
    yield from earlier.filter(comment=None)
    if mention.answer:
        yield from OfficialDraft.objects.filter(answer=mention.answer)
    else:
        # Where the question was an answer, that still says the same.
        yield from Answer.with_openings.filter(question=mention.question, opens=True)
