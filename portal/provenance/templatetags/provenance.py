"""What pages and questions show of each other; all of it is for the reader of the request."""

from django import template

from casestudies.models import CaseStudy, Guideline
from forum.models import Question
from forum.queries.thread import Labels
from portal.members.audiences import Reader
from portal.members.content import Visibility
from portal.members.models import Organisation, User
from portal.provenance.queries import pages
from portal.publishing.models import ContentPage
from portal.publishing.rules import may_enter_cms

register = template.Library()


@register.simple_tag
def articles_among(labels: Labels) -> list[pages.Article]:
    """Return the pages that were made of a question, of what stands beside it (no query)."""
    return [pages.article_of(label) for label in labels.made]


@register.simple_tag
def credits_of(page: ContentPage, reader: Reader) -> list[pages.Credit]:
    """Return the sources a published page names; one query where it has none."""
    return pages.credits_of(reader, page) if isinstance(page, CaseStudy | Guideline) else []


@register.simple_tag
def begins_article(question: Question, reader: Reader, *, answered: bool) -> bool:
    """Whether to offer making a page of this; ANSWERED: a county that she leads did so here."""
    if not isinstance(reader, User) or not question.answers_count:
        return False
    if may_enter_cms(reader):
        return True
    led = [one for one in reader.led_organisations if one.status == Organisation.Status.MEMBER]
    if not led or question.visibility == Visibility.COUNTY:
        return False
    return answered or question.organisation in led
