"""`README.md` of a package: what is what, in German and English."""

from collections.abc import Iterator
from pathlib import Path

from django.utils import translation

from portal.exits.format import VERSION, lines_of
from portal.members.estates import all_kinds
from portal.members.models import Organisation

_TEXT = (Path(__file__).parent / "README.template.md").read_text(encoding="utf-8")


def readme(organisation: Organisation, instance: str) -> str:
    """Return the text."""
    return _TEXT.format(
        organisation=organisation.display_name,
        instance=instance,
        version=VERSION,
        kinds="\n".join(_kinds()),
    )


def _kinds() -> Iterator[str]:
    for kind in all_kinds():
        with translation.override("de"):
            german = str(kind.label)
        with translation.override("en"):
            english = str(kind.label)
        yield f"| `{lines_of(kind.name)}` | {german} | {english} |"
