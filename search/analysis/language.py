"""In which language a text is written, by the small words no text does without."""

from django.utils.translation import gettext_lazy as _

from search.analysis.folding import WORD

LANGUAGES = {"de": _("German"), "en": _("English")}
LOOKED_AT = 4_000

# No word stands in both ("in", "was", "die", "an" and "so" do).
_GERMAN = frozenset(
    """
    und der das den dem ist nicht mit von für ein eine wir sie auf auch sich zu im wie werden
    """.split()
)
_ENGLISH = frozenset(
    "the and of to is are with for not that this it we you on by be have from which".split()
)


def language_of(text: str) -> str:
    """Return `en` where English small words prevail, `de` otherwise: here one writes German."""
    words = WORD.findall(text[:LOOKED_AT].lower())
    german = sum(word in _GERMAN for word in words)
    english = sum(word in _ENGLISH for word in words)
    return "en" if english > german else "de"
