import pytest

from portal.kernel.content import Reference, new_key
from portal.kernel.verdict import ALLOWED, Refused, refused, require


def test_a_refusal_is_false_and_says_why() -> None:
    verdict = refused("Das dürfen nur Mitglieder.")
    assert not verdict
    with pytest.raises(Refused, match="Das dürfen nur Mitglieder") as caught:
        require(verdict)
    assert caught.value.verdict is verdict


def test_what_is_allowed_goes_on() -> None:
    assert ALLOWED
    require(ALLOWED)


def test_references_name_kind_and_key() -> None:
    assert str(Reference("news", "a:b")) == "news:a:b"
    assert new_key() != new_key()
