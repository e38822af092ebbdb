"""People as tests need them; the counties are there already (a migration loads them)."""

import secrets

from portal.members.models import Membership, Organisation, User

OSNABRUECK, HARBURG, PLOEN = "03459", "03353", "01057"


def organisation(ags: str = OSNABRUECK, status: str = Organisation.Status.MEMBER) -> Organisation:
    """Give a county a status and return it."""
    Organisation.objects.filter(ags=ags).update(status=status)
    return Organisation.objects.get(ags=ags)


def person(name: str = "Maren Beispiel", platform_role: str = "", **fields: object) -> User:
    """Make an account that acts for nobody."""
    return User.objects.create_user(
        f"{secrets.token_hex(6)}@kreis.example",
        name=name,
        platform_role=platform_role,
        is_superuser=platform_role == User.PlatformRole.ADMINISTRATOR,
        **fields,
    )


def person_of(
    of: Organisation, role: str = Membership.Role.STAFF, name: str = "Maren Beispiel"
) -> User:
    """Make an account that acts for an organisation."""
    user = person(name)
    Membership.objects.create(user=user, organisation=of, role=role)
    return user


def administrator() -> User:
    """Make an administrator."""
    return person("Ada Verwaltung", User.PlatformRole.ADMINISTRATOR)
