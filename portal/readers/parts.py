"""What a page offers its readers beside the text. No query: it stands on every page."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from portal.members.audiences import Reader, tokens_of
from portal.publishing.models import ContentPage
from portal.publishing.parts import Part
from portal.readers.pdf import pdf_is_possible

NOTHING = SafeString()


def _tools(page: ContentPage, reader: Reader) -> SafeString:
    if not page.live:
        return NOTHING
    # More than what everybody holds: she takes part.
    takes_part = len(tokens_of(reader)) > 1
    context = {"page": page, "subscribes": takes_part, "pdf": pdf_is_possible()}
    return render_to_string("readers/_tools.html", context)


def _ask(page: ContentPage, _reader: Reader) -> SafeString:
    return render_to_string("readers/_ask.html", {"page": page}) if page.live else NOTHING


TOOLS = Part("readers.tools", "aside", _tools)
ASK = Part("readers.ask", "end", _ask)
