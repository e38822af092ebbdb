"""The blocks of which editors build a text."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import StreamField

from portal.publishing.foreign_files import PictureChooserBlock
from portal.publishing.pictures import is_undescribed, with_choice

# What `markdown.py` makes of imported Markdown must be among these: Draftail drops the rest.
TEXT_FEATURES = [
    "h3", "h4", "bold", "italic", "strikethrough", "code", "ol", "ul", "blockquote", "hr",
    "link", "document-link",
]  # fmt: skip
SHORT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]


class PictureBlock(blocks.StructBlock):
    """A picture that says what is on it for those who do not see it, or is a mere ornament.

    That is chosen, never left open; drafts may be unfinished.
    """

    image = PictureChooserBlock(label=_("picture"))
    alt = blocks.CharBlock(
        label=_("text instead of the picture"),
        max_length=300,
        required=False,
        help_text=_("What somebody who cannot see the picture needs to know."),
    )
    decorative = blocks.BooleanBlock(
        label=_("mere ornament"),
        required=False,
        help_text=_("Whoever does not see the picture misses nothing."),
    )
    caption = blocks.CharBlock(
        label=_("caption"),
        max_length=300,
        required=False,
        help_text=_("The rights, which stand with the picture, are shown after it."),
    )

    def clean(self, value: Any) -> Any:
        """Ask for the text or the choice, unless a draft is saved."""
        cleaned = super().clean(value)
        if not self.is_deferred_validation and is_undescribed(cleaned):
            sentence = _("Say what is on the picture, or that it is a mere ornament.")
            raise blocks.StructBlockValidationError({"alt": ValidationError(sentence)})
        return cleaned

    def to_python(self, value: Mapping[str, Any]) -> Any:
        """Read a stored picture, older ones too."""
        return super().to_python(with_choice(value))

    def bulk_to_python(self, values: Sequence[Mapping[str, Any]]) -> Any:
        """Read many at once."""
        return super().bulk_to_python([with_choice(value) for value in values])

    class Meta:
        icon = "image"
        label = _("Picture")


class QuoteBlock(blocks.StructBlock):
    """Somebody's own words, and whose."""

    text = blocks.TextBlock(label=_("quotation"), rows=3)
    source = blocks.CharBlock(label=_("who said it, where"), max_length=200, required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")


class TableBlock(TypedTableBlock):
    """Rows and columns of plain text; the first row holds the headings."""

    text = blocks.CharBlock(label=_("Text"), required=False)

    class Meta:
        icon = "table"
        label = _("Table")


class StoryBlock(blocks.StreamBlock):
    """A text with the pictures, quotations and tables it needs."""

    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES)
    picture = PictureBlock()
    quote = QuoteBlock()
    table = TableBlock()


def story_field(label: object, help_text: object = "") -> StreamField:
    """Make the field for one section of a page; an empty section is not shown."""
    return StreamField(
        StoryBlock(required=False), blank=True, verbose_name=label, help_text=help_text
    )
