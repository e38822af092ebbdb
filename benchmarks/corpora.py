"""The development set: Debian's German help of LibreOffice, with its own index as queries.

The package is fetched with the system's package manager into the cache folder and unpacked there;
nothing of it enters the repository. The two halves are fixed: odd and even by a hash of the query.
"""

import hashlib
import html
import os
import random
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "kreiswissen" / "help"
PACKAGE = "libreoffice-help-de"
# An entry on many pages names a menu, not a subject.
MOST_PAGES = 5
SHORTEST = 6

_ENTRY = re.compile(r'\{url:"([^"?#]+)[^"]*", app:"\w*", text:"([^"]*)"\}')
_BODY = re.compile(r'<div id="DisplayArea".*', re.DOTALL)
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_DROP = re.compile(r"<(script|style|nav|footer)\b.*?</\1>|<[^>]+>", re.DOTALL)
_COMPOUNDS = Path(__file__).parent / "compounds.tsv"


@dataclass(frozen=True, slots=True)
class Text:
    """One document of a set."""

    key: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Case:
    """One query and the keys of the texts that answer it."""

    query: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Set:
    """A set of texts with its queries, split into halves."""

    name: str
    texts: tuple[Text, ...]
    tuning: tuple[Case, ...]
    measured: tuple[Case, ...]


def help_sets() -> list[Set]:
    """Return the keyword set, and the task set: titles as questions over bodies without titles."""
    folder = _unpacked() / "usr/share/libreoffice/help/de"
    texts = {path: text for path, text in _pages(folder) if len(text.body) > 80}
    tasks = [
        Case(f"Wie geht das: {text.title}?", frozenset({text.key}))
        for path, text in texts.items()
        if "/guide/" in path and " " in text.title
    ]
    bodies = tuple(Text(text.key, "", text.body) for text in texts.values())
    return [
        Set("keywords", tuple(texts.values()), *_halves(_entries(folder, texts))),
        Set("tasks", bodies, *_halves(tasks)),
    ]


def compound_set() -> Set:
    """Return our own pairs of compounds and phrases; every text is a distractor to the others."""
    rows = [
        line.split("\t")
        for line in _COMPOUNDS.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    texts = tuple(Text(str(n), "", text) for n, (_query, text, _half) in enumerate(rows))
    # Several texts answer a query that stands in several rows: any of them is right.
    relevant: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for n, (query, _text, half) in enumerate(rows):
        if query:
            relevant[half, query].add(str(n))
    cases = [(half, Case(query, frozenset(keys))) for (half, query), keys in relevant.items()]
    return Set(
        "compounds",
        texts,
        tuple(case for half, case in cases if half == "dev"),
        tuple(case for half, case in cases if half == "test"),
    )


def with_typo(case: Case) -> Case:
    """Change one letter of one longer word: swapped, left out, doubled or replaced (seeded)."""
    chance = random.Random(case.query)
    words = case.query.split(" ")
    long = [n for n, word in enumerate(words) if len(word) >= SHORTEST and word.isalpha()]
    if not long:
        return case
    n = chance.choice(long)
    words[n] = _misspelt(words[n], chance)
    return Case(" ".join(words), case.relevant)


def _misspelt(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    kind = chance.choice("swap drop double replace".split())
    if kind == "swap":
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == "drop":
        return word[:at] + word[at + 1 :]
    if kind == "double":
        return word[:at] + word[at] + word[at:]
    return word[:at] + chance.choice("abcdefghiklmnoprstuw") + word[at + 1 :]


def _unpacked() -> Path:
    target = CACHE / PACKAGE
    if not target.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        subprocess.run(["apt-get", "download", "-qq", PACKAGE], cwd=CACHE, check=True)
        (package,) = CACHE.glob(f"{PACKAGE}_*.deb")
        subprocess.run(["dpkg-deb", "-x", package, target], check=True)
        package.unlink()
    return target


def _pages(folder: Path) -> Iterable[tuple[str, Text]]:
    for path in sorted(folder.glob("text/**/*.html")):
        source = path.read_text(encoding="utf-8")
        name = str(path.relative_to(folder.parent))
        if (body := _BODY.search(source)) and (title := _TITLE.search(source)):
            text = " ".join(html.unescape(_DROP.sub(" ", body.group())).split())
            yield name, Text(name, html.unescape(title.group(1)).strip(), text)


def _entries(folder: Path, texts: dict[str, Text]) -> list[Case]:
    pages: defaultdict[str, set[str]] = defaultdict(set)
    for path, entry in _ENTRY.findall((folder / "bookmarks.js").read_text(encoding="utf-8")):
        if path in texts:
            pages[" ".join(html.unescape(entry).replace("--", " ").split())].add(path)
    return [
        Case(query, frozenset(found))
        for query, found in sorted(pages.items())
        if len(found) <= MOST_PAGES and len(query) >= SHORTEST
    ]


def _halves(cases: Iterable[Case]) -> tuple[tuple[Case, ...], tuple[Case, ...]]:
    halves: tuple[list[Case], list[Case]] = ([], [])
    for case in cases:
        halves[hashlib.sha256(case.query.encode()).digest()[0] % 2].append(case)
    return tuple(halves[0]), tuple(halves[1])
