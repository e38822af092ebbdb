"""What is in a package: the county's own marked words, and none of anybody else's."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from casestudies.models import CaseStudy
from forum.models import Question
from portal.joining.models import ApplicationEvent, Invitation, MembershipEvent
from portal.kernel.text import clean_text
from portal.members.actions import create_token
from portal.members.estates import all_kinds
from portal.members.models import IdentityProvider, Organisation, User
from portal.members.own_data import FORMER_PERSON
from tests.architecture.test_estates import records_in
from tests.exits.packages import entries_of, packed, rows_of
from tests.factories.exits import County, two_counties
from tests.factories.members import person

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in.*:pytest.PytestUnraisableExceptionWarning"
    ),
]
# The titles of the questions to which the county answered, while it may see them.
CONTEXTS = ["Kontext Fremdwörttitel", "Wie plant ihr Beiträge, Fremdwört?"]


def everything(path: Path) -> str:
    return "\n".join(
        content.decode(errors="replace") for content in entries_of(path).values()
    ).replace("\\u00f6", "ö")


def test_own_words_are_in_it_and_no_others(tmp_path: Path) -> None:
    own, _other = two_counties()
    moderator = person("Mona Fremdwört", User.PlatformRole.MODERATOR)
    meddle(own, moderator)
    package = packed(own.organisation, tmp_path / "a.zip")
    text = everything(package)
    for title in CONTEXTS:
        assert title in text
        text = text.replace(title, "")
    assert "Fremdwört" not in text
    assert others_addresses(own, text) == []
    for kind, rows in rows_of(package).items():
        if kind not in {"organisation", "mail_domain", "download", "path", "mentor_offer"}:
            assert "Eigenwört" in json.dumps(rows, ensure_ascii=False), kind


def meddle(own: County, moderator: User) -> None:
    """Let somebody of the platform have had a hand in the county's things."""
    page = CaseStudy.objects.get(pk=own.page.pk)
    page.save_revision(user=moderator)
    CaseStudy.objects.filter(pk=page.pk).update(owner=moderator)
    MembershipEvent.objects.filter(organisation=own.organisation).update(actor=moderator)
    ApplicationEvent.objects.update(actor=moderator)
    Invitation.objects.update(invited_by=moderator)


def others_addresses(own: County, text: str) -> list[str]:
    others = User.objects.exclude(memberships__organisation=own.organisation)
    return [email for email in others.values_list("email", flat=True) if email in text]


def test_no_secret_is_in_it(tmp_path: Path) -> None:
    own, _other = two_counties()
    own.coordinator.set_password("ein langer Satz über Kreise")
    own.coordinator.save()
    token, secret = create_token(
        actor=own.coordinator, label="Zirbeltoken", valid_days=9, now=timezone.now()
    )
    IdentityProvider.objects.create(
        organisation=own.organisation, name="Zirbelanmeldung", slug="zirbel", client_id="zirbel-id",
        issuer="https://sso.example.org", client_secret="zirbelgeheimnis",
    )  # fmt: skip
    text = everything(packed(own.organisation, tmp_path / "a.zip")).lower()
    nonces = Invitation.objects.values_list("nonce", flat=True)
    hidden = [own.coordinator.password, secret, token.digest, "zirbel", "argon2", *nonces]
    assert [one for one in hidden if one.lower() in text] == []


def test_a_question_the_county_may_not_see_any_more_is_not_named(tmp_path: Path) -> None:
    own, _other = two_counties()
    asked = Question.objects.filter(title__in=CONTEXTS)
    assert asked.update(visibility="county") == 2
    package = packed(own.organisation, tmp_path / "a.zip")
    text = everything(package)
    assert "Fremdwört" not in text
    assert [key for key in asked.values_list("key", flat=True) if key in text] == []
    assert [row["question"] for row in rows_of(package)["answer"]] == [None, None]


def test_a_county_that_has_left_reads_as_the_public_does(tmp_path: Path) -> None:
    own, _other = two_counties()
    Organisation.objects.filter(pk=own.organisation.pk).update(status="former")
    left = Organisation.objects.get(pk=own.organisation.pk)
    text = everything(packed(left, tmp_path / "a.zip"))
    assert ("Fremdwört" in text, f"Intern {own.word}" in text) == (False, True)


def test_a_page_that_was_anothers_keeps_that_ones_versions_to_it(tmp_path: Path) -> None:
    own, other = two_counties()
    theirs = CaseStudy.objects.get(organisation=other.organisation)
    CaseStudy.objects.filter(pk=theirs.pk).update(organisation=own.organisation, owner=None)
    theirs.refresh_from_db()
    theirs.title, theirs.summary = "Übernommen Eigenwört", ""
    theirs.save_revision()
    rows = rows_of(packed(own.organisation, tmp_path / "a.zip"))
    versions = [row for row in rows["case_study_version"] if row["page"] == theirs.key]
    assert [row["fields"]["title"] for row in versions] == ["Übernommen Eigenwört"]


def test_an_erased_person_stays_erased(tmp_path: Path) -> None:
    from portal.members.actions import erase_everywhere

    own, _other = two_counties()
    email = own.staff.email
    erase_everywhere(own.staff)
    text = everything(packed(own.organisation, tmp_path / "a.zip"))
    assert (email in text, "Stefan Eigenwört" in text, FORMER_PERSON in text) == (
        False, False, True,
    )  # fmt: skip


def test_every_field_for_words_is_marked(tmp_path: Path) -> None:
    """The search for foreign words looks into every field: both counties fill all of them."""
    own, _other = two_counties()
    rows = rows_of(packed(own.organisation, tmp_path / "a.zip"))
    empty = {
        f"{kind.name}.{name}"
        for kind in all_kinds()
        for name in words_in(kind.record)
        if kind.name != "organisation" and not any(filled(row, name) for row in rows[kind.name])
    }
    # An answer has no title, and keeps none.
    assert empty == {"answer.earlier.title"}


def words_in(record: type, prefix: str = "") -> Iterator[str]:
    """Name the fields that hold people's words, those of parts included."""
    for name, field in record.model_fields.items():
        if any(one is clean_text for one in _validators(field)):
            yield prefix + name
        for part in records_in(field.annotation):
            yield from words_in(part, f"{prefix}{name}.")


def _validators(field: Any) -> Iterator[Any]:
    return (getattr(one, "func", None) for one in field.metadata)


def filled(row: Any, name: str) -> bool:
    """Whether a row says something in that field."""
    first, _dot, rest = name.partition(".")
    values = row if isinstance(row, list) else [row]
    found = [one[first] for one in values if one]
    return any(filled(one, rest) if rest else bool(one) for one in found if one)
