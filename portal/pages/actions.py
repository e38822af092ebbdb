"""What a program may do with news: bring in what counties have already."""

from datetime import datetime

from portal.pages.models import NewsPage
from portal.publishing.imports import Common, Imported, import_page
from portal.publishing.markdown import story_from_markdown


def import_news(common: Common, *, now: datetime, body: str) -> Imported[NewsPage]:
    """Create or update the piece of news with this key; `body` is Markdown.

    Raises ValidationError with messages by field; nothing is changed then.
    """

    def fill(page: NewsPage) -> None:
        page.body = story_from_markdown(body)

    return import_page(NewsPage, common, now=now, fill=fill)
