"""Bringing pictures and files, and using them in a post."""

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forum.models import Answer, Attachment, OfficialDraft, Question
from forum.queries.files import count_unused, documents_in
from forum.rendering import file_keys
from forum.rules import may_write
from portal.kernel.content import new_key
from portal.kernel.files import CleanFile
from portal.kernel.verdict import refused, require
from portal.members.models import User

MOST_FILES = 20
MOST_UNUSED = 40
NEUTRAL_NAME = "bild"
_PLACES = {Question: "question", Answer: "answer", OfficialDraft: "draft"}
DOCUMENTS_BETRAY = _(
    "Documents say who wrote them. In a confidential question only pictures are possible: please"
    " take the other files out."
)


@transaction.atomic
def add_file(*, actor: User, file: CleanFile, now: datetime) -> Attachment:
    """Keep a checked file until a post of the actor's uses it; only she sees it until then."""
    require(may_write(actor))
    if count_unused(actor) >= MOST_UNUSED:
        require(refused(_("You have uploaded many files without using them. Please wait a day.")))
    key = new_key()
    attachment = Attachment(
        key=key,
        uploader=actor,
        name=file.name,
        content_type=file.content_type,
        size=len(file.data),
        is_image=file.is_image,
        uploaded_at=now,
    )
    attachment.file.save(f"{key}.{file.extension}", ContentFile(file.data), save=False)
    attachment.save(force_insert=True)
    return attachment


def use_files(actor: User, post: Question | Answer | OfficialDraft, *, veiled: bool) -> None:
    """Give a saved post the files its text names, among those the actor brought.

    Behind a veil there are pictures only, drawn anew, and nothing says who brought them.
    """
    keys = file_keys(post.body)
    if not keys:
        return
    if len(keys) > MOST_FILES:
        require(refused(_("A post holds at most 20 files.")))
    if veiled and documents_in(post.body, actor):
        require(refused(DOCUMENTS_BETRAY))
    brought = Attachment.objects.unused().filter(uploader=actor, key__in=keys)
    place = {_PLACES[type(post)]: post}
    unsaid = {"uploader": None, "name": NEUTRAL_NAME} if veiled else {}
    brought.update(**place, **unsaid)


def publish_files(draft: OfficialDraft, answer: Answer) -> None:
    """Give an answer for the county the files of its draft, whoever of its people brought them."""
    keys = file_keys(answer.body)
    Attachment.objects.filter(draft=draft, answer=None, key__in=keys).update(answer=answer)
