"""What a page shows of the reports on it, to readers with the same tokens."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from portal.members.audiences import MEMBERS, Reader, organisation_token, tokens_of
from portal.publishing.models import ContentPage
from portal.publishing.parts import Part
from portal.replication.queries import reports_on, tally_of
from portal.replication.rules import may_be_repeated

NOTHING = SafeString()


def _line(page: ContentPage, reader: Reader) -> SafeString:
    reports = reports_on(page, reader)
    if not reports:
        return NOTHING
    return render_to_string("replication/_line.html", {"tally": tally_of(reports)})


def _section(page: ContentPage, reader: Reader) -> SafeString:
    reports = reports_on(page, reader)
    invites = may_be_repeated(page) and _may_be_asked(page, reader)
    if not reports and not invites:
        return NOTHING
    own = {organisation_token(one.organisation_id) for one in reports} & tokens_of(reader)
    context = {
        "page": page,
        "reports": reports,
        "tally": tally_of(reports),
        "invites": invites,
        "has_reported": bool(own),
    }
    return render_to_string("replication/_section.html", context)


def _may_be_asked(page: ContentPage, reader: Reader) -> bool:
    """Whether to invite: by her tokens alone, since all who hold them read the same HTML."""
    tokens = tokens_of(reader)
    own = organisation_token(page.organisation_id) in tokens
    acts = any(token.startswith("org:") for token in tokens)
    return MEMBERS in tokens and acts and not own


TRIED = Part("replication.line", "aside", _line)
REPORTS = Part("replication.section", "end", _section)
