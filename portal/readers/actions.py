"""Keeping versions, giving and settling feedback, subscribing, asking for a PDF file."""

from datetime import datetime
from functools import partial

from django.db import transaction

from portal.kernel.text import clean_text
from portal.kernel.verdict import require
from portal.members.audiences import Reader
from portal.members.models import User
from portal.outbox.recording import record
from portal.publishing.models import ContentPage
from portal.readers.facts import (
    FeedbackGiven,
    FeedbackSettled,
    PageChanged,
    PageSubscribed,
    PdfAsked,
    SomethingMissing,
    SubscriptionEnded,
)
from portal.readers.models import Feedback, PdfFile, Subscription, Version
from portal.readers.rules import may_read, may_settle_feedback, may_subscribe
from portal.readers.snapshots import snapshot_of

State = PdfFile.State
# So many may wait at a time: one worker makes them one after the other.
MOST_WAITING = 20
LONGEST_HTML = 2_000_000


class TooMuch(Exception):
    """So many files wait, or the page is so long, that none is made now."""


@transaction.atomic
def keep_version(*, page: ContentPage, now: datetime) -> Version | None:
    """Keep what a page says as it goes live; nothing where it says what it said, to the same."""
    content = snapshot_of(page)
    latest = Version.objects.filter(page=page.pk).first()
    if latest and _says_the_same(latest, page, content):
        return None
    version = Version.objects.create(
        page_id=page.pk,
        published_at=now,
        organisation_id=page.organisation_id,
        visibility=page.visibility,
        content=content,
    )
    if latest and Subscription.objects.filter(page=page.pk).exists():
        record(PageChanged(reference=page.reference, detail=version.reference))
    return version


def _says_the_same(version: Version, page: ContentPage, content: dict[str, object]) -> bool:
    readers = (version.organisation_id, version.visibility)
    return version.content == content and readers == (page.organisation_id, page.visibility)


@transaction.atomic
def give_feedback(
    *, reader: Reader, page: ContentPage, helpful: bool, missing: str, now: datetime
) -> Feedback:
    """Say whether a page helped. Who says it is asked for the right to read, and not kept."""
    require(may_read(reader, page))
    feedback = Feedback.objects.create(
        page_id=page.pk, helpful=helpful, missing=clean_text(missing).strip(), given_at=now
    )
    if feedback.asks:
        record(SomethingMissing(reference=page.reference, detail=feedback.reference))
    else:
        record(FeedbackGiven(reference=page.reference))
    return feedback


@transaction.atomic
def settle_feedback(
    *, actor: User, feedback: Feedback, page: ContentPage, done: bool, now: datetime
) -> None:
    """Say that a feedback was dealt with, or that it was not."""
    require(may_settle_feedback(actor, page))
    undone = Feedback.objects.filter(pk=feedback.pk, done_at__isnull=done)
    values = {"done_at": now, "done_by": actor} if done else {"done_at": None, "done_by": None}
    if undone.update(**values):
        record(FeedbackSettled(reference=page.reference))


@transaction.atomic
def subscribe(*, actor: User, page: ContentPage, now: datetime) -> None:
    """Hear of a page when it is published anew; doing it twice changes nothing."""
    require(may_subscribe(actor, page))
    _row, made = Subscription.objects.get_or_create(
        person=actor, page_id=page.pk, defaults={"since": now}
    )
    if made:
        record(PageSubscribed(reference=page.reference))


@transaction.atomic
def unsubscribe(*, actor: User, page: int) -> None:
    """Hear no more of a page, seen or not."""
    subscriptions = Subscription.objects.filter(person=actor, page=page)
    if subscription := subscriptions.select_related("page").first():
        subscription.delete()
        reference = getattr(subscription.page.specific, "reference", None)
        if reference:
            record(SubscriptionEnded(reference=reference))


@transaction.atomic
def ask_for_pdf(
    *, reader: Reader, page: ContentPage, html: str, fingerprint: str, language: str, now: datetime
) -> PdfFile:
    """Have what the page says to this reader made into a file; one that is there is that.

    Raises TooMuch.
    """
    require(may_read(reader, page))
    waiting = PdfFile.objects.filter(state=State.WAITING).count()
    if len(html) > LONGEST_HTML or waiting >= MOST_WAITING:
        raise TooMuch
    file, made = PdfFile.objects.get_or_create(
        fingerprint=fingerprint,
        defaults={
            "page_id": page.pk,
            "html": html,
            "title": page.title,
            "language": language,
            "asked_at": now,
        },
    )
    failed = PdfFile.objects.filter(pk=file.pk, state=State.FAILED)
    again = not made and failed.update(state=State.WAITING, html=html, asked_at=now)
    if made or again:
        record(PdfAsked(reference=file.reference))
    return file


@transaction.atomic
def finish_pdf(*, file: PdfFile, pages: int, size: int, now: datetime) -> None:
    """Say that the file lies at its place."""
    PdfFile.objects.filter(pk=file.pk, state=State.WAITING).update(
        state=State.READY, html="", pages=pages, size=size, made_at=now
    )


@transaction.atomic
def give_up_pdf(*, file: PdfFile) -> None:
    """Say that it could not be made; asking again begins anew."""
    PdfFile.objects.filter(pk=file.pk, state=State.WAITING).update(state=State.FAILED, html="")


@transaction.atomic
def forget_pdf(*, file: PdfFile) -> None:
    """Delete a file whose time is over."""
    file.delete()
    transaction.on_commit(partial(file.path.unlink, missing_ok=True))
