"""What an organisation owns in the CMS: pages with their versions, pictures and files."""

from portal.publishing.estate.files import PUBLISHING
from portal.publishing.estate.pages import (
    PageFields,
    PageRow,
    VersionRow,
    common_fields,
    page_kinds,
)
from portal.publishing.estate.texts import (
    DOWNLOAD,
    PICTURE,
    Story,
    rich_text_in,
    rich_text_out,
    story_in,
    story_out,
)

__all__ = [
    "DOWNLOAD", "PICTURE", "PUBLISHING", "PageFields", "PageRow", "Story", "VersionRow",
    "common_fields", "page_kinds", "rich_text_in", "rich_text_out", "story_in", "story_out",
]  # fmt: skip
