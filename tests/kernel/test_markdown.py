"""What people write becomes safe HTML, whatever they write, and in bounded time."""

import re
import time

import pytest
from django.core.exceptions import ValidationError

from portal.kernel.markdown import MAX_BODY_LENGTH, excerpt, plain_text, render_markdown

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "![x](https://tracker.example/x.png)",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe src=https://evil.example></iframe>",
    "<style>*{display:none}</style>",
    "<form action=https://evil.example><input></form>",
    '[x](https://a.example/"onmouseover="alert(1))',
    '<p onclick="alert(1)">x</p>',
    "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    "<![r$~",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_nothing_runs_and_nothing_is_fetched(text) -> None:
    html = render_markdown(text).lower()
    for tag in ("<script", "<img", "<svg", "<iframe", "<style", "<form", "<math", "<input"):
        assert tag not in html
    for scheme in ("javascript", "data", "vbscript"):
        assert f'href="{scheme}' not in html
    assert re.search(r"<[^>]* on\w+=", html) is None


def test_what_people_need_is_kept() -> None:
    html = render_markdown("# Titel\n\n- **fett**\n\n|a|b|\n|-|-|\n|1|2|\n\nwww.kreis.de ~~alt~~")
    assert html == (
        "<h2>Titel</h2>\n<ul>\n<li><strong>fett</strong></li>\n</ul>\n"
        "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n"
        "<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n"
        '<p><a href="http://www.kreis.de" rel="nofollow noopener noreferrer">'
        "www.kreis.de</a> <s>alt</s></p>\n"
    )


PATHOLOGICAL = [
    "[" * MAX_BODY_LENGTH,
    ">" * MAX_BODY_LENGTH,
    "`" * MAX_BODY_LENGTH,
    "*a_" * (MAX_BODY_LENGTH // 3),
    "![[]()" * (MAX_BODY_LENGTH // 6),
    "<" * MAX_BODY_LENGTH,
    "|a" * (MAX_BODY_LENGTH // 2),
    ("|a" * 100 + "\n" + "|-" * 100 + "\n") * (MAX_BODY_LENGTH // 404),
    "- " * (MAX_BODY_LENGTH // 2),
    "a@" * (MAX_BODY_LENGTH // 2),
    "http://" * (MAX_BODY_LENGTH // 7),
    "&#" * (MAX_BODY_LENGTH // 2),
]


@pytest.mark.parametrize("text", PATHOLOGICAL, ids=lambda text: text[:12])
def test_pathological_text_takes_bounded_time(text) -> None:
    begun = time.process_time()
    plain_text(render_markdown(text))
    assert time.process_time() - begun < 5


def test_too_long_a_text_is_refused_in_plain_words() -> None:
    with pytest.raises(ValidationError, match="Der Text ist zu lang: höchstens 50000 Zeichen"):
        render_markdown("x" * (MAX_BODY_LENGTH + 1))


def test_plain_text_has_one_block_a_line_and_real_characters() -> None:
    html = render_markdown("# A & B\n\nerste  \nzweite\n\n- c\n- d\n\n|e|f|\n|-|-|\n|1 < 2|h|")
    assert plain_text(html).split("\n") == [
        "A & B", "erste", "zweite", "c", "d", "e f", "1 < 2 h",
    ]  # fmt: skip


def test_excerpt_ends_at_a_word() -> None:
    assert excerpt("eins zwei, drei vier", 11) == "eins zwei …"
    assert excerpt("eins\nzwei", 20) == "eins zwei"
