"""What of a query may be kept, and which queries are the same. Pure."""

import re

from portal.kernel.text import clean_line
from search.analysis.folding import WORD, words_in
from search.analysis.streams import stem_of
from search.asked.models import SPELLING_LENGTH, STEMS_LENGTH
from search.query import QUESTION_WORDS

MOST_WORDS = 10
# A year is no secret; whatever has more digits may be a telephone or a file number.
MOST_DIGITS = 4
LONGEST_WORD = 50
# So many organisations must have asked before anybody reads what they asked for.
LEAST_ORGANISATIONS = 3

# Addresses of mails and pages, and somebody who is spoken of with a title.
_TELLS_OF_SOMEBODY = re.compile(r"@|://|\bwww\.|\b(herrn?|frau|dr|prof)\b", re.IGNORECASE)


def spelling_of(text: str) -> str:
    """Return the words as they were typed; "" for what is not kept: it may tell of somebody."""
    text = clean_line(text)
    words = WORD.findall(text)
    spelling = " ".join(words)
    kept = (
        0 < len(words) <= MOST_WORDS
        and len(spelling) <= SPELLING_LENGTH
        and max(map(len, words)) <= LONGEST_WORD
        and sum(letter.isdigit() for letter in text) <= MOST_DIGITS
        and not _TELLS_OF_SOMEBODY.search(text)
    )
    return spelling if kept else ""


def stems_of(text: str) -> str:
    """Return what all forms and orders of the same words have in common; "" without any."""
    words = words_in(text)
    stems = {stem_of(word) for word in words if word not in QUESTION_WORDS}
    return " ".join(sorted(stems))[:STEMS_LENGTH]
