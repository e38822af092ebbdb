"""What the directory knows about people: what they entered themselves, and who edited profiles."""

from collections.abc import Iterator

from portal.directory.models import PersonProfile, ProfileEvent
from portal.members.models import User
from portal.members.personal_data import OnErasure, PersonalData, PersonalField, Row

_THE_LOG = "the organisation's log says that somebody changed its profile, no longer who"


def _export(person: User) -> list[Row]:
    return [*_profiles(person), *_edits(person)]


def _profiles(person: User) -> Iterator[Row]:
    profiles = PersonProfile.objects.filter(membership__user=person).order_by("pk")
    profiles = profiles.select_related("membership__organisation")
    for profile in profiles.prefetch_related("topics", "consents"):
        yield {
            "kind": "profile",
            "organisation": profile.membership.organisation.display_name,
            "function": profile.function,
            "email": profile.email,
            "phone": profile.phone,
            "languages": profile.languages,
            "topics": [topic.name for topic in profile.topics.all()],
            "shown_to_members": [
                f"{consent.field} ({consent.given_at.isoformat()})"
                for consent in sorted(profile.consents.all(), key=lambda one: one.field)
            ],
        }


def _edits(person: User) -> Iterator[Row]:
    edits = ProfileEvent.objects.filter(actor=person).select_related("organisation")
    for edit in edits.order_by("pk"):
        yield {
            "kind": "profile_edit",
            "organisation": edit.organisation.display_name,
            "at": edit.at.isoformat(),
        }


def _erase(person: User) -> None:
    PersonProfile.objects.filter(membership__user=person).delete()
    ProfileEvent.objects.filter(actor=person).update(actor=None)


DIRECTORY = PersonalData(
    app="directory",
    fields=(
        PersonalField("directory.PersonProfile.email", OnErasure.DELETE),
        PersonalField("directory.PersonProfile.phone", OnErasure.DELETE),
        PersonalField("directory.ProfileEvent.actor", OnErasure.PSEUDONYMISE, _THE_LOG),
    ),
    export=_export,
    erase=_erase,
)
