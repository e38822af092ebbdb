"""An answer for the county: written by one person, released by another, changed the same way."""

from datetime import datetime

from django.db import IntegrityError, transaction

from forum.actions import drafts
from forum.actions.files import publish_files, use_files
from forum.actions.following import follow_by_itself
from forum.actions.mentioning import connect_mentions
from forum.actions.openness import hold_open, hold_open_place_of
from forum.actions.posting import EditConflict, count_answers, keep_version, write_body
from forum.actions.veiling import require_openly
from forum.actions.working import end_work_by_answer
from forum.facts import (
    AnswerEdited,
    OfficialAnswerReleased,
    OfficialDraftBegun,
    OfficialDraftDiscarded,
    OfficialDraftHandedOver,
    OfficialDraftReturned,
    OfficialDraftSubmitted,
    OfficialDraftTakenBack,
)
from forum.models import Answer, OfficialDraft, OfficialDraftStep, Question, answer_place
from forum.queries.official import official_answer, writers_of
from forum.rendering import render_post
from forum.rules import may_write_for
from forum.rules.official import may_release, may_return, may_work_on_draft
from forum.rules.states import WRITABLE, DraftAct, DraftState, sources_of
from portal.kernel.text import clean_line, clean_text
from portal.kernel.verdict import require
from portal.members.models import Organisation, User
from portal.outbox.recording import record


class AlreadyDrafted(Exception):
    """The county has an open draft for this question: `draft`."""

    def __init__(self, draft: OfficialDraft) -> None:
        super().__init__()
        self.draft = draft


class TooLate(Exception):
    """The draft is not any more where this act could follow: somebody was quicker."""


def begin_draft(
    *,
    actor: User,
    organisation: Organisation,
    question: Question,
    body: str,
    key: str,
    now: datetime,
) -> OfficialDraft:
    """Begin an answer for the county, or a change of the one it gave.

    The form's `key` makes sending it twice begin one draft. Raises AlreadyDrafted, NotOpen.
    """
    require(may_write_for(actor, organisation))
    if sent := OfficialDraft.objects.filter(key=key, drafted_by=actor).first():
        return sent
    draft = OfficialDraft(
        key=key, question=question, organisation=organisation, drafted_by=actor, created_at=now
    )
    _write(draft, body)
    try:
        return _begun(draft, actor, now)
    except IntegrityError:
        drafts = OfficialDraft.objects.open().filter(question=question)
        raise AlreadyDrafted(drafts.get(organisation=organisation)) from None


@transaction.atomic
def _begun(draft: OfficialDraft, actor: User, now: datetime) -> OfficialDraft:
    draft.question = hold_open(draft.question)
    require_openly(actor, draft.question)
    draft.answer = official_answer(draft.question, draft.organisation)
    draft.save(force_insert=True)
    use_files(actor, draft, veiled=False)
    drafts.discard_draft(actor=actor, place=answer_place(draft.question.key))
    _log(draft, DraftAct.BEGUN, actor, now)
    record(OfficialDraftBegun(reference=draft.reference))
    return draft


@transaction.atomic
def edit_draft(
    *, actor: User, draft: OfficialDraft, body: str, version: int, now: datetime
) -> OfficialDraft:
    """Change the words of a draft. Raises EditConflict, and TooLate once it is submitted."""
    require(may_work_on_draft(actor, draft))
    locked = OfficialDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if locked.state not in WRITABLE:
        raise TooLate
    if locked.version != version:
        raise EditConflict
    if locked.body != clean_text(body):
        _write(locked, body)
        locked.version += 1
        locked.save(update_fields=["body", "body_html", "version"])
        use_files(actor, locked, veiled=False)
        _log(locked, DraftAct.EDITED, actor, now)
    return locked


@transaction.atomic
def submit_draft(*, actor: User, draft: OfficialDraft, version: int, now: datetime) -> None:
    """Ask for the release of what was read. Raises TooLate."""
    require(may_work_on_draft(actor, draft))
    _move(draft, DraftState.SUBMITTED, version)
    _log(draft, DraftAct.SUBMITTED, actor, now)
    record(OfficialDraftSubmitted(reference=draft.reference))


