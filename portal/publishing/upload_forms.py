"""The forms by which pictures and files come into the CMS: alone, several at once, in a chooser.

Wagtail believes a file's name. Here its content says what it is, and what is stored is clean.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from portal.file_texts.queries import unfindable
from portal.kernel.files import MOST_BYTES, CleanFile, clean_file, clean_picture
from portal.publishing.actions import show_rights_anew
from portal.publishing.holding import held

RIGHTS = ("credit", "rights_holder", "licence")


def replace_content(upload: Any, clean: CleanFile) -> None:
    """Let the upload be its clean copy.

    In place: where another field is wrong, Wagtail keeps what the request brought for later.
    """
    upload.file.seek(0)
    upload.file.truncate()
    upload.file.write(clean.data)
    upload.file.seek(0)
    upload.name, upload.size = clean.name, len(clean.data)
    upload.content_type = clean.content_type


def _cleaned(form: Any, clean: Callable[[Any], CleanFile]) -> Any:
    file = form.cleaned_data["file"]
    if isinstance(file, UploadedFile) and "file" in form.changed_data:
        file.seek(0)
        replace_content(file, clean(file))
    return file


class PictureField(WagtailImageField):
    """Wagtail's, which breaks over pictures that only begin like one."""

    def to_python(self, data: Any) -> Any:
        """Read the picture; whatever its decoder says of a broken one is an answer, no error."""
        try:
            return super().to_python(data)
        except ValidationError:
            raise
        # Pillow raises whatever its decoders raise for broken or hostile files.
        except Exception:  # noqa: BLE001
            raise ValidationError(self.error_messages["invalid_image"]) from None


class PictureForm(BaseImageForm):
    """A picture: drawn anew, so that it tells nothing but what one sees."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if wagtails := self.fields.get("file"):
            self.fields["file"] = PictureField(
                label=wagtails.label, widget=wagtails.widget, required=wagtails.required
            )

    def clean_file(self) -> Any:
        """Check the picture by its content."""
        return _cleaned(self, lambda file: clean_picture(file, MOST_BYTES))

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002
        """Save it, and let the pages that show it name its rights as they are now."""
        picture = super().save(commit=commit)
        if commit and not {*RIGHTS, "file"}.isdisjoint(self.changed_data):
            show_rights_anew(picture=picture)
        return picture


class DownloadForm(BaseDocumentForm):
    """A file to take away: one of the kinds readers can open, without macros."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "file" in self.fields:
            self.fields["file"].help_text = _what_the_search_made_of(self.instance)

    def clean_file(self) -> Any:
        """Check the file by its content."""
        return _cleaned(self, _document)


def _what_the_search_made_of(download: Any) -> str | Promise:
    """Say whether the file is found by its text, and why not."""
    if missing := unfindable([held(download)]):
        state = missing[0].state.label
        return format_lazy(_("The search does not know the text: this file {state}."), state=state)
    return ""


def _document(file: Any) -> CleanFile:
    clean = clean_file(file)
    if clean.is_image:
        raise ValidationError(_("This is a picture. Please add it to the pictures."))
    return clean
