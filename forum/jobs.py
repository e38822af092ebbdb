"""What the forum does by the clock."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from forum.actions.closing import end_pin
from forum.actions.deflection import note_given_up
from forum.actions.requests import go_on_after
from forum.models import Attachment, CountyRequest, PostDraft, Question, WorkingNote
from forum.queries.drafts import stale_drafts
from forum.queries.files import forgotten_uploads
from forum.queries.requests import requests_to_go_on
from forum.queries.routing import next_counties
from forum.rules.requests import is_unanswered

MOST_AT_ONCE = 500
DRAFTS_KEPT = timedelta(days=90)
UPLOADS_KEPT = timedelta(days=1)


def end_pins(now: datetime) -> int:
    """Put questions back into their order when the day is over until which they were pinned."""
    today = timezone.localdate(now)
    over = Question.objects.filter(is_pinned=True, pinned_until__lt=today).order_by("pk")
    return sum(end_pin(question=question, today=today) for question in over[:MOST_AT_ONCE])


@transaction.atomic
def forget_working_notes(now: datetime) -> int:
    """Delete the notes whose time is over: nobody sees them any more, and they name a person."""
    return WorkingNote.objects.filter(until__lte=now).delete()[0]


def go_on_with_requests(now: datetime) -> int:
    """Let what a county declined, or did not answer in time, go to the next one.

    Whom to ask is found before anything is locked: the search may be slow. Each request is seen to
    in a transaction of its own, once, whoever else runs or dies meanwhile.
    """
    due = list(requests_to_go_on(now)[:MOST_AT_ONCE])
    return sum(_go_on(request, now) for request in due)


def _go_on(request: CountyRequest, now: datetime) -> bool:
    # Nobody else is asked where somebody has answered: there is no need to look.
    question = request.question
    further = next_counties(question, now) if is_unanswered(question) else []
    return go_on_after(request=request, next_counties=further, now=now)


def forget_drafts(now: datetime) -> int:
    """Drop drafts nobody has gone on with for 90 days; returns how many."""
    stale = stale_drafts(now - DRAFTS_KEPT).select_related("person")
    return sum(forget_draft(draft, now) for draft in stale[:MOST_AT_ONCE])


@transaction.atomic
def forget_draft(draft: PostDraft, now: datetime) -> int:
    """Drop a draft, unless somebody goes on with it at this moment."""
    gone = PostDraft.objects.filter(pk=draft.pk, saved_at=draft.saved_at).delete()[0]
    if gone:
        note_given_up(draft, now)
    return gone


def forget_unused_files(now: datetime) -> int:
    """Delete uploads no post and no draft has used for a day; returns how many."""
    return sum(forget_upload(one) for one in forgotten_uploads(now - UPLOADS_KEPT))


@transaction.atomic
def forget_upload(attachment: Attachment) -> int:
    """Delete an upload and its file, unless a post takes it at this moment."""
    gone = Attachment.objects.unused().filter(pk=attachment.pk).delete()[0]
    if gone:
        storage, name = attachment.file.storage, attachment.file.name or ""
        transaction.on_commit(lambda: storage.delete(name))
    return gone
