"""Pictures of snapshots: known by their content, bounded, drawn anew so that nothing hides."""

import io
import warnings
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 25_000_000
# Pillow's name of the format: (ending, type for the browser)
_FORMATS = {
    "PNG": ("png", "image/png"),
    "JPEG": ("jpg", "image/jpeg"),
    "WEBP": ("webp", "image/webp"),
}


@dataclass(frozen=True, slots=True)
class CleanImage:
    """A picture without metadata."""

    data: bytes
    extension: str
    content_type: str


def clean_image(upload: File[bytes]) -> CleanImage:
    """Return the uploaded picture drawn anew; raises ValidationError with the way out."""
    if (upload.size or 0) > MOST_BYTES:
        raise ValidationError(_("This picture is larger than 5 MB. Please make it smaller."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _redrawn(io.BytesIO(upload.read()))
    except ValidationError:
        raise
    # Pillow raises whatever its decoders raise for broken or hostile files.
    except Exception:  # noqa: BLE001
        raise _no_picture() from None


def _redrawn(file: io.BytesIO) -> CleanImage:
    with Image.open(file, formats=tuple(_FORMATS)) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValidationError(_("This picture has too many pixels. Please make it smaller."))
        name = picture.format or ""
        upright = ImageOps.exif_transpose(picture)
        mode = "RGB" if name == "JPEG" else "RGBA"
        # Pixels only: a copied picture carries no position, camera or comment.
        bare = Image.new(mode, upright.size)
        bare.paste(upright.convert(mode))
    out = io.BytesIO()
    bare.save(out, format=name)
    extension, content_type = _FORMATS[name]
    return CleanImage(out.getvalue(), extension, content_type)


def _no_picture() -> ValidationError:
    return ValidationError(_("This is no picture we can read. Please use PNG, JPEG or WebP."))
