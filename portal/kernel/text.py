"""Plain text as it may be stored: no control characters, no tricks with writing direction."""

import re
import unicodedata

# Bidirectional embeddings, overrides and isolates reorder what is displayed (UTS #36, 2.4);
# zero-width characters hide in names. The soft hyphen splits words for the search.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_BETWEEN = re.compile(r"[,;\n]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def clean_text(text: str) -> str:
    """Normalise to NFC with `\\n` line ends, without control and direction characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", _CONTROL.sub("", text)))


def clean_line(text: str) -> str:
    """Like `clean_text`, and on one line with single spaces."""
    return " ".join(clean_text(text).split())


def entries_of(text: str) -> tuple[str, ...]:
    """Return what people list in one text; commas, semicolons and line ends part it."""
    entries = (clean_line(entry) for entry in _BETWEEN.split(text))
    return tuple(entry for entry in entries if entry)


# Letters of these belong to every script, or their scripts are written together.
_SHARED = frozenset({"MODIFIER", "MASCULINE", "FEMININE"})
_EAST_ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC"})


def mixes_scripts(text: str) -> bool:
    """Whether letters of several scripts stand together: a Cyrillic “а” passes for a Latin one."""
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in text if letter.isalpha()}
    families = {"EAST ASIAN" if script in _EAST_ASIAN else script for script in scripts}
    return len(families - _SHARED) > 1
