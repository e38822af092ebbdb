"""Whether a question takes posts, asked while nobody can change it."""

from django.db import transaction
from django.utils.functional import Promise

from forum.actions.care import hold
from forum.models import Answer, OfficialDraft, Question
from forum.rules.care import may_post_in


class NotOpen(Exception):
    """The question takes no posts (any more); what was typed is not lost.

    `question` is as it is now; it may have become part of another one.
    """

    def __init__(self, question: Question, reason: str | Promise) -> None:
        super().__init__(str(reason))
        self.question = question
        self.reason = reason


def hold_open(question: Question) -> Question:
    """Lock a question for a new post. Raises NotOpen."""
    (held,) = hold(question)
    if not (verdict := may_post_in(held)):
        raise NotOpen(held, verdict.reason)
    return held


def hold_page(question: Question) -> Question:
    """Lock a question for what is no post: closed ones, too. Raises NotOpen where it is gone."""
    (held,) = hold(question)
    if not held.has_page:
        raise NotOpen(held, may_post_in(held).reason)
    return held


class _Moved(Exception):
    """The answer left before the question was locked."""


def hold_place_of(post: Answer | OfficialDraft) -> Question:
    """Lock the question on which an answer stands now: it may move until one holds it.

    What hangs on the question is locked afterwards, never before.
    """
    while True:
        try:
            # Going back to the savepoint lets go of the lock: nobody holds one and waits for more.
            with transaction.atomic():
                return _hold_place_of(post)
        except _Moved:
            continue


def _hold_place_of(post: Answer | OfficialDraft) -> Question:
    posts = type(post)._base_manager.filter(pk=post.pk)
    (held,) = hold(Question(pk=posts.values_list("question_id", flat=True).get()))
    if not posts.filter(question=held).exists():
        raise _Moved
    return held


def hold_open_place_of(post: Answer | OfficialDraft) -> Question:
    """Lock the question on which an answer stands, for a new post. Raises NotOpen."""
    return hold_open(hold_place_of(post))