@transaction.atomic
def take_back_draft(*, actor: User, draft: OfficialDraft, now: datetime) -> None:
    """Write on, as long as nobody has decided. Raises TooLate."""
    require(may_work_on_draft(actor, draft))
    _move(draft, DraftState.DRAFTING)
    _log(draft, DraftAct.TAKEN_BACK, actor, now)
    record(OfficialDraftTakenBack(reference=draft.reference))


@transaction.atomic
def return_draft(
    *, actor: User, draft: OfficialDraft, version: int, remark: str, now: datetime
) -> None:
    """Give a draft back and say what is missing. Raises TooLate."""
    require(may_return(actor, draft))
    _move(draft, DraftState.RETURNED, version, decided_by=actor, decided_at=now)
    _log(draft, DraftAct.RETURNED, actor, now, clean_line(remark))
    record(OfficialDraftReturned(reference=draft.reference))


@transaction.atomic
def discard_draft(*, actor: User, draft: OfficialDraft, now: datetime) -> None:
    """Give a draft up. Raises TooLate."""
    require(may_work_on_draft(actor, draft))
    _move(draft, DraftState.DISCARDED, decided_by=actor, decided_at=now)
    _log(draft, DraftAct.DISCARDED, actor, now)
    record(OfficialDraftDiscarded(reference=draft.reference))


@transaction.atomic
def release_draft(*, actor: User, draft: OfficialDraft, version: int, now: datetime) -> Answer:
    """Publish a draft in the county's name, as it was read. Raises TooLate, NotOpen.

    Never by one who wrote it. Of two releases at once one comes through.
    """
    # The draft went along where its question became part of another one.
    question = hold_open_place_of(draft)
    require_openly(actor, question)
    require(may_release(actor, draft, writers_of(draft)))
    _move(draft, DraftState.RELEASED, version, decided_by=actor, decided_at=now)
    _log(draft, DraftAct.RELEASED, actor, now)
    draft.refresh_from_db(fields=["body"])
    answer = _publish(question, draft, now)
    OfficialDraft.objects.filter(pk=draft.pk).update(answer=answer)
    if draft.drafted_by:
        follow_by_itself(draft.drafted_by, question, now)
    end_work_by_answer(draft.organisation, question)
    return answer


def _publish(question: Question, draft: OfficialDraft, now: datetime) -> Answer:
    answer = official_answer(question, draft.organisation)
    if answer is None:
        answer = Answer(
            question=question, organisation=draft.organisation, is_official=True, answered_at=now
        )
        write_body(answer, draft.body)
        answer.save(force_insert=True)
        count_answers(question)
        record(OfficialAnswerReleased(reference=question.reference))
    elif answer.body != draft.body:
        # The public reads that the county changed it; who did is in the county's log.
        keep_version(question, answer, None, now)
        answer.version += 1
        answer.edited_at = now
        write_body(answer, draft.body)
        answer.save()
        record(AnswerEdited(reference=question.reference))
    publish_files(draft, answer)
    connect_mentions(answer, question, now)
    return answer


@transaction.atomic
def hand_over_drafts(
    person: User, organisation: Organisation, successor: User | None, now: datetime
) -> int:
    """Give somebody's open drafts to her successor, or to nobody in particular, when she leaves."""
    held = OfficialDraft.objects.open().filter(drafted_by=person, organisation=organisation)
    drafts = list(held.select_for_update(of=("self",)))
    for draft in drafts:
        OfficialDraft.objects.filter(pk=draft.pk).update(drafted_by=successor)
        _log(draft, DraftAct.HANDED_OVER, successor, now)
        record(OfficialDraftHandedOver(reference=draft.reference))
    return len(drafts)


def _write(draft: OfficialDraft, body: str) -> None:
    draft.body = clean_text(body)
    draft.body_html = render_post(draft.body)


def _move(
    draft: OfficialDraft,
    target: DraftState,
    version: int | None = None,
    **changes: object,
) -> None:
    """Change the state where the table allows it; the version says what the actor had read."""
    movable = OfficialDraft.objects.filter(pk=draft.pk, state__in=sources_of(target))
    if version is not None:
        movable = movable.filter(version=version)
    if not movable.update(state=target, **changes):
        raise TooLate


def _log(
    draft: OfficialDraft, act: DraftAct, person: User | None, now: datetime, remark: str = ""
) -> None:
    OfficialDraftStep.objects.create(
        draft=draft, act=act, person=person, version=draft.version, remark=remark, at=now
    )
