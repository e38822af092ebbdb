"""What a program may do with news: bring in what counties have already."""

from datetime import datetime

from portal.pages.models import NewsPage, PlainPage
from portal.publishing.imports import Common, Imported, import_page
from portal.publishing.markdown import story_from_markdown


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
