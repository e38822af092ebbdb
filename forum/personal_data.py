"""What people wrote in the forum: theirs to take along, the county's to keep."""

from collections.abc import Iterator

from django.db.models import Q

from forum.actions.helpful import count_helpful
from forum.actions.mentioning import unname
from forum.jobs import forget_upload
from forum.models import (
    AffectedCounty,
    Answer,
    Attachment,
    BeforeAsking,
    Bookmark,
    CareAct,
    Comment,
    CountyRequest,
    Following,
    HelpfulVote,
    OfficialDraft,
    OfficialDraftStep,
    PostDraft,
    Question,
    ReadMark,
    Revision,
    StaffNote,
    VeilLift,
    WorkingNote,
)
from portal.members.models import User
from portal.members.personal_data import OnErasure, PersonalData, PersonalField, Row

_THE_LOGS = "who moderated is kept while the account exists; the log keeps the act and its reason"
_THE_COUNTYS = "what somebody wrote for her county stays with it; the name goes with the account"
_THE_LOG = "the county's log says what happened to its draft, no longer who did it"
_THE_SAYING = "the county said so, and it still holds; no longer who said it"


def _export(person: User) -> list[Row]:
    tables = (
        _questions, _seen, _answers, _comments, _earlier, _accepted, _official, _affected, _working,
        _votes, _followed, _bookmarks, _read, _moderated, _noted, _requests,
        _drafts, _files, _looks,
    )  # fmt: skip
    return [row for rows_of in tables for row in rows_of(person)]


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


def _seen(person: User) -> Iterator[Row]:
    """What she was shown and opened before she asked."""
    rows = BeforeAsking.objects.filter(question__author=person).select_related("question")
    for row in rows.order_by("pk"):
        yield {
            "kind": "before_asking",
            "question": row.question.title,
            "shown": row.shown,
            "opened": row.opened,
        }


def _answers(person: User) -> Iterator[Row]:
    answers = Answer.with_openings.filter(_hers(person)).select_related("question")
    for answer in answers.order_by("pk"):
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


def _accepted(person: User) -> Iterator[Row]:
    for answer in Answer.with_openings.filter(accepted_by=person).order_by("pk"):
        yield {
            "kind": "accepted_answer",
            "thanks": answer.thanks,
            "at": answer.accepted_at.isoformat() if answer.accepted_at else None,
            "address": answer.get_absolute_url(),
        }


def _official(person: User) -> Iterator[Row]:
    """What she did for answers in her county's name, with the text of the drafts."""
    steps = OfficialDraftStep.objects.filter(person=person).select_related("draft__question")
    for step in steps.order_by("pk"):
        yield {
            "kind": "official_answer_step",
            "question": step.draft.question.title,
            "act": step.act,
            "remark": step.remark,
            "body": step.draft.body,
            "at": step.at.isoformat(),
        }


def _affected(person: User) -> Iterator[Row]:
    said = AffectedCounty.objects.filter(person=person).select_related("question")
    for row in said.order_by("pk"):
        yield {
            "kind": "concerns_us_too",
            "question": row.question.title,
            "at": row.said_at.isoformat(),
        }


def _working(person: User) -> Iterator[Row]:
    notes = WorkingNote.objects.filter(person=person).select_related("question")
    for note in notes.order_by("pk"):
        yield {
            "kind": "working_on_an_answer",
            "question": note.question.title,
            "at": note.since.isoformat(),
            "until": note.until.isoformat(),
        }


def _requests(person: User) -> Iterator[Row]:
    """What she decided about questions put to her county."""
    decided = CountyRequest.objects.filter(person=person).select_related("question")
    for request in decided.order_by("pk"):
        yield {
            "kind": "county_request",
            "question": request.question.title,
            "state": request.state,
            "reason": request.reason,
            "at": request.decided_at.isoformat() if request.decided_at else None,
        }


def _votes(person: User) -> Iterator[Row]:
    votes = HelpfulVote.objects.filter(person=person).select_related("answer")
    for vote in votes.order_by("pk"):
        yield {
            "kind": "vote_helpful",
            "address": vote.answer.get_absolute_url(),
            "at": vote.voted_at.isoformat(),
        }


