"""Pages, their files, and what of them an editor does not get to see."""

from portal.publishing.models.files import Download, Picture, PictureRendition
from portal.publishing.models.hiding import (
    content_models,
    has_hidden_history,
    hidden_pages,
    may_see_file,
    pages_using,
    workable_files,
)
from portal.publishing.models.pages import ContentPage, ContentPageQuerySet, IndexPage

__all__ = [
    "ContentPage", "ContentPageQuerySet", "Download", "IndexPage", "Picture", "PictureRendition",
    "content_models", "has_hidden_history", "hidden_pages", "may_see_file", "pages_using",
    "workable_files",
]  # fmt: skip
