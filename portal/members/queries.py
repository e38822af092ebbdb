"""Reads that span the tables of people and organisations."""

from datetime import datetime

from django.db.models import Q, QuerySet

from portal.members.models import Organisation, PersonalToken, User, digest_of


def organisations(status: str = "", words: str = "") -> QuerySet[Organisation]:
    """Return organisations of a status whose name or key holds WORDS; '' means any."""
    found = Organisation.objects.all()
    if status:
        found = found.filter(status=status)
    if words:
        found = found.filter(Q(display_name__icontains=words) | Q(ags=words))
    return found.order_by("name", "type_label", "pk")


def tokens_of_person(person: User) -> QuerySet[PersonalToken]:
    """Return the tokens a person may see and revoke: her own."""
    return PersonalToken.objects.filter(user=person)


def owner_of_secret(secret: str, now: datetime) -> User | None:
    """Return whose valid personal token this is; None for unknown, expired, switched off."""
    token = (
        PersonalToken.objects.select_related("user")
        .filter(digest=digest_of(secret), expires_at__gt=now, user__is_active=True)
        .first()
    )
    return token.user if token else None
