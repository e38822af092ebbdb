"""What stands on a guideline's page for those who can take it over."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from casestudies.models import Guideline
from portal.members.audiences import MEMBERS, Reader, tokens_of
from portal.publishing.models import ContentPage
from portal.publishing.parts import Part


def _take_over(page: ContentPage, reader: Reader) -> SafeString:
    if not isinstance(page, Guideline) or not page.html.get("steps"):
        return SafeString("")
    tokens = tokens_of(reader)
    # People of a member organisation; moderators who belong to none hold no token of one.
    if MEMBERS not in tokens or not any(token.startswith("org:") for token in tokens):
        return SafeString("")
    return render_to_string("checklists/_take_over.html", {"page": page})


TAKE_OVER = Part("checklists", "aside", _take_over)
