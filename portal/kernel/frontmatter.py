"""Markdown files that begin with fields, as YAML between two lines of “---”.

Nothing here trusts its input.
"""

import re
from typing import Any

import yaml
from django.utils.translation import gettext as _
from frontmatter.default_handlers import YAMLHandler


class Unreadable(ValueError):
    """A text cannot be understood; says why, and in which line of it."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


def has_front_matter(text: str) -> bool:
    """Whether a text begins with fields."""
    return bool(YAMLHandler().detect(text))


def front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Return the fields of a text that begins with some, and the text below them.

    Raises Unreadable.
    """
    try:
        head, body = YAMLHandler().split(text)
    except ValueError:
        raise Unreadable(_("The front matter has no end: a line of “---”.")) from None
    return _yaml_object(head), body


def once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return pairs as fields; a name given twice is an error."""
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Unreadable(_("The field “%(field)s” is given twice.") % {"field": twice[:80]})
    return values


class _PlainLoader(yaml.SafeLoader):
    """YAML without its surprises.

    Dates stay text, and so do numbers with a leading zero: an unquoted 03353 (the county of
    Harburg) would be read as an octal number. References (`*a`) are refused: a few lines of them
    unfold to gigabytes.
    """

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise Unreadable(_("References (*) are not allowed in YAML."), mark.line + 1)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: ARG002, FBT001, FBT002 - PyYAML's
        return once_each([
            (str(self.construct_object(key, deep=True)), self.construct_object(value, deep=True))
            for key, value in node.value
        ])  # fmt: skip


_KEPT = {"tag:yaml.org,2002:bool", "tag:yaml.org,2002:null"}
_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in _KEPT]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_PlainLoader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^(?:0|-?[1-9][0-9]{0,17})$"), list("-0123456789")
)
_PlainLoader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^-?[0-9]{1,18}\.[0-9]{1,18}$"), list("-0123456789")
)


def _yaml_object(head: str) -> dict[str, Any]:
    try:
        values = yaml.load(head, Loader=_PlainLoader)  # noqa: S506 - a SafeLoader
    except Unreadable:
        raise
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        raise Unreadable(
            _("The front matter is not valid YAML. A value with a colon needs quotation marks."),
            mark.line + 1 if mark else 1,
        ) from None
    if not isinstance(values, dict):
        raise Unreadable(_("The front matter must consist of fields: “name: value”."))
    return values
