"""What people wrote in the forum: theirs to take along, the county's to keep."""

from collections.abc import Iterator

from forum.models import Answer, Comment, Question, Revision
from portal.members.models import User
from portal.members.personal_data import OnErasure, PersonalData, PersonalField, Row

_THE_COUNTYS = "what somebody wrote for her county stays with it; the name goes with the account"


def _export(person: User) -> list[Row]:
    return [*_questions(person), *_answers(person), *_comments(person), *_earlier(person)]


def _questions(person: User) -> Iterator[Row]:
    for question in Question.objects.filter(author=person).order_by("pk"):
        yield {
            "kind": "question",
            "title": question.title,
            "body": question.body,
            "at": question.asked_at.isoformat(),
            "address": question.get_absolute_url(),
        }


def _answers(person: User) -> Iterator[Row]:
    for answer in Answer.objects.filter(author=person).select_related("question").order_by("pk"):
        yield {
            "kind": "answer",
            "body": answer.body,
            "at": answer.answered_at.isoformat(),
            "address": answer.get_absolute_url(),
        }


def _comments(person: User) -> Iterator[Row]:
    for comment in Comment.objects.filter(author=person).order_by("pk"):
        yield {"kind": "comment", "body": comment.body, "at": comment.commented_at.isoformat()}


def _earlier(person: User) -> Iterator[Row]:
    for version in Revision.objects.filter(editor=person).order_by("pk"):
        yield {
            "kind": "earlier_version",
            "title": version.title,
            "body": version.body,
            "at": version.written_at.isoformat(),
        }


def _erase(person: User) -> None:
    Question.objects.filter(caretaker=person).update(caretaker=None)
    for written in (Question, Answer, Comment):
        written.objects.filter(author=person).update(author_name="")


FORUM = PersonalData(
    app="forum",
    fields=(
        *(
            PersonalField(name, OnErasure.PSEUDONYMISE, _THE_COUNTYS)
            for name in ("forum.Question.author", "forum.Answer.author", "forum.Comment.author",
                         "forum.Revision.editor")
        ),
        *(
            PersonalField(name, OnErasure.DELETE)
            for name in ("forum.Question.author_name", "forum.Answer.author_name",
                         "forum.Comment.author_name", "forum.Question.caretaker")
        ),
    ),
    export=_export,
    erase=_erase,
)  # fmt: skip
