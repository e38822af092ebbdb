"""What people wrote in the forum: theirs to take along, the county's to keep."""

from collections.abc import Iterator

from forum.models import Answer, CareAct, Comment, Question, Revision, StaffNote
from portal.members.models import User
from portal.members.personal_data import OnErasure, PersonalData, PersonalField, Row

_THE_LOGS = "who moderated is kept while the account exists; the log keeps the act and its reason"
_THE_COUNTYS = "what somebody wrote for her county stays with it; the name goes with the account"


def _export(person: User) -> list[Row]:
    return [
        *_questions(person),
        *_answers(person),
        *_comments(person),
        *_earlier(person),
        *_moderated(person),
        *_noted(person),
    ]


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
    answers = Answer.with_openings.filter(author=person).select_related("question")
    for answer in answers.order_by("pk"):
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


def _moderated(person: User) -> Iterator[Row]:
    """What she did as a moderator, and undid."""
    for act in CareAct.objects.filter(actor=person).order_by("pk"):
        yield {"kind": "moderated", "act": act.act, "reason": act.reason, "at": act.at.isoformat()}
    undone = CareAct.objects.filter(undone_by=person, undone_at__isnull=False)
    for act in undone.order_by("pk"):
        yield {
            "kind": "undone",
            "act": act.act,
            "reason": act.undone_reason,
            "at": act.undone_at.isoformat() if act.undone_at else "",
        }


def _noted(person: User) -> Iterator[Row]:
    for note in StaffNote.objects.filter(author=person).order_by("pk"):
        yield {"kind": "staff_note", "body": note.text, "at": note.noted_at.isoformat()}


def _erase(person: User) -> None:
    Question.objects.filter(caretaker=person).update(caretaker=None)
    Question.objects.filter(author=person).update(author_name="")
    Answer.with_openings.filter(author=person).update(author_name="")
    Comment.objects.filter(author=person).update(author_name="")


FORUM = PersonalData(
    app="forum",
    fields=(
        *(
            PersonalField(name, OnErasure.PSEUDONYMISE, _THE_COUNTYS)
            for name in ("forum.Question.author", "forum.Answer.author", "forum.Comment.author",
                         "forum.Revision.editor")
        ),
        *(
            PersonalField(name, OnErasure.PSEUDONYMISE, _THE_LOGS)
            for name in ("forum.CareAct.actor", "forum.CareAct.undone_by", "forum.StaffNote.author")
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
