"""Reads that span the tables of people and organisations."""

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, TypedDict

from allauth.account.models import EmailAddress
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, Value, When

from portal.members.audiences import Reader, sees_every_status
from portal.members.models import (
    ACTIVE_STATUSES,
    LEADING,
    IdentityProvider,
    Membership,
    Organisation,
    PersonalToken,
    User,
    digest_of,
)
from portal.members.second_factor import must_set_up_second_factor

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Known(TypedDict):
    """What a reader may know of where an organisation stands."""

    shown_status: str
    shown_since: date | None


def organisations(reader: Reader) -> "QuerySet[WithAnnotations[Organisation, Known]]":
    """Return all organisations with `shown_status` and `shown_since`: what the reader may know."""
    shown = Organisation.objects.order_by("name", "type_label", "pk")
    if sees_every_status(reader):
        return shown.annotate(shown_status=F("status"), shown_since=F("member_since"))
    known = Q(status__in=ACTIVE_STATUSES)
    return shown.annotate(
        shown_status=Case(When(known, then=F("status")), default=Value("none")),
        shown_since=Case(When(known, then=F("member_since"))),
    )


def organisations_found(
    reader: Reader, status: str = "", words: str = ""
) -> "QuerySet[WithAnnotations[Organisation, Known]]":
    """Return organisations of a status whose name or key holds WORDS; '' means any."""
    found = organisations(reader)
    if status:
        found = found.filter(Q(shown_status=status))
    if words:
        found = found.filter(Q(display_name__icontains=words) | Q(ags=words))
    return found


def open_identity_providers() -> QuerySet[IdentityProvider]:
    """Return the log-ins that work now: switched on, and of an organisation that is a member."""
    return IdentityProvider.objects.filter(
        is_active=True, organisation__status=Organisation.Status.MEMBER
    ).select_related("organisation")


def belongs_to_an_account(email: str) -> bool:
    """Whether an account has this address, confirmed or not."""
    return (
        User.objects.filter(email__iexact=email).exists()
        or EmailAddress.objects.filter(email__iexact=email).exists()
    )


def leaders_of(organisation: Organisation) -> QuerySet[User]:
    """Return the active coordinators and deputies of an organisation, coordinators first."""
    return User.objects.filter(
        is_active=True, memberships__organisation=organisation, memberships__role__in=LEADING
    ).order_by("memberships__role", "name", "pk")


def people_with_memberships(people: Collection[int]) -> list[User]:
    """Return the active ones of these accounts, with what their rights follow from (two queries).

    Asking the rules about each of them takes no query any more.
    """
    memberships = Membership.objects.select_related("organisation").order_by("pk")
    found = User.objects.filter(is_active=True, pk__in=people).order_by("pk")
    loaded = list(found.prefetch_related(Prefetch("memberships", queryset=memberships)))
    for person in loaded:
        person.current_memberships = tuple(person.memberships.all())
    return loaded


def moderators() -> QuerySet[User]:
    """Return the active moderators and administrators."""
    roles = (User.PlatformRole.MODERATOR, User.PlatformRole.ADMINISTRATOR)
    return User.objects.filter(is_active=True, platform_role__in=roles).order_by("name", "pk")


def solely_coordinated_by(person: User) -> list[Organisation]:
    """Return the active organisations that would have no coordinator without this person."""
    others = Membership.objects.filter(
        organisation=OuterRef("pk"), role=Membership.Role.COORDINATOR, user__is_active=True
    ).exclude(user=person)
    return list(
        Organisation.objects.filter(
            ~Exists(others),
            status__in=ACTIVE_STATUSES,
            memberships__user=person,
            memberships__role=Membership.Role.COORDINATOR,
        )
    )


def is_last_administrator(person: User) -> bool:
    """Whether nobody else could look after the platform."""
    administrators = User.objects.filter(
        is_active=True, platform_role=User.PlatformRole.ADMINISTRATOR
    )
    if not administrators.filter(pk=person.pk).exists():
        return False
    return not administrators.exclude(pk=person.pk).exists()


def tokens_of_person(person: User) -> QuerySet[PersonalToken]:
    """Return the tokens a person may see and revoke: her own."""
    return PersonalToken.objects.filter(user=person)


def valid_token(secret: str, now: datetime) -> PersonalToken | None:
    """Return the personal token with its owner; None for unknown, expired, switched off.

    Nor is it accepted while its owner has yet to set up the second factor her role needs.
    """
    token = (
        PersonalToken.objects.select_related("user")
        .filter(digest=digest_of(secret), expires_at__gt=now, user__is_active=True)
        .first()
    )
    return None if token is None or must_set_up_second_factor(token.user) else token
