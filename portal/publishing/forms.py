"""Forms of the CMS that differ from Wagtail's."""

from typing import Any

from wagtail.admin.forms.pages import CopyForm


class CopyAsDraftForm(CopyForm):
    """Copy a page as a draft.

    An alias would follow its original with the same key; a published copy would stand twice in
    every list before somebody has changed a word.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("alias", None)
        self.fields.pop("publish_copies", None)
