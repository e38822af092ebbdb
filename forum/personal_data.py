"""What people wrote in the forum: theirs to take along, the county's to keep."""

from collections.abc import Iterator

from django.db.models import Q

from forum.actions.mentioning import unname
from forum.jobs import forget_upload
from forum.models import Answer, Attachment, Comment, PostDraft, Question, Revision, VeilLift
from portal.members.models import User
from portal.members.personal_data import OnErasure, PersonalData, PersonalField, Row

_THE_COUNTYS = "what somebody wrote for her county stays with it; the name goes with the account"


def _export(person: User) -> list[Row]:
    posts = [*_questions(person), *_answers(person), *_comments(person), *_earlier(person)]
    return [*posts, *_drafts(person), *_files(person), *_looks(person)]


def _hers(person: User) -> Q:
    """What she wrote under her name, and what she wrote behind a veil: that copy is hers alone."""
    return Q(author=person) | Q(veil__person=person)


def _questions(person: User) -> Iterator[Row]:
    for question in Question.objects.filter(_hers(person)).order_by("pk"):
        yield {
            "kind": "question",
            "title": question.title,
            "body": question.body,
            "at": question.asked_at.isoformat(),
            "address": question.get_absolute_url(),
        }


def _answers(person: User) -> Iterator[Row]:
    for answer in Answer.objects.filter(_hers(person)).select_related("question").order_by("pk"):
        yield {
            "kind": "answer",
            "body": answer.body,
            "at": answer.answered_at.isoformat(),
            "address": answer.get_absolute_url(),
        }


def _comments(person: User) -> Iterator[Row]:
    for comment in Comment.objects.filter(_hers(person)).order_by("pk"):
        yield {"kind": "comment", "body": comment.body, "at": comment.commented_at.isoformat()}


def _earlier(person: User) -> Iterator[Row]:
    for version in Revision.objects.filter(Q(editor=person) | Q(veil__person=person)).order_by(
        "pk"
    ):
        yield {
            "kind": "earlier_version",
            "title": version.title,
            "body": version.body,
            "at": version.written_at.isoformat(),
        }


def _drafts(person: User) -> Iterator[Row]:
    for draft in PostDraft.objects.filter(person=person).order_by("pk"):
        yield {"kind": "draft", "at": draft.saved_at.isoformat(), **draft.fields}


def _files(person: User) -> Iterator[Row]:
    for file in Attachment.objects.filter(uploader=person).order_by("pk"):
        yield {
            "kind": "file",
            "title": file.name,
            "at": file.uploaded_at.isoformat(),
            "address": file.get_absolute_url(),
        }


def _looks(person: User) -> Iterator[Row]:
    for lift in VeilLift.objects.filter(moderator=person).order_by("pk"):
        yield {"kind": "veil_lift", "body": lift.reason, "at": lift.lifted_at.isoformat()}


def _erase(person: User) -> None:
    unname(person)
    PostDraft.objects.filter(person=person).delete()
    for upload in Attachment.objects.unused().filter(uploader=person):
        forget_upload(upload)
    for written in (Question, Answer, Comment):
        written.objects.filter(author=person).update(author_name="")


FORUM = PersonalData(
    app="forum",
    fields=(
        *(
            PersonalField(name, OnErasure.PSEUDONYMISE, _THE_COUNTYS)
            for name in ("forum.Question.author", "forum.Answer.author", "forum.Comment.author",
                         "forum.Revision.editor", "forum.Attachment.uploader",
                         "forum.Veil.person")
        ),
        PersonalField(
            "forum.VeilLift.moderator",
            OnErasure.PSEUDONYMISE,
            "the county that asked confidentially can see that somebody looked, and why",
        ),
        *(
            PersonalField(name, OnErasure.DELETE)
            for name in ("forum.Question.author_name", "forum.Answer.author_name",
                         "forum.Comment.author_name", "forum.PostDraft.person",
                         "forum.Mention.person")
        ),
    ),
    export=_export,
    erase=_erase,
)  # fmt: skip
