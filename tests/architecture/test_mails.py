"""Every mail has a subject, a text and an HTML part, and says why one gets it."""

from pathlib import Path

import pytest

MAILS = Path(__file__).resolve().parents[2] / "templates" / "mail"
NAMES = sorted(path.name.removesuffix(".subject.txt") for path in MAILS.glob("*.subject.txt"))


def test_no_part_of_a_mail_stands_alone() -> None:
    parts = {
        path.name.removesuffix(path.suffix)
        for path in MAILS.glob("[!_]*")
        if not path.name.endswith(".subject.txt")
    }
    assert parts - {"base"} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_mail_has_text_and_html_and_gives_its_reason(name: str) -> None:
    for suffix in ("txt", "html"):
        source = (MAILS / f"{name}.{suffix}").read_text(encoding="utf-8")
        assert f'{{% extends "mail/base.{suffix}" %}}' in source
        assert "{% block reason %}" in source
