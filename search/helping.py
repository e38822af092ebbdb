"""What the help page shows: examples to try, and what every kind of content is called."""

from django.utils.translation import gettext_lazy as _

from search.registry import all_searchables

EXAMPLES = (
    ('"soziale Medien"', _("just these words, in this order and form")),
    ("facebook -werbung", _("Facebook, but nothing that mentions advertising (Werbung)")),
    ('kommentare -"am wochenende"', _("without these words in this order")),
    ("kreis:osnabrück", _("what comes from Osnabrück, the newest first")),
    ("thema:datenschutz einwilligung", _("“Einwilligung”, on the topic of data protection")),
    ("kanal:mastodon", _("what is about a channel")),
    ("art:frage krise", _("“Krise”, in questions only")),
    ("jahr:2024", _("from one year")),
    ("jahr:2022-2024", _("from several years")),
    ('kreis:"landkreis harburg"', _("a name with blanks, in quotes")),
)


def kinds() -> list[str]:
    """Return how each kind of content is typed as a filter."""
    labels = (str(described.label) for described in all_searchables())
    return [f'art:"{label}"' if " " in label else f"art:{label}" for label in labels]
