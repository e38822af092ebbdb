"""From answers to a draft."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page

from casestudies.models import CaseStudy, Guideline
from forum.actions.openness import hold_page
from forum.models import Answer, Question
from portal.kernel.content import new_key
from portal.kernel.text import clean_line
from portal.kernel.verdict import refused, require
from portal.members.audiences import may_see
from portal.members.content import Visibility
from portal.members.models import Organisation, User
from portal.outbox.recording import record
from portal.provenance.actions.consent import ask
from portal.provenance.facts import ArticleBegun
from portal.provenance.models import BlockSource
from portal.provenance.queries.pages import KINDS
from portal.provenance.queries.posts import answers_to_take, counties_in, text_may_be_taken
from portal.provenance.rules import counties_to_write_for, may_begin, wider
from portal.publishing.markdown import rich_text_from_markdown
from portal.publishing.models import ContentPage
from portal.publishing.placing import give_address

# Where the question's own text goes, and where the answers go.
_PLACES: dict[str, tuple[str, str]] = {
    CaseStudy.kind: ("starting_point", "what_was_done"),
    Guideline.kind: ("body", "body"),
}


class AnswersGone(Exception):
    """One of the chosen answers is not one of this question (any more)."""


@dataclass(frozen=True, kw_only=True)
class NewArticle:
    """A page to be made of posts: `answers` are keys, in the order in which they shall stand."""

    kind: str
    title: str
    organisation: Organisation
    visibility: str
    answers: Collection[str]
    with_question: bool = False


@transaction.atomic
def begin_article(
    *, actor: User, question: Question, wanted: NewArticle, key: str, now: datetime
) -> ContentPage:
    """Make a draft of answers, and ask those who wrote them.

    The form's `key` makes sending it twice make one. Raises AnswersGone, and NotOpen where the
    question became part of another one.
    """
    question = hold_page(question)
    require(may_see_and_begin(actor, question, wanted))
    folder = KINDS[wanted.kind].folder()
    # Of two at once the second waits here, and finds what the first has made.
    Page.objects.select_for_update().get(pk=folder.pk)
    if sent := _begun_before(actor, key):
        return sent
    posts = list(_posts(question, wanted))
    page = _draft(actor, question, wanted, _free_key(key), posts)
    folder.add_child(instance=page)
    page.save_revision(user=actor)
    for post, block in posts:
        _take(actor, page, post, block, now)
    record(ArticleBegun(reference=page.reference))
    return page


def may_see_and_begin(actor: User, question: Question, wanted: NewArticle) -> Any:
    """Ask again what the form offered: it was filled in some time ago."""
    if not may_see(actor, question):
        return refused(_("You cannot see this question."))
    counties = counties_to_write_for(actor, counties_in(question), question.visibility)
    internal = question.visibility == Visibility.COUNTY == wanted.visibility
    if internal and wanted.organisation.pk != question.organisation_id:
        return refused(_("What a county keeps to itself stays with that county."))
    return may_begin([one for one in counties if one == wanted.organisation])


def _begun_before(actor: User, key: str) -> ContentPage | None:
    for model in KINDS.values():
        if sent := model.objects.filter(key=key, owner=actor).first():
            found: ContentPage = sent
            return found
    return None


def _free_key(key: str) -> str:
    """Return the form's key, unless it is somebody else's page."""
    taken = any(model.objects.filter(key=key).exists() for model in KINDS.values())
    return new_key() if taken else key


def _posts(question: Question, wanted: NewArticle) -> Iterator[tuple[Answer | Question, str]]:
    """Yield the question and the answers that were chosen, each with the id of its block."""
    if wanted.with_question and text_may_be_taken(question):
        yield question, str(uuid4())
    chosen = {one.key: one for one in answers_to_take(question) if one.key in wanted.answers}
    if not wanted.answers or len(chosen) != len(set(wanted.answers)):
        raise AnswersGone
    for key in dict.fromkeys(wanted.answers):
        yield chosen[key], str(uuid4())


def _draft(
    actor: User,
    question: Question,
    wanted: NewArticle,
    key: str,
    posts: Collection[tuple[Answer | Question, str]],
) -> ContentPage:
    model: Any = KINDS[wanted.kind]
    visibility = question.visibility
    page = model(key=key, live=False, locale=Locale.get_default(), owner=actor)
    page.title = page.draft_title = clean_line(wanted.title)
    page.organisation = wanted.organisation
    page.visibility = visibility if wider(visibility, wanted.visibility) else wanted.visibility
    page.topics.set(question.topics.all())
    page.channels.set(question.channels.all())
    for field, blocks in _blocks(wanted.kind, posts).items():
        setattr(page, field, json.dumps(blocks))
    give_address(page)
    draft: ContentPage = page
    return draft


def _blocks(
    kind: str, posts: Collection[tuple[Answer | Question, str]]
) -> dict[str, list[dict[str, str]]]:
    """Write each post as one block of text, by the field in which it goes."""
    blocks: dict[str, list[dict[str, str]]] = {}
    for post, block in posts:
        place = _PLACES[kind][0 if isinstance(post, Question) else 1]
        text = rich_text_from_markdown(post.body)
        blocks.setdefault(place, []).append({"type": "text", "value": text, "id": block})
    return blocks


def _take(
    actor: User, page: ContentPage, post: Answer | Question, block: str, now: datetime
) -> None:
    """Note where a block comes from, and ask for it."""
    answer = isinstance(post, Answer)
    source = BlockSource(
        block=block,
        page_kind=page.kind,
        page_key=page.key,
        post_kind=BlockSource.Post.ANSWER if answer else BlockSource.Post.QUESTION,
        post_key=post.key,
        organisation=post.organisation,
        county=post.organisation.display_name,
        author=post.author,
        version=post.version,
        seen_version=post.version,
        told_version=post.version,
        digest=sha256(post.body.encode()).hexdigest(),
        taken_at=now,
    )
    ask(source, actor=actor, visibility=page.visibility, now=now)
