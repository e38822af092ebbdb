"""What can happen to profiles."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from portal.channels.links import safe_link
from portal.directory.facts import PersonProfileEdited, ProfileEdited
from portal.directory.models import Consent, PersonProfile, Profile, ProfileEvent
from portal.directory.rules import may_edit_own_profile, may_edit_profile
from portal.kernel.markdown import plain_text, render_markdown
from portal.kernel.text import clean_line, clean_text
from portal.kernel.verdict import require
from portal.members.content import Visibility
from portal.members.models import Membership, Organisation, User
from portal.outbox.recording import record
from portal.taxonomy.models import Platform, Topic

_PLAIN = ("about", "about_visibility", "homepage", "offers_visibility")
_OFFERS = ("topics", "platforms")
_LINES = ("function", "email", "phone", "languages")


class EditConflict(Exception):
    """The profile was changed since the form was opened; what was typed is not lost."""


@dataclass(frozen=True, kw_only=True)
class ProfileDraft:
    """An organisation's profile as it stands in a form."""

    about: str = ""
    about_visibility: str = Visibility.PUBLIC
    homepage: str = ""
    topics: Collection[Topic] = ()
    platforms: Collection[Platform] = ()
    offers_visibility: str = Visibility.PUBLIC


@dataclass(frozen=True, kw_only=True)
class PersonDraft:
    """A person's own profile as it stands in a form; `shown` names what members may see."""

    function: str = ""
    email: str = ""
    phone: str = ""
    languages: str = ""
    topics: Collection[Topic] = ()
    shown: Collection[str] = ()


@transaction.atomic
def edit_profile(
    *, actor: User, organisation: Organisation, draft: ProfileDraft, version: int, now: datetime
) -> Profile:
    """Let an organisation say something else about itself. Raises EditConflict."""
    require(may_edit_profile(actor, organisation))
    # The organisation's row is the queue: of two first versions at once one comes second.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    profile = Profile.objects.filter(organisation=organisation).first()
    profile = profile or Profile(organisation=organisation)
    if profile.version != version:
        raise EditConflict
    before = _values(profile)
    _write(profile, draft, now)
    changes = _changes(before, _values(profile))
    ProfileEvent.objects.create(organisation=organisation, actor=actor, at=now, changes=changes)
    record(ProfileEdited(reference=organisation.reference))
    return profile


def write_about(profile: Profile, about: str) -> None:
    """Set what the organisation says about itself, and what is made from it; nothing is saved."""
    profile.about = clean_text(about).strip()
    profile.about_html = render_markdown(profile.about)
    profile.about_text = plain_text(profile.about_html)


def _write(profile: Profile, draft: ProfileDraft, now: datetime) -> None:
    write_about(profile, draft.about)
    profile.about_visibility = draft.about_visibility
    profile.homepage = safe_link(draft.homepage) if draft.homepage else ""
    profile.offers_visibility = draft.offers_visibility
    profile.version += 1
    profile.edited_at = now
    profile.save()
    profile.topics.set(draft.topics)
    profile.platforms.set(draft.platforms)


def _values(profile: Profile) -> Mapping[str, object]:
    plain = {name: str(getattr(profile, name)) for name in _PLAIN}
    if not profile.version:
        return plain | {name: [] for name in _OFFERS}
    return plain | {
        name: sorted(getattr(profile, name).values_list("slug", flat=True)) for name in _OFFERS
    }


def _changes(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, list[object]]:
    return {name: [before[name], after[name]] for name in before if before[name] != after[name]}


@transaction.atomic
def edit_own_profile(
    *, actor: User, membership: Membership, draft: PersonDraft, now: datetime
) -> PersonProfile:
    """Let a person say what members may see of her; what is empty is not shown to anybody.

    Raises Membership.DoesNotExist for whoever was removed at this moment.
    """
    require(may_edit_own_profile(actor, membership))
    Membership.objects.select_for_update().get(pk=membership.pk)
    profile, _new = PersonProfile.objects.get_or_create(membership=membership)
    for name in _LINES:
        setattr(profile, name, clean_line(getattr(draft, name)))
    profile.edited_at = now
    profile.save()
    profile.topics.set(draft.topics)
    _agree(profile, {field for field in draft.shown if _filled(profile, field)}, now)
    record(PersonProfileEdited(reference=profile.reference))
    return profile


def _filled(profile: PersonProfile, field: str) -> bool:
    if field == Consent.Field.TOPICS:
        return profile.topics.exists()
    return bool(getattr(profile, field))


def _agree(profile: PersonProfile, fields: Collection[str], now: datetime) -> None:
    """Withdraw what is not agreed to any more; what was agreed to before keeps its date."""
    profile.consents.exclude(field__in=fields).delete()
    known = set(profile.consents.values_list("field", flat=True))
    Consent.objects.bulk_create(
        Consent(profile=profile, field=field, given_at=now)
        for field in Consent.Field.values
        if field in fields and field not in known
    )


@transaction.atomic
def withdraw_consent(*, actor: User, membership: Membership) -> None:
    """Show nothing of a person any more, at once; what she entered stays hers to see."""
    require(may_edit_own_profile(actor, membership))
    profile = PersonProfile.objects.filter(membership=membership).first()
    if profile:
        profile.consents.all().delete()
        record(PersonProfileEdited(reference=profile.reference))
