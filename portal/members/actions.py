"""What people do with organisations, accounts and tokens: rule, change, done."""

from datetime import date, datetime, timedelta
from functools import partial

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q

from portal.kernel.text import clean_line
from portal.kernel.verdict import require
from portal.members import erasures
from portal.members.facts import OrganisationPlaced
from portal.members.models import (
    IdentityProvider,
    Membership,
    Organisation,
    PersonalToken,
    User,
    digest_of,
    new_secret,
)
from portal.members.personal_data import all_personal_data
from portal.members.queries import is_last_administrator, solely_coordinated_by
from portal.members.rules import (
    may_admit,
    may_bear_name,
    may_change_own_account,
    may_change_platform_role,
    may_create_token,
    may_erase_account,
    may_join,
    may_manage_members,
    may_revoke_token,
)
from portal.outbox.recording import record

ADMITTED_ROLES = frozenset({Membership.Role.STAFF, Membership.Role.COORDINATOR})


@transaction.atomic
def create_person(
    *, actor: User, email: str, name: str, password: str | None = None, platform_role: str = ""
) -> User:
    """Make an account whose address counts as verified: an administrator vouches for it.

    Without a password the person sets one herself by "forgotten password".
    """
    require(may_manage_members(actor))
    name = clean_line(name)
    require(may_bear_name(name))
    person = User.objects.create_user(
        email,
        password,
        name=name,
        platform_role=platform_role,
        is_superuser=platform_role == User.PlatformRole.ADMINISTRATOR,
    )
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


@transaction.atomic
def create_administrator(*, email: str, name: str, password: str) -> User:
    """Make an administrator from the command line: whoever has that needs no leave."""
    person = User.objects.create_superuser(email, password, name=clean_line(name))
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


@transaction.atomic
def admit_by_identity_provider(
    *, provider: IdentityProvider, email: str, name: str, role: str, now: datetime
) -> User:
    """Make the account of somebody her county vouches for; never for an address that has one."""
    require(may_admit(provider))
    if role not in ADMITTED_ROLES:
        raise ValueError(f"Nobody becomes {role!r} by a log-in.")
    person = User.objects.create_user(email, name=name)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    Membership.objects.create(
        user=person, organisation=provider.organisation, role=role, joined_at=now
    )
    return person


@transaction.atomic
def change_platform_role(*, actor: User, person: User, platform_role: str) -> User:
    """Make somebody moderator or administrator, or neither."""
    require(may_change_platform_role(actor, person))
    person.platform_role = platform_role
    person.is_superuser = platform_role == User.PlatformRole.ADMINISTRATOR
    person.save(update_fields=["platform_role", "is_superuser"])
    return person


@transaction.atomic
def change_person(*, actor: User, person: User, name: str, is_active: bool) -> User:
    """Correct a name, or switch an account off: sessions and tokens end with it."""
    require(may_manage_members(actor))
    name = clean_line(name)
    require(may_bear_name(name))
    person.name = name
    person.is_active = is_active
    person.save(update_fields=["name", "is_active"])
    return person


@transaction.atomic
def change_own_name(*, actor: User, name: str) -> User:
    """Let a person correct how she is called."""
    require(may_change_own_account(actor))
    name = clean_line(name)
    require(may_bear_name(name))
    actor.name = name
    actor.save(update_fields=["name"])
    return actor


@transaction.atomic
def change_preferences(*, actor: User, language: str, appearance: str) -> User:
    """Let a person choose the language of her mails and how the pages look."""
    require(may_change_own_account(actor))
    actor.language, actor.appearance = language, appearance
    actor.save(update_fields=["language", "appearance"])
    return actor


@transaction.atomic
def erase_account(*, actor: User) -> None:
    """Take a person's data out of every app; what she wrote stays with her county, unnamed.

    Her row stays without anything of hers, so that a conversation keeps its thread. The row is
    noted outside the database: after a restore of an older backup she is erased again.
    """
    # The administrators' and coordinators' rows are the queue: two who leave at once would each
    # find the other one still there.
    list(User.objects.select_for_update().filter(_might_be_the_last(actor)).order_by("pk"))
    require(
        may_erase_account(
            actor,
            solely_coordinated_by(actor),
            last_administrator=is_last_administrator(actor),
        )
    )
    erase_everywhere(actor)
    transaction.on_commit(partial(erasures.note, actor.pk))


def erase_everywhere(person: User) -> None:
    """Let every app erase what it knows about a person; repeating it changes nothing."""
    for data in all_personal_data():
        data.erase(person)


def _might_be_the_last(person: User) -> Q:
    led = Membership.objects.filter(user=person).values("organisation")
    return (
        Q(pk=person.pk)
        | Q(platform_role=User.PlatformRole.ADMINISTRATOR)
        | Q(pk__in=Membership.objects.filter(organisation__in=led).values("user"))
    )


@transaction.atomic
def set_status(*, actor: User, organisation: Organisation, status: str, on: date) -> Organisation:
    """Say where an organisation stands with the working group, from the day `on`."""
    require(may_manage_members(actor))
    return place_organisation(organisation=organisation, status=status, on=on)


@transaction.atomic
def place_organisation(*, organisation: Organisation, status: str, on: date) -> Organisation:
    """Do what `set_status` does, where the group's own procedure has decided it."""
    if organisation.status != status:
        organisation.status, organisation.status_since = status, on
    if status == Organisation.Status.MEMBER and organisation.member_since is None:
        organisation.member_since = on
    organisation.save(update_fields=["status", "status_since", "member_since"])
    record(OrganisationPlaced(reference=organisation.reference))
    return organisation


@transaction.atomic
def join_organisation(
    *, actor: User, person: User, organisation: Organisation, role: str, now: datetime
) -> Membership:
    """Let a person act for an organisation; where she does already, her role changes."""
    require(may_manage_members(actor))
    require(may_join(person, organisation))
    membership, _created = Membership.objects.update_or_create(
        user=person,
        organisation=organisation,
        defaults={"role": role},
        create_defaults={"role": role, "joined_at": now},
    )
    return membership


@transaction.atomic
def leave_organisation(*, actor: User, membership: Membership) -> None:
    """End a person's acting for an organisation; what she wrote stays with the organisation."""
    require(may_manage_members(actor))
    membership.delete()


@transaction.atomic
def create_token(
    *, actor: User, label: str, valid_days: int, now: datetime, may_write: bool = False
) -> tuple[PersonalToken, str]:
    """Make a personal token; its secret is returned this once and kept nowhere."""
    # The person's row is the queue: two requests at once cannot both find the last free place.
    User.objects.select_for_update().get(pk=actor.pk)
    require(may_create_token(actor, actor.tokens.filter(expires_at__gt=now).count()))
    secret = new_secret()
    token = PersonalToken.objects.create(
        user=actor,
        label=clean_line(label),
        digest=digest_of(secret),
        may_write=may_write,
        created_at=now,
        expires_at=now + timedelta(days=valid_days),
    )
    return token, secret


@transaction.atomic
def revoke_token(*, actor: User, token: PersonalToken) -> None:
    """Make a token worthless at once."""
    require(may_revoke_token(actor, token))
    token.delete()
