"""What people do with organisations, accounts and tokens: rule, change, done."""

from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction

from portal.kernel.text import clean_line
from portal.kernel.verdict import require
from portal.members.models import (
    Membership,
    Organisation,
    PersonalToken,
    User,
    digest_of,
    new_secret,
)
from portal.members.rules import (
    may_change_platform_role,
    may_create_token,
    may_join,
    may_manage_members,
    may_revoke_token,
)


@transaction.atomic
def create_person(
    *, actor: User, email: str, name: str, password: str | None = None, platform_role: str = ""
) -> User:
    """Make an account whose address counts as verified: an administrator vouches for it.

    Without a password the person sets one herself by "forgotten password".
    """
    require(may_manage_members(actor))
    person = User.objects.create_user(
        email,
        password,
        name=clean_line(name),
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
    person.name = clean_line(name)
    person.is_active = is_active
    person.save(update_fields=["name", "is_active"])
    return person


@transaction.atomic
def set_status(*, actor: User, organisation: Organisation, status: str, on: date) -> Organisation:
    """Say where an organisation stands with the working group, from the day `on`."""
    require(may_manage_members(actor))
    organisation.status = status
    if status == Organisation.Status.MEMBER and organisation.member_since is None:
        organisation.member_since = on
    organisation.save(update_fields=["status", "member_since"])
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
    *, actor: User, label: str, valid_days: int, now: datetime
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
        created_at=now,
        expires_at=now + timedelta(days=valid_days),
    )
    return token, secret


@transaction.atomic
def revoke_token(*, actor: User, token: PersonalToken) -> None:
    """Make a token worthless at once."""
    require(may_revoke_token(actor, token))
    token.delete()
