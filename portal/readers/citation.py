"""How a version of a page is cited: as a sentence, as BibTeX, as RIS."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from portal.kernel.text import clean_line
from portal.publishing.models import ContentPage
from portal.readers.models import Version

SITE = "Kreiswissen"
# What means something to TeX. https://www.ctan.org/pkg/lshort, 2.4
_TEX = re.compile(r"[\\{}$&#^_%~]")
_COMMANDS = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}


@dataclass(frozen=True, slots=True)
class Citation:
    """What is cited: `url` is the address of this version."""

    author: str
    title: str
    published: date
    version: datetime
    url: str
    read: date

    @property
    def sentence(self) -> str:
        """In words."""
        return _(
            "%(author)s: “%(title)s”. In: %(site)s, published on %(published)s, version of"
            " %(version)s. %(url)s (read on %(read)s)."
        ) % {
            "author": self.author,
            "title": self.title,
            "site": SITE,
            "published": date_format(self.published, "DATE_FORMAT"),
            "version": date_format(localtime(self.version), "DATETIME_FORMAT"),
            "url": self.url,
            "read": date_format(self.read, "DATE_FORMAT"),
        }

    @property
    def bibtex(self) -> str:
        """For biblatex, as an online source."""
        key = self.url.rstrip("/").rpartition("/")[2]
        fields = {
            "author": f"{{{_tex(self.author)}}}",
            "title": _tex(self.title),
            "organization": SITE,
            "date": self.published.isoformat(),
            "version": localtime(self.version).date().isoformat(),
            "url": self.url,
            "urldate": self.read.isoformat(),
        }
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        return f"@online{{kreiswissen-{key},\n{lines}}}"

    @property
    def ris(self) -> str:
        """For Zotero, Citavi and the like."""
        rows = (
            ("TY", "ELEC"),
            ("AU", f"{self.author},"),
            ("TI", self.title),
            ("PB", SITE),
            ("PY", str(self.published.year)),
            ("DA", self.published.strftime("%Y/%m/%d/")),
            ("ET", localtime(self.version).date().isoformat()),
            ("UR", self.url),
            ("Y2", self.read.strftime("%Y/%m/%d/")),
            ("ER", ""),
        )
        return "\n".join(f"{tag}  - {value}" for tag, value in rows)


def citation_of(page: ContentPage, version: Version, today: date) -> Citation:
    """Cite a version; its author is the county, never a person."""
    return Citation(
        author=clean_line(page.organisation.display_name),
        title=clean_line(version.content["title"]),
        published=localtime(page.published_at or version.published_at).date(),
        version=version.published_at,
        url=f"{settings.BASE_URL}{version.get_absolute_url()}",
        read=today,
    )


def _tex(text: str) -> str:
    return _TEX.sub(lambda sign: _COMMANDS.get(sign[0], f"\\{sign[0]}"), text)
