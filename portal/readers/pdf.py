"""A page as a PDF file (PDF/UA), made by WeasyPrint in a process of its own.

That process gets the HTML, our style sheet, and the files that may be looked at: the fonts, and
the pictures this page shows. It has no settings, no database and no network to ask for more, and
bounds on time and memory. Where WeasyPrint or Pango is missing there are no PDF files.
"""

import ctypes
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Page, ReferenceIndex

from portal.kernel.aside import run_aside
from portal.kernel.content import Reference
from portal.outbox.registry import Failure, slow
from portal.publishing.models import Picture
from portal.publishing.views import PICTURE_SIZE
from portal.readers.actions import finish_pdf, give_up_pdf
from portal.readers.models import PdfFile, pdf_folder

SECONDS = 60
MOST_PICTURES = 60
LARGEST_PICTURES = 60_000_000
LARGEST_PDF = 40_000_000
_PROGRAM = Path(__file__).with_name("pdf_process.py")
_STYLES = Path(__file__).with_name("pdf.css")
_FONTS = ("fira-sans-regular.woff2", "fira-sans-semibold.woff2")
# What WeasyPrint loads, by the names it looks for.
_LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz.so.0")
_IMAGE = re.compile(r'<img src="([^"]+)"')

logger = structlog.get_logger(__name__)


@lru_cache(maxsize=1)
def pdf_is_possible() -> bool:
    """Whether WeasyPrint and the libraries it needs are here; asked once per process."""
    if find_spec("weasyprint") is None:
        return False
    try:
        for name in _LIBRARIES:
            ctypes.CDLL(name)
    except OSError:
        return False
    return True


@slow
def make_pdf(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Make the files that were asked for; what fails is said to who asks, and not tried again."""
    keys = [one.key for one in references]
    for file in PdfFile.objects.filter(key__in=keys).select_related("page"):
        if file.state == PdfFile.State.WAITING:
            _make(file)
    return {}


def _make(file: PdfFile) -> None:
    try:
        pages, size = _produce(file)
    except Exception as error:  # noqa: BLE001 - whatever it was, its reader is told
        logger.warning("pdf_failed", file=file.key, error=type(error).__name__)
        give_up_pdf(file=file)
    else:
        finish_pdf(file=file, pages=pages, size=size, now=timezone.now())


def _produce(file: PdfFile) -> tuple[int, int]:
    pdf_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(dir=pdf_folder()) as name:
        folder = Path(name)
        made = folder / "made.pdf"
        order = {
            "html": _document(file),
            "css": _STYLES.read_text(encoding="utf-8"),
            "base_url": settings.BASE_URL,
            "files": _fonts() | _pictures(file, folder),
            "target": str(made),
        }
        pages = int(run_aside(_PROGRAM, order, folder, SECONDS))
        size = made.stat().st_size
        if size > LARGEST_PDF:
            raise ValueError("too large")
        made.replace(file.path)
    return pages, size


def _document(file: PdfFile) -> str:
    address = f"{settings.BASE_URL}{file.page.specific_deferred.get_absolute_url()}"
    with translation.override(file.language):
        return render_to_string(
            "readers/pdf.html",
            {"file": file, "article": _drawable(file.html), "address": address},
        )


def _drawable(html: str) -> str:
    """Say in attributes what style sheets say of our charts: they do not reach into pictures."""
    drawn = {
        'class="kw-chart__base"': 'stroke="#666" stroke-width="1"',
        'class="kw-chart__line"': 'fill="none" stroke="#171a2b" stroke-width="3"',
        'class="kw-chart__point"': 'fill="#171a2b"',
        'class="kw-chart__value"': 'font-size="18" text-anchor="middle"',
        'class="kw-chart__year"': 'font-size="16" text-anchor="middle"',
    }
    for name, attributes in drawn.items():
        html = html.replace(name, attributes)
    return html.replace(' loading="lazy"', "")


def _fonts() -> dict[str, tuple[str, str]]:
    found = {name: finders.find(f"fonts/{name}") for name in _FONTS}
    return {
        f"{settings.BASE_URL}/fonts/{name}": (str(path), "font/woff2")
        for name, path in found.items()
        if path
    }


def _pictures(file: PdfFile, folder: Path) -> dict[str, tuple[str, str]]:
    """Return the pictures that the HTML shows and the page uses, as files beside each other."""
    shown = set(_IMAGE.findall(file.html))
    files: dict[str, tuple[str, str]] = {}
    room = LARGEST_PICTURES
    for image in Picture.objects.filter(pk__in=_used_by(file.page_id))[:MOST_PICTURES]:
        address = reverse("publishing:picture", args=[image.pk])
        if address not in shown:
            continue
        rendition = image.get_rendition(PICTURE_SIZE).file
        content = rendition.storage.open(rendition.name, "rb").read()
        room -= len(content)
        if room < 0:
            break
        copy = folder / str(image.pk)
        copy.write_bytes(content)
        files[f"{settings.BASE_URL}{address}"] = (str(copy), "image/*")
    return files


def _used_by(page: int) -> list[int]:
    types = ContentType.objects.get_for_models(Picture, Page)
    uses = ReferenceIndex.objects.filter(
        to_content_type=types[Picture], base_content_type=types[Page], object_id=str(page)
    )
    return [int(pk) for pk in uses.values_list("to_object_id", flat=True).distinct()]