def _followed(person: User) -> Iterator[Row]:
    rows = Following.objects.filter(person=person)
    for row in rows.select_related("question", "organisation").order_by("pk"):
        yield {
            "kind": "followed",
            "what": str(row),
            "muted": row.muted,
            "at": row.since.isoformat(),
        }


def _bookmarks(person: User) -> Iterator[Row]:
    kept = Bookmark.objects.filter(person=person).select_related("question", "answer")
    for bookmark in kept.order_by("pk"):
        yield {
            "kind": "bookmark",
            "question": bookmark.question.title,
            "address": (bookmark.answer or bookmark.question).get_absolute_url(),
            "note": bookmark.note,
            "at": bookmark.created_at.isoformat(),
        }


def _read(person: User) -> Iterator[Row]:
    marks = ReadMark.objects.filter(person=person).select_related("question")
    for mark in marks.order_by("pk"):
        yield {
            "kind": "read",
            "question": mark.question.title if mark.question else None,
            "until": mark.read_until.isoformat(),
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
    for upload in Attachment.objects.unused().filter(uploader=person):
        forget_upload(upload)
    Question.objects.filter(caretaker=person).update(caretaker=None)
    BeforeAsking.objects.filter(question__author=person).delete()
    Question.objects.filter(author=person).update(author_name="")
    Answer.with_openings.filter(author=person).update(author_name="")
    Comment.objects.filter(author=person).update(author_name="")
    for private in (Following, ReadMark, Bookmark, WorkingNote, PostDraft):
        private.objects.filter(person=person).delete()
    voted = Answer.with_openings.filter(helpful_votes__person=person)
    answers = list(voted.order_by("question_id", "pk"))
    HelpfulVote.objects.filter(person=person).delete()
    for answer in answers:
        count_helpful(answer)
    Answer.with_openings.filter(accepted_by=person).update(accepted_by=None)
    AffectedCounty.objects.filter(person=person).update(person=None)
    CountyRequest.objects.filter(person=person).update(person=None)
    OfficialDraftStep.objects.filter(person=person).update(person=None)
    OfficialDraft.objects.filter(drafted_by=person).update(drafted_by=None)
    OfficialDraft.objects.filter(decided_by=person).update(decided_by=None)


FORUM = PersonalData(
    app="forum",
    fields=(
        *(
            PersonalField(name, OnErasure.PSEUDONYMISE, _THE_COUNTYS)
            for name in ("forum.Question.author", "forum.Answer.author", "forum.Comment.author",
                         "forum.Revision.editor", "forum.Answer.accepted_by",
                         "forum.Attachment.uploader", "forum.Veil.person")
        ),
        PersonalField(
            "forum.VeilLift.moderator",
            OnErasure.PSEUDONYMISE,
            "the county that asked confidentially can see that somebody looked, and why",
        ),
        *(
            PersonalField(name, OnErasure.PSEUDONYMISE, _THE_LOGS)
            for name in ("forum.CareAct.actor", "forum.CareAct.undone_by", "forum.StaffNote.author")
        ),
        *(
            PersonalField(name, OnErasure.PSEUDONYMISE, _THE_LOG)
            for name in ("forum.OfficialDraft.drafted_by", "forum.OfficialDraft.decided_by",
                         "forum.OfficialDraftStep.person")
        ),
        PersonalField("forum.AffectedCounty.person", OnErasure.PSEUDONYMISE, _THE_SAYING),
        PersonalField("forum.CountyRequest.person", OnErasure.PSEUDONYMISE, _THE_SAYING),
        *(
            PersonalField(name, OnErasure.DELETE)
            for name in ("forum.Question.author_name", "forum.Answer.author_name",
                         "forum.Comment.author_name", "forum.Question.caretaker",
                         "forum.WorkingNote.person", "forum.HelpfulVote.person",
                         "forum.Following.person", "forum.ReadMark.person",
                         "forum.Bookmark.person", "forum.PostDraft.person",
                         "forum.Mention.person")
        ),
    ),
    export=_export,
    erase=_erase,
)  # fmt: skip
