"""Pictures people bring: known by their content, bounded, drawn anew so that nothing hides.

What tells where, when and by whom a picture was taken is in no copy drawn anew, whatever the
format calls it (EXIF, XMP, IPTC, comments, text chunks); nor is what somebody appended to its end.
Kept are the way up, which becomes part of the pixels, and the colour profile, without which colours
change.
"""

import io
import warnings
from dataclasses import dataclass
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 25_000_000
# Profiles of cameras and screens have some kilobytes; what is larger is none.
LARGEST_PROFILE = 200_000
# What Pillow finds in a picture beside its pixels that tells nothing about how it came to be.
_HARMLESS = frozenset(
    {
        "adobe", "adobe_transform", "aspect", "background", "chromaticity", "dpi", "duration",
        "gamma", "icc_profile", "interlace", "jfif", "jfif_density", "jfif_unit", "jfif_version",
        "loop", "progression", "progressive", "srgb", "timestamp", "transparency",
    }
)  # fmt: skip
# What drawing anew shall cost in quality: nothing one sees.
_QUALITY = {"JPEG": 92, "WEBP": 90}
# A profile holds for the colours it describes: these stay the same when drawn anew.
_SAME_COLOURS = {"RGB", "RGBA", "P"}
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


def clean_image(upload: "File[bytes]", most_bytes: int | None = None) -> CleanImage:
    """Return the uploaded picture drawn anew; raises ValidationError with the way out."""
    most = most_bytes or MOST_BYTES
    if (upload.size or 0) > most:
        raise ValidationError(
            _("This picture is larger than %(size)s MB. Please make it smaller."),
            params={"size": most // (1024 * 1024)},
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _redrawn(io.BytesIO(upload.read()))
    except ValidationError:
        raise
    # Pillow raises whatever its decoders raise for broken or hostile files.
    except Exception:  # noqa: BLE001
        raise _no_picture() from None


def tells_more(file: IO[bytes]) -> bool:
    """Whether a stored picture tells more than one sees, so that it must be drawn anew."""
    with Image.open(file, formats=tuple(_FORMATS)) as picture:
        picture.load()
        return not _HARMLESS.issuperset(picture.info)


def _redrawn(file: io.BytesIO) -> CleanImage:
    with Image.open(file, formats=tuple(_FORMATS)) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValidationError(_("This picture has too many pixels. Please make it smaller."))
        name, kept = picture.format or "", _profile(picture)
        upright = ImageOps.exif_transpose(picture)
        mode = "RGB" if name == "JPEG" else "RGBA"
        # Pixels only: a copied picture carries no position, camera or comment.
        bare = Image.new(mode, upright.size)
        bare.paste(upright.convert(mode))
    if name in _QUALITY:
        kept["quality"] = _QUALITY[name]
    out = io.BytesIO()
    bare.save(out, format=name, **kept)
    extension, content_type = _FORMATS[name]
    return CleanImage(out.getvalue(), extension, content_type)


def _profile(picture: Image.Image) -> dict[str, Any]:
    profile = picture.info.get("icc_profile")
    if not profile or len(profile) > LARGEST_PROFILE or picture.mode not in _SAME_COLOURS:
        return {}
    return {"icc_profile": profile}


def _no_picture() -> ValidationError:
    return ValidationError(_("This is no picture we can read. Please use PNG, JPEG or WebP."))
