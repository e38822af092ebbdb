"""Profiles are written by those who lead, consent is given and withdrawn by the person herself."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.directory.actions import (
    EditConflict,
    PersonDraft,
    ProfileDraft,
    edit_own_profile,
    edit_profile,
    withdraw_consent,
)
from portal.directory.models import Consent, PersonProfile, Profile, ProfileEvent
from portal.directory.personal_data import DIRECTORY
from portal.joining.actions.people import leave
from portal.kernel.verdict import Refused
from portal.members.actions import erase_everywhere, place_organisation
from portal.members.models import Membership, Organisation, User
from portal.outbox.models import Entry
from tests.factories.directory import introduce, platforms, show, topics
from tests.factories.members import OSNABRUECK, organisation, person_of

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 3, 1, 8, tzinfo=UTC)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def facts() -> list[tuple[str, str]]:
    return list(Entry.objects.order_by("pk").values_list("fact", "key"))


def agreed(person: User) -> dict[str, datetime]:
    consents = Consent.objects.filter(profile__membership__user=person)
    return dict(consents.values_list("field", "given_at"))


def test_a_coordinator_writes_the_profile(keeper: User) -> None:
    profile = introduce(
        keeper,
        about="**Wir** <script>alert(1)</script>\u202e",
        homepage="https://www.kreis.example/",
        topics=topics("recht", "datenschutz"),
        platforms=platforms("mastodon"),
        offers_visibility="members",
    )
    assert "<script" not in profile.about_html
    assert "<strong>Wir</strong>" in profile.about_html
    assert (profile.homepage, profile.version) == ("https://www.kreis.example", 1)
    assert sorted(profile.topics.values_list("slug", flat=True)) == ["datenschutz", "recht"]
    event = ProfileEvent.objects.get()
    assert (event.actor, event.changes["topics"]) == (keeper, [[], ["datenschutz", "recht"]])
    assert "about_visibility" not in event.changes
    assert facts() == [("ProfileEdited", "landkreis-osnabrueck")]


def test_staff_others_and_moderators_do_not(keeper: User, staff: User, neighbour: User) -> None:
    county = organisation(OSNABRUECK)
    moderator = person_of(county, name="Mo Moderation")
    User.objects.filter(pk=moderator.pk).update(platform_role="moderator")
    for actor in (staff, neighbour, User.objects.get(pk=moderator.pk)):
        with pytest.raises(Refused):
            edit_profile(
                actor=actor, organisation=county, draft=ProfileDraft(), version=0, now=NOON
            )
    assert (Profile.objects.count(), facts()) == (0, [])


def test_a_suspended_countys_coordinator_does_not(keeper: User) -> None:
    organisation(OSNABRUECK, Organisation.Status.SUSPENDED)
    with pytest.raises(Refused):
        introduce(User.objects.get(pk=keeper.pk))
    assert facts() == []


def test_a_deputy_does(db: None) -> None:
    introduce(person_of(organisation(OSNABRUECK), Membership.Role.DEPUTY))
    assert Profile.objects.count() == 1


def test_an_older_version_overwrites_nothing(keeper: User) -> None:
    introduce(keeper, about="Erste")
    with pytest.raises(EditConflict):
        introduce(keeper, about="Zweite")
    assert Profile.objects.get().about == "Erste"
    introduce(keeper, version=1, about="Zweite")
    assert Profile.objects.get().about == "Zweite"
    assert ProfileEvent.objects.first().changes == {"about": ["Erste", "Zweite"]}


def test_a_county_has_one_profile(keeper: User) -> None:
    profile = introduce(keeper)
    with pytest.raises(IntegrityError), transaction.atomic():
        Profile.objects.create(organisation=profile.organisation)


@pytest.mark.parametrize(
    "homepage", ["http://kreis.example", "javascript:alert(1)", "https://user@kreis.example"]
)
def test_a_homepage_is_plain_https(keeper: User, homepage: str) -> None:
    with pytest.raises(ValidationError):
        introduce(keeper, homepage=homepage)
    assert Profile.objects.count() == 0


def test_the_database_knows_no_other_visibility(keeper: User) -> None:
    introduce(keeper)
    for field in ("about_visibility", "offers_visibility"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Profile.objects.update(**{field: "county"})


def test_consent_is_given_field_by_field_and_keeps_its_day(staff: User) -> None:
    membership = staff.memberships.get()
    for now, shown in ((MORNING, ["email", "function"]), (NOON, ["email", "phone"])):
        draft = PersonDraft(function="Presse", email="s@kreis.example", phone="0541 1", shown=shown)
        edit_own_profile(actor=staff, membership=membership, draft=draft, now=now)
    assert agreed(staff) == {"email": MORNING, "phone": NOON}
    profile = PersonProfile.objects.get()
    assert (profile.function, len(profile.key)) == ("Presse", 32)
    assert profile.key not in {str(staff.pk), str(membership.pk)}


def test_nothing_is_agreed_to_that_is_empty(staff: User) -> None:
    show(staff, "email", "phone", "topics", email="", topics=())
    assert set(agreed(staff)) == {"phone"}


def test_consent_is_withdrawn_at_once_and_what_was_entered_stays(staff: User) -> None:
    show(staff, "email", "phone")
    withdraw_consent(actor=staff, membership=staff.memberships.get())
    assert agreed(staff) == {}
    assert PersonProfile.objects.get().email == "post@kreis.example"


def test_nobody_agrees_for_somebody_else(keeper: User, staff: User) -> None:
    show(staff, "email")
    membership = staff.memberships.get()
    with pytest.raises(Refused):
        edit_own_profile(actor=keeper, membership=membership, draft=PersonDraft(), now=NOON)
    with pytest.raises(Refused):
        withdraw_consent(actor=keeper, membership=membership)
    assert set(agreed(staff)) == {"email"}


def test_whoever_leaves_takes_her_profile_along(keeper: User, staff: User) -> None:
    show(staff, "email")
    leave(actor=staff, membership=staff.memberships.get(), successor=None, now=timezone.now())
    assert (PersonProfile.objects.count(), Consent.objects.count()) == (0, 0)
    with pytest.raises(Membership.DoesNotExist):
        show(staff, "email")


def test_removed_while_the_form_was_open(staff: User) -> None:
    membership = staff.memberships.select_related("organisation").get()
    Membership.objects.all().delete()
    membership.pk = membership.id = 4711
    with pytest.raises(Membership.DoesNotExist):
        edit_own_profile(actor=staff, membership=membership, draft=PersonDraft(), now=NOON)
    assert PersonProfile.objects.count() == 0


def test_a_copy_holds_what_she_entered(keeper: User) -> None:
    introduce(keeper)
    show(keeper, "email")
    profile, edit = DIRECTORY.export(keeper)
    given = agreed(keeper)["email"].isoformat()
    assert profile == {
        "kind": "profile",
        "organisation": "Landkreis Osnabrück",
        "function": "Pressestelle",
        "email": "post@kreis.example",
        "phone": "0541 501-0",
        "languages": "Deutsch",
        "topics": ["Datenschutz"],
        "shown_to_members": [f"email ({given})"],
    }
    assert (edit["kind"], edit["organisation"]) == ("profile_edit", "Landkreis Osnabrück")


def test_erasure_leaves_the_countys_profile_and_nothing_of_hers(keeper: User) -> None:
    introduce(keeper)
    show(keeper, "email")
    for _again in range(2):
        erase_everywhere(keeper)
        assert (PersonProfile.objects.count(), Consent.objects.count()) == (0, 0)
        assert ProfileEvent.objects.get().actor is None
        assert Profile.objects.get().about == "Wir fangen an."


def test_a_change_of_status_is_a_fact(db: None) -> None:
    county = organisation(OSNABRUECK)
    place_organisation(organisation=county, status="former", on=NOON.date())
    assert facts() == [("OrganisationPlaced", "landkreis-osnabrueck")]
