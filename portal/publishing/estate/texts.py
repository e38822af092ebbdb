"""Texts of the CMS on their way out and in: what they point at is here and there another number.

Pictures and files keep their number within the package, which the importer translates. Links to
pages become addresses: those of the organisation's own pages stay the same elsewhere, those of
others lead back to where they are; what the organisation may not see is not named at all.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.utils.html import escape
from wagtail.models import Page

from portal.members.estates import Arrival, Departure
from portal.publishing.models.pages import ContentPage

PICTURE, DOWNLOAD = "picture", "download"

# A story as it stands in a package: its blocks with type and value.
Story = list[dict[str, Any]]

_LINK = re.compile(r"<a\b[^>]*>")
_ATTRIBUTE = re.compile(r'\b(\w+)="([^"]*)"')
_EMBED = re.compile(r"<embed\b[^>]*>")


def rich_text_out(source: str, departure: Departure) -> str:
    """Return a rich text as it goes into the package."""
    return _links(source, lambda found: _link_out(found, departure))


def rich_text_in(source: str, arrival: Arrival) -> str:
    """Return a rich text of a package as it is stored here."""
    return _links(source, lambda found: _link_in(found, arrival))


def story_out(stream: Any, departure: Departure) -> Story:
    """Return a story as it goes into the package."""
    return [
        {"type": block["type"], "value": _value_out(block["type"], block["value"], departure)}
        for block in stream.get_prep_value()
    ]


def story_in(story: Story, arrival: Arrival) -> str:
    """Return a story of a package as it is stored here (JSON)."""
    blocks = [
        {
            "type": block["type"],
            "value": _value_in(block["type"], block["value"], arrival),
            "id": str(uuid4()),
        }
        for block in story
    ]
    return json.dumps(blocks)


def _value_out(kind: str, value: Any, departure: Departure) -> Any:
    if kind == "text":
        return rich_text_out(value, departure)
    if kind == "picture" and value["image"] is not None:
        departure.use(PICTURE, value["image"])
    return value


def _value_in(kind: str, value: Any, arrival: Arrival) -> Any:
    if kind == "text":
        return rich_text_in(value, arrival)
    if kind == "picture" and value["image"] is not None:
        return value | {"image": arrival.number(PICTURE, value["image"])}
    return value


def _links(source: str, write: Callable[[Mapping[str, str]], Mapping[str, str]]) -> str:
    def rewritten(tag: re.Match[str]) -> str:
        found = dict(_ATTRIBUTE.findall(tag[0]))
        if "linktype" not in found:
            return tag[0]
        wanted = write(found)
        return "<a" + "".join(f' {name}="{value}"' for name, value in wanted.items()) + ">"

    return _LINK.sub(rewritten, _EMBED.sub("", source))


def _link_out(found: Mapping[str, str], departure: Departure) -> Mapping[str, str]:
    number = int(found["id"]) if found.get("id", "").isdecimal() else 0
    if found["linktype"] == "document":
        departure.use(DOWNLOAD, number)
        return {"linktype": "document", "id": str(number)}
    address = _address(number, departure) if found["linktype"] == "page" else ""
    return {"href": escape(address)} if address else {}


def _address(number: int, departure: Departure) -> str:
    """Return where a page is found, if the organisation may know of it; '' otherwise."""
    page: Any = Page.objects.filter(pk=number, live=True).defer_streamfields().first()
    page = page and page.specific_deferred
    if isinstance(page, ContentPage):
        if page.organisation_id == departure.organisation.pk:
            return page.get_absolute_url()
        if departure.may_see(page):
            return settings.BASE_URL + page.get_absolute_url()
    return ""


def _link_in(found: Mapping[str, str], arrival: Arrival) -> Mapping[str, str]:
    number = int(found["id"]) if found.get("id", "").isdecimal() else 0
    here = arrival.number(DOWNLOAD, number) if found["linktype"] == "document" else None
    return {"linktype": "document", "id": str(here)} if here else {}
