"""Texts of the CMS as Markdown and back: nothing of what editors made is lost on the way."""

import json

import pytest

from casestudies.models import CaseStudy
from portal.publishing.as_markdown import editable_text
from portal.publishing.markdown import rich_text_from_markdown
from portal.publishing.passages import NEW, passages_of, rewritten
from portal.publishing.stories import story_html

TEXT = {"type": "text", "value": "<p>Ein <b>Text</b></p>", "id": "aaaa"}
SECOND = {"type": "text", "value": "<p>Zweiter</p>", "id": "bbbb"}
QUOTE = {"type": "quote", "value": {"text": "Gut", "source": "Eine"}, "id": "cccc"}
TABLE = {
    "type": "table",
    "value": {
        "columns": [{"type": "text", "heading": "Jahr"}, {"type": "text", "heading": "a|b"}],
        "rows": [{"values": ["2024", "3*"]}],
        "caption": "Zahlen",
    },
    "id": "dddd",
}


pytestmark = pytest.mark.django_db


def story(*blocks: dict[str, object]):
    page = CaseStudy()
    page.goal = json.dumps(blocks)
    return page.goal


@pytest.mark.parametrize(
    ("source", "markdown"),
    [
        ("<p>Hallo <b>fett </b>und <i><b>beides</b></i></p>", "Hallo **fett** und ***beides***"),
        ('<h3 data-block-key="x">Kopf</h3><h4>Unter</h4>', "## Kopf\n\n### Unter"),
        ("<ul><li>A<ul><li>B</li></ul></li></ul>", "- A\n  - B"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b"),
        ("<ol><li>eins</li><li>zwei</li></ol>", "1. eins\n2. zwei"),
        ("<blockquote>q<br/>r</blockquote><hr/>", "> q\\\n> r\n\n---"),
        ('<p><a href="https://x.de/?a=1&amp;b=2">Link</a></p>', "[Link](<https://x.de/?a=1&b=2>)"),
        ("<p>1. Mai, # kein Kopf, snake_case, *</p>", "1\\. Mai, # kein Kopf, snake_case, \\*"),
        ("<p># x</p><p>- y</p><p>&lt;b&gt; &amp;amp;</p>", "\\# x\n\n\\- y\n\n\\<b> \\&amp;"),
        ("<p>www.kreis.de und https://kreis.de/a_b</p>", "www.kreis.de und https://kreis.de/a_b"),
    ],
)
def test_rich_text_is_markdown_and_comes_back(source: str, markdown: str) -> None:
    assert editable_text(source) == markdown
    assert editable_text(rich_text_from_markdown(markdown)) == markdown


@pytest.mark.parametrize(
    "source",
    [
        '<p><a linktype="page" id="3">Seite</a></p>',
        '<p><a linktype="document" id="3">Datei</a></p>',
        '<embed embedtype="image" id="3" alt="" format="left"/>',
        f"<p>{'lang ' * 11_000}</p>",
    ],
)
def test_what_would_not_come_back_is_left_to_the_cms(source: str) -> None:
    assert editable_text(source) is None


def test_passages_keep_their_ids_and_untouched_ones_are_the_same() -> None:
    before = story(TEXT, QUOTE, SECOND, TABLE)
    shown = [(one.place, one.kind, one.markdown) for one in passages_of(before)]
    assert shown == [
        ("p-aaaa", "text", "Ein **Text**"),
        ("p-cccc", "quote", None),
        ("p-bbbb", "text", "Zweiter"),
        ("p-dddd", "table", "| Jahr | a\\|b |\n| --- | --- |\n| 2024 | 3\\* |"),
    ]
    texts = {"p-aaaa": "Ein **Text**\r\n", "p-cccc": "weg", "p-bbbb": "Neu", "p-fremd": "x"}
    after = rewritten(before, texts)
    assert after[:2] == [TEXT, QUOTE]
    assert after[2] == {"type": "text", "value": "<p>Neu</p>", "id": "bbbb"}
    assert after[3:] == [TABLE]


def test_a_table_typed_into_a_text_becomes_one_and_the_text_keeps_its_id() -> None:
    after = rewritten(story(TEXT), {"p-aaaa": "| a |\n|---|\n| 1 |\n\nDanach"})
    assert [(one["type"], one["id"] == "aaaa") for one in after] == [
        ("table", False),
        ("text", True),
    ]


def test_an_edited_table_keeps_its_caption() -> None:
    (after,) = rewritten(story(TABLE), {"p-dddd": "| a |\n|---|\n| 1 |"})
    assert (after["id"], after["value"]["caption"]) == ("dddd", "Zahlen")
    assert after["value"]["rows"] == [{"values": ["1"]}]


def test_an_emptied_passage_is_gone_and_a_new_one_comes_last() -> None:
    after = rewritten(story(TEXT, QUOTE), {"p-aaaa": " ", NEW: "Am Ende <script>x</script>"})
    assert [one["type"] for one in after] == ["quote", "text"]
    html = story_html(story(*after))
    assert html.endswith("<p>Am Ende &lt;script&gt;x&lt;/script&gt;</p>")
