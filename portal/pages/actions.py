"""Bringing news and press releases in, and saying who answers the press."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from wagtail.models import Locale

from portal.kernel.content import Reference
from portal.kernel.text import clean_line, clean_text
from portal.kernel.verdict import require
from portal.members.models import Organisation, User
from portal.outbox.recording import record
from portal.pages.facts import PressOfficeEdited, ReleaseBroughtIn, ReleaseDiscarded
from portal.pages.models import Genre, NewsPage, PlainPage, PressOffice
from portal.pages.reading import Release
from portal.pages.rules import may_bring_in, may_discard, may_edit_press_office
from portal.publishing.imports import Common, Imported, import_page
from portal.publishing.markdown import story_from_markdown
from portal.publishing.placing import place_draft
from portal.taxonomy.models import Topic

PRESS_OFFICE = "press_office"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRelease:
    """A press release as it was checked by whoever brings it in, and for whom it is."""

    text: Release
    organisation: Organisation
    visibility: str
    topics: Collection[Topic] = ()


@transaction.atomic
def bring_in_release(*, actor: User, wanted: NewRelease, key: str) -> NewsPage:
    """Make an ordinary draft of a press release; the form's `key` makes sending it twice make one.

    Raises ValidationError with messages by field.
    """
    require(may_bring_in(actor, wanted.organisation))
    page, new = place_draft(
        NewsPage, actor=actor, key=key, make=lambda free: _draft(actor, wanted, free)
    )
    if new:
        page.save_revision(user=actor)
        record(ReleaseBroughtIn(reference=page.reference))
    return page


def _draft(actor: User, wanted: NewRelease, key: str) -> NewsPage:
    text = wanted.text
    page = NewsPage(
        key=key,
        live=False,
        locale=Locale.get_default(),
        owner=actor,
        genre=Genre.PRESS_RELEASE,
        organisation=wanted.organisation,
        visibility=wanted.visibility,
        summary=clean_line(text.summary),
        place=clean_line(text.place),
        released_on=text.released_on,
        embargo_until=text.embargo_until,
        contact_unit=clean_line(text.contact_unit),
        contact_phone=clean_line(text.contact_phone),
        contact_email=text.contact_email.strip(),
        body=story_from_markdown(text.body),
    )
    page.title = page.draft_title = clean_line(text.title)
    page.topics.set(wanted.topics)
    return page


@transaction.atomic
def discard_release(*, actor: User, page: NewsPage) -> None:
    """Throw a draft away for good, while nobody has planned to publish it."""
    found = NewsPage.objects.select_for_update(of=("self",)).get(pk=page.pk)
    require(may_discard(actor, found))
    reference = found.reference
    found.delete()
    record(ReleaseDiscarded(reference=reference))


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom the press may ask, and what stands below each release of the county."""

    about: str = ""
    unit: str = ""
    phone: str = ""
    email: str = ""


@transaction.atomic
def edit_press_office(
    *, actor: User, organisation: Organisation, contact: Contact, now: datetime
) -> PressOffice:
    """Write down what holds for all releases of the county."""
    require(may_edit_press_office(actor, organisation))
    office, _made = PressOffice.objects.update_or_create(
        organisation=organisation,
        defaults={
            "about": clean_text(contact.about).strip(),
            "unit": clean_line(contact.unit),
            "phone": clean_line(contact.phone),
            "email": contact.email,
            "edited_at": now,
        },
    )
    record(PressOfficeEdited(reference=Reference(PRESS_OFFICE, str(office.pk))))
    return office


def import_news(common: Common, *, now: datetime, body: str) -> Imported[NewsPage]:
    """Create or update the piece of news with this key; `body` is Markdown.

    Raises ValidationError with messages by field; nothing is changed then.
    """

    def fill(page: NewsPage) -> None:
        page.body = story_from_markdown(body)

    return import_page(NewsPage, common, now=now, fill=fill)


def fill_plain_page(*, slug: str, title: str, body: str) -> bool:
    """Write a page of the site itself, while no editor has touched it; whether it was written."""
    page = PlainPage.objects.filter(slug=slug, latest_revision=None).first()
    if page is None:
        return False
    page.title = page.draft_title = title
    page.body = story_from_markdown(body)
    page.save()
    return True
