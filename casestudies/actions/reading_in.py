"""Make a draft of a document: its headings become sections, the rest the description."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from casestudies.actions.writing import NewCaseStudy, place_draft
from casestudies.facts import CaseStudyReadIn
from casestudies.headings import HEADINGS, REST
from casestudies.models import CaseStudy
from casestudies.patterns import pattern_for
from portal.channels.values import month_start_of
from portal.kernel.markdown import excerpt, plain_text
from portal.kernel.text import clean_line, clean_text
from portal.members.models import User
from portal.outbox.recording import record
from portal.publishing.markdown import blocks_from_html, blocks_from_markdown
from portal.publishing.placing import check_draft
from portal.publishing.reading_in import Document, Part, sort_into
from portal.taxonomy.models import Platform, Topic

TITLE_LENGTH = 200
SUMMARY_LENGTH = 390
_LARGEST_COUNT = 2_147_483_647
_LINES = {"effort_note": 300, "contact_unit": 200}


@dataclass(frozen=True, slots=True)
class ReadIn:
    """The draft, which heading went where, and what of the document was not taken."""

    page: CaseStudy
    parts: list[Part] = field(default_factory=list)
    pictures: int = 0
    unknown: list[str] = field(default_factory=list)


@transaction.atomic
def read_in(*, actor: User, wanted: NewCaseStudy, document: Document, key: str) -> ReadIn:
    """Make a draft of a document. The form's `key` makes sending it twice make one.

    Topics, channels, figures and the like are taken where the document begins with them as
    fields; what cannot be understood is left out and named.
    """
    found = sort_into(document.html, HEADINGS, REST)
    fields = {clean_line(str(name))[:60]: value for name, value in document.fields.items()}
    named = _line(fields.pop("title", ""))
    title = wanted.title or named or document.title or found.title
    chosen = replace(
        wanted,
        title=title[:TITLE_LENGTH] or _("Case study without a title"),
        topics=_words(Topic, fields.pop("topics", ())),
        channels=_words(Platform, fields.pop("channels", ())),
    )
    chosen = replace(chosen, pattern=pattern_for(_slugs(chosen.topics), _slugs(chosen.channels)))
    page, new = place_draft(actor, chosen, key)
    if new:
        unknown = _fill(page, found.html, fields)
        check_draft(page)
        Page.save(page, clean=False)
        page.save_revision(user=actor, clean=False)
        record(CaseStudyReadIn(reference=page.reference))
        return ReadIn(page, found.parts, document.pictures, unknown)
    return ReadIn(page, found.parts, document.pictures)


def _fill(page: CaseStudy, html: Mapping[str, str], fields: Mapping[str, Any]) -> list[str]:
    """Write what was found into the page; return the names of fields that could not be used."""
    for section, text in html.items():
        if section == "summary":
            page.summary = excerpt(plain_text(text), SUMMARY_LENGTH)
        else:
            setattr(page, section, blocks_from_html(text))
    return [name for name, value in fields.items() if not _set(page, name, value)]


def _set(page: CaseStudy, name: str, value: Any) -> bool:
    """Set one field from the head of a document; False where it makes no sense."""
    try:
        if name in CaseStudy.SECTIONS:
            setattr(page, name, blocks_from_markdown(clean_text(str(value))))
        elif name == "summary":
            page.summary = excerpt(_line(value), SUMMARY_LENGTH)
        elif name in _LINES:
            setattr(page, name, _line(value)[: _LINES[name]])
        elif name in {"period_start", "period_end"}:
            setattr(page, name, month_start_of(str(value)))
        elif name in {"effort_hours", "effort_euros"} and _is_count(value):
            setattr(page, name, value)
        elif name == "contact_email":
            validate_email(_line(value))
            page.contact_email = _line(value)
        else:
            return False
    except ValidationError:
        return False
    return True


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value <= _LARGEST_COUNT


def _line(value: object) -> str:
    return clean_line(value) if isinstance(value, str) else ""


def _words(model: type[Any], named: object) -> list[Any]:
    """Return the topics or channels that are known; the site's words are its curators' own."""
    names = named if isinstance(named, list) else [named]
    slugs = [_line(name) for name in names]
    return list(model.objects.filter(slug__in=[slug for slug in slugs if slug]))


def _slugs(words: Any) -> list[str]:
    return [one.slug for one in words]
