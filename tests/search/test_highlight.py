"""Snippets show why something was found, and nothing but text."""

from search.highlight import LENGTH, marked, snippet

DIALOG = frozenset({"dialog"})


def test_a_part_of_a_compound_lights_up() -> None:
    assert marked("Der Bürgerdialog", DIALOG) == "Der <mark>Bürgerdialog</mark>"


def test_text_is_escaped_around_and_inside_marks() -> None:
    shown = snippet('<script>alert("x")</script> Dialog & <b>mehr</b>', DIALOG)
    assert shown == (
        "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; <mark>Dialog</mark> &amp; "
        "&lt;b&gt;mehr&lt;/b&gt;"
    )


def test_the_stretch_with_most_of_what_was_asked_is_shown() -> None:
    filler = "Anderes steht hier. " * 40
    shown = snippet(f"Dialog. {filler} Dialog mit Bürgern. {filler}", DIALOG | {"burg"})
    assert "<mark>Dialog</mark> mit <mark>Bürgern</mark>" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < LENGTH + 100


def test_without_a_match_the_beginning_is_shown() -> None:
    assert snippet("Ein Text.", DIALOG) == "Ein Text."
    assert snippet("", DIALOG) == ""
    assert snippet("x" * 10_000, DIALOG) == "x" * LENGTH + " …"
