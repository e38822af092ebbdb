"""Pages as tests need them, made by the actions the import uses."""

from typing import Any

from django.utils import timezone

from casestudies.actions import import_case_study, import_guideline
from casestudies.models import CaseStudy, Guideline
from portal.kernel.content import new_key
from portal.members.models import Organisation
from portal.pages.actions import import_news
from portal.pages.models import NewsPage
from portal.publishing.imports import Common

_COMMON = ("key", "title", "visibility", "topics", "channels", "published_at", "summary", "publish")


def _split(of: Organisation, fields: dict[str, Any], title: str) -> tuple[Common, dict[str, Any]]:
    common = {name: fields.pop(name) for name in _COMMON if name in fields}
    common = {"key": new_key(), "title": title, "visibility": "public", **common}
    return Common(organisation=of, **common), {"body": "Ein Text.", **fields}


def case_study(of: Organisation, **fields: Any) -> CaseStudy:
    """Import a public case study of an organisation."""
    common, own = _split(of, fields, "Facebook im Kreishaus")
    return import_case_study(common, now=timezone.now(), **own).page


def guideline(of: Organisation, **fields: Any) -> Guideline:
    """Import a public guideline of an organisation."""
    common, own = _split(of, fields, "Kommentare moderieren")
    return import_guideline(common, now=timezone.now(), **own).page


def news(of: Organisation, **fields: Any) -> NewsPage:
    """Import a public piece of news of an organisation."""
    common, own = _split(of, fields, "Treffen in Osnabrück")
    return import_news(common, now=timezone.now(), **own).page
