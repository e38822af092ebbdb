"""Threads of another forum as the lines that `import_content` reads.

Two forms are understood: topics of Discourse as its API gives them (`GET /t/<id>.json?print=true&
include_raw=true`), and a table with one post a row. Nothing here trusts its input, and nothing is
written to the database: what comes out is checked by the import like every other line.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.kernel.frontmatter import Unreadable

# Longer ones become answers of their own: `forum.models.COMMENT_LENGTH`.
LONGEST_COMMENT = 2_000
EVERYBODY_ELSE = "*"
# Of Discourse's kinds of posts the one people write; others are notes of the program.
_WRITTEN = 1
_OPENING_QUOTE = re.compile(r"\[quote[^\]\n]{0,200}\]", re.IGNORECASE)
_CLOSING_QUOTE = re.compile(r"\[/quote\]", re.IGNORECASE)
_UPLOAD = re.compile(r"!?\[([^\]\n]{0,200})\]\(upload://[^)\n]{0,200}\)")
_SIZE = re.compile(r"\|.*$")

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "thread": ("thread", "thema", "topic_id", "frage"),
    "number": ("number", "nummer", "post_number"),
    "reply_to": ("reply_to", "antwort auf", "reply_to_post_number"),
    "title": ("title", "titel"),
    "body": ("body", "text", "raw"),
    "person": ("person", "username"),
    "written_at": ("written_at", "datum", "created_at"),
    "accepted": ("accepted", "angenommen"),
    "tags": ("tags", "themen"),
}
_NEEDED = ("thread", "number", "body", "person")
_YES = frozenset({"1", "x", "ja", "yes", "true", "wahr"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post; the first of a thread asks. `reply_to` is the number of another post, or 0."""

    number: int
    person: str
    body: str
    written_at: str | None = None
    reply_to: int = 0
    accepted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A question with all that was written below it, in order."""

    key: str
    title: str
    posts: tuple[Post, ...]
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Writer:
    """For which organisation somebody wrote, and who she is here (an address, a name, or "")."""

    organisation: str
    author: str = ""


def threads_of_discourse(values: Any) -> Iterator[Thread | Unreadable]:
    """Read one topic of Discourse, or a list of them."""
    for topic in values if isinstance(values, list) else [values]:
        try:
            yield _discourse_thread(topic)
        except Unreadable as error:
            yield error


def _discourse_thread(topic: Any) -> Thread:
    if not isinstance(topic, dict) or not isinstance(topic.get("post_stream"), dict):
        raise Unreadable(_("This is no topic of Discourse: “post_stream” is missing."))
    posts = [post for post in _dicts(topic["post_stream"].get("posts")) if _is_written(post)]
    if any("raw" not in post for post in posts):
        raise Unreadable(_("The texts are missing: please export with “include_raw=true”."))
    accepted = topic.get("accepted_answer")
    solved = accepted.get("post_number") if isinstance(accepted, dict) else None
    return Thread(
        key=f"discourse-{_line(topic.get('id'))}",
        title=_line(topic.get("title")),
        posts=tuple(_discourse_post(post, solved) for post in posts),
        tags=tuple(_line(tag) for tag in topic.get("tags") or () if isinstance(tag, str)),
    )


def _is_written(post: Mapping[str, Any]) -> bool:
    """Leave out notes of the program, whispers among staff, and what was taken back or hidden."""
    shown = not post.get("deleted_at") and not post.get("hidden") and not post.get("user_deleted")
    return post.get("post_type", _WRITTEN) == _WRITTEN and shown


def _discourse_post(post: Mapping[str, Any], solved: object) -> Post:
    number = _number(post.get("post_number"))
    return Post(
        number=number,
        person=_line(post.get("username")),
        body=as_markdown(str(post["raw"])),
        written_at=_line(post.get("created_at")) or None,
        reply_to=_number(post.get("reply_to_post_number")),
        accepted=post.get("accepted_answer") is True or number == solved,
    )


def threads_of_table(rows: Sequence[Mapping[str, str]]) -> Iterator[Thread | Unreadable]:
    """Read a table: one post a row, its thread named in each; order does not matter."""
    columns = {name: _column(rows, name) for name in COLUMNS}
    if missing := [COLUMNS[name][0] for name in _NEEDED if not columns[name]]:
        reason = _("Columns are missing in the first row: %(names)s.")
        raise Unreadable(reason % {"names": ", ".join(missing)})
    groups: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        cells = {name: (row.get(column) or "").strip() for name, column in columns.items()}
        groups.setdefault(cells["thread"], []).append(cells)
    for key, cells_of_thread in groups.items():
        yield _table_thread(key, cells_of_thread)


def _column(rows: Sequence[Mapping[str, str]], name: str) -> str:
    """Return how the table calls a column, "" where it has none."""
    header = list(rows[0]) if rows else []
    return next((one for one in header if one and one.strip().casefold() in COLUMNS[name]), "")


def _table_thread(key: str, rows: Sequence[Mapping[str, str]]) -> Thread:
    ordered = sorted(rows, key=lambda row: _number(row["number"]))
    return Thread(
        key=f"forum-{key}",
        title=next((row["title"] for row in ordered if row["title"]), ""),
        posts=tuple(_table_post(row) for row in ordered),
        tags=tuple(tag.strip() for tag in ordered[0]["tags"].split(",") if tag.strip()),
    )


def _table_post(row: Mapping[str, str]) -> Post:
    return Post(
        number=_number(row["number"]),
        person=row["person"],
        body=as_markdown(row["body"]),
        written_at=row["written_at"] or None,
        reply_to=_number(row["reply_to"]),
        accepted=row["accepted"].casefold() in _YES,
    )


def line_of(thread: Thread, people: Mapping[str, Writer]) -> dict[str, Any]:
    """Return a thread as a line for the import; raises Unreadable with the way out.

    A short reply to an answer becomes a comment on it, and so does a reply to that; what replies
    to the question, or is too long for a comment, is an answer.
    """
    if not thread.posts:
        raise Unreadable(_("“%(key)s” holds no post.") % {"key": thread.key})
    question, *others = thread.posts
    answers: dict[int, dict[str, Any]] = {}
    belongs: dict[int, int] = {}
    for post in others:
        below = belongs.get(post.reply_to)
        if below is None or post.accepted or len(post.body) > LONGEST_COMMENT:
            answers[post.number] = _post_fields(post, people) | {"accepted": post.accepted}
            belongs[post.number] = post.number
        else:
            answers[below].setdefault("comments", []).append(_post_fields(post, people))
            belongs[post.number] = below
    head = {"kind": "question", "key": thread.key, "title": thread.title}
    more = {"topics": list(thread.tags), "answers": list(answers.values())}
    return head | _post_fields(question, people) | more


def _post_fields(post: Post, people: Mapping[str, Writer]) -> dict[str, Any]:
    writer = people.get(post.person.casefold()) or people.get(EVERYBODY_ELSE)
    if writer is None:
        raise Unreadable(
            _("“%(person)s” stands in no row of the file of people.") % {"person": post.person}
        )
    fields = {
        "organisation": writer.organisation,
        "author": writer.author or None,
        "body": post.body,
        "published_at": post.written_at,
    }
    return {name: value for name, value in fields.items() if value is not None}


def people_of(rows: Iterable[Sequence[str]]) -> dict[str, Writer]:
    """Read who wrote for whom: name in the old forum, organisation, address or name here.

    Raises Unreadable for a row without an organisation. The first row names the columns.
    """
    people = {}
    for number, row in enumerate(rows, 1):
        name, organisation, author = (*row, "", "", "")[:3]
        if number == 1 or not name.strip():
            continue
        if not organisation.strip():
            raise Unreadable(_("The organisation is missing."), number)
        people[name.strip().casefold()] = Writer(organisation.strip(), author.strip())
    return people


def as_markdown(text: str) -> str:
    """Turn what only Discourse understands into Markdown: quotes, and pictures that stay behind."""
    lines, depth = [], 0
    for line in text.replace("\r\n", "\n").split("\n"):
        opened, closed = len(_OPENING_QUOTE.findall(line)), len(_CLOSING_QUOTE.findall(line))
        rest = _CLOSING_QUOTE.sub("", _OPENING_QUOTE.sub("", line)).strip()
        quoted = depth > 0 or opened > 0
        depth = max(0, depth + opened - closed)
        if opened or closed:
            lines += [f"> {rest}"] if rest and quoted else [rest] if rest else []
            lines += [""] if closed and not depth else []
        else:
            lines.append(f"> {line}" if quoted else line)
    return _UPLOAD.sub(_left_behind, "\n".join(lines)).strip()


def _left_behind(found: re.Match[str]) -> str:
    name = _SIZE.sub("", found[1]).strip()
    return _("(file left behind: %(name)s)") % {"name": name} if name else _("(file left behind)")


def _dicts(values: object) -> list[dict[str, Any]]:
    return [one for one in values if isinstance(one, dict)] if isinstance(values, list) else []


def _line(value: object) -> str:
    return " ".join(str(value).split()) if isinstance(value, str | int) else ""


def _number(value: object) -> int:
    text = str(value) if isinstance(value, int | str) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
