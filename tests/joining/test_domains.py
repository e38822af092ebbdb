"""Mail domains: one spelling, whole labels, no public ones."""

import pytest

from portal.joining.domains import domain_of, is_public, normal_domain


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("lk-harburg.example", "lk-harburg.example"),
        (" @LK-Harburg.Example. ", "lk-harburg.example"),
        ("müller.example", "xn--mller-kva.example"),
        ("XN--MLLER-KVA.example", "xn--mller-kva.example"),
        ("ｌk-harburg.example", "lk-harburg.example"),
        ("harburg", ""),
        ("", ""),
        ("a..example", ""),
        (".", ""),
        ("maren@kreis.example", ""),
        ("kreis.example/x", ""),
        ("kreis .example", ""),
        ("kreis\x00.example", ""),
        (f"{'x' * 64}.example", ""),
        (".".join(["x" * 60] * 5), ""),
    ],
)
def test_a_domain_has_one_spelling(typed, domain) -> None:
    assert normal_domain(typed) == domain


@pytest.mark.parametrize(
    "other",
    [
        "evil-lk-harburg.example",
        "mail.lk-harburg.example",
        "lk-harburg.example.evil.example",
        "lk-hаrburg.example",  # a Cyrillic а
        "lk‑harburg.example",  # a non-breaking hyphen
        "lk-harburg.examp1e",
    ],
)
def test_what_looks_alike_is_another_domain(other) -> None:
    assert domain_of(f"maren@{other}") != "lk-harburg.example"


def test_the_domain_stands_behind_the_last_at() -> None:
    assert domain_of('"maren@lk-harburg.example"@evil.example') == "evil.example"


@pytest.mark.parametrize(
    "public", ["gmx.de", "t-online.de", "GMX.de", "maren.gmx.de", "googlemail.com"]
)
def test_public_mail_services_say_nothing(public) -> None:
    assert domain_of(f"maren@{public}") == ""


def test_only_whole_labels_make_a_domain_public() -> None:
    assert [is_public(one) for one in ("mygmx.de", "gmx.de.example", "de", "")] == [False] * 4
