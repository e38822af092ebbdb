"""What the accounts themselves know about a person, and how it is erased."""

from collections.abc import Iterator

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType

from portal.members.models import Membership, PersonalToken, User
from portal.members.personal_data import OnErasure, PersonalData, PersonalField, Row

# A name like any other, so it is not translated.
FORMER_PERSON = "Ehemalige Person"

_IN_HER_PLACE = "the row stays, without anything of hers, so that what she wrote has an author"
_WHO_DID_IT = "the administration's log says that somebody did it, no longer who"


def _export(person: User) -> list[Row]:
    return [
        {
            "kind": "account",
            "email": person.email,
            "name": person.name,
            "platform_role": person.platform_role,
            "language": person.language,
            "appearance": person.appearance,
            "since": person.date_joined.isoformat(),
            "last_login": person.last_login.isoformat() if person.last_login else None,
        },
        *_addresses(person),
        *_memberships(person),
        *_second_factors(person),
        *_logins_of_counties(person),
        *_sessions(person),
        *_tokens(person),
    ]


def _addresses(person: User) -> Iterator[Row]:
    for address in EmailAddress.objects.filter(user=person).order_by("pk"):
        yield {"kind": "address", "email": address.email, "verified": address.verified}


def _memberships(person: User) -> Iterator[Row]:
    for one in person.memberships.select_related("organisation").order_by("pk"):
        yield {
            "kind": "membership",
            "organisation": one.organisation.display_name,
            "role": one.role,
            "may_release": one.may_release,
            "since": one.joined_at.isoformat(),
        }


def _second_factors(person: User) -> Iterator[Row]:
    # The secrets themselves would only help whoever finds the copy.
    for factor in Authenticator.objects.filter(user=person).order_by("pk"):
        yield {
            "kind": "second_factor",
            "type": factor.type,
            "created": factor.created_at.isoformat(),
            "last_used": factor.last_used_at.isoformat() if factor.last_used_at else None,
        }


def _logins_of_counties(person: User) -> Iterator[Row]:
    for account in SocialAccount.objects.filter(user=person).order_by("pk"):
        yield {
            "kind": "county_login",
            "login": account.provider,
            "number": account.uid,
            "since": account.date_joined.isoformat(),
        }


def _sessions(person: User) -> Iterator[Row]:
    for session in UserSession.objects.filter(user=person).order_by("pk"):
        yield {
            "kind": "session",
            "browser": session.user_agent,
            "address": session.ip,
            "since": session.created_at.isoformat(),
        }


def _tokens(person: User) -> Iterator[Row]:
    for token in PersonalToken.objects.filter(user=person).order_by("pk"):
        yield {
            "kind": "token",
            "label": token.label,
            "may_write": token.may_write,
            "created": token.created_at.isoformat(),
            "expires": token.expires_at.isoformat(),
        }


def _erase(person: User) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()
    for kept_for_her in (EmailAddress, Authenticator, SocialAccount, PersonalToken, Membership):
        kept_for_her.objects.filter(user=person).delete()
    person.groups.clear()
    person.user_permissions.clear()
    _pseudonymise(person)
    _forget_her_name_in_the_log(person)


def _pseudonymise(person: User) -> None:
    person.name = FORMER_PERSON
    person.email = f"erased-{person.pk}@kreiswissen.invalid"
    person.set_unusable_password()
    person.platform_role, person.appearance, person.language = "", "", "de"
    person.is_active = person.is_superuser = False
    person.last_login = None
    person.save()


def _forget_her_name_in_the_log(person: User) -> None:
    accounts = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(content_type=accounts, object_id=str(person.pk)).update(
        object_repr=person.name
    )


MEMBERS = PersonalData(
    app="members",
    fields=(
        PersonalField("members.User.email", OnErasure.PSEUDONYMISE, _IN_HER_PLACE),
        PersonalField("members.User.name", OnErasure.PSEUDONYMISE, _IN_HER_PLACE),
        PersonalField("members.User_groups.user", OnErasure.DELETE),
        PersonalField("members.User_user_permissions.user", OnErasure.DELETE),
        PersonalField("members.Membership.user", OnErasure.DELETE),
        PersonalField("members.PersonalToken.user", OnErasure.DELETE),
        PersonalField("account.EmailAddress.user", OnErasure.DELETE),
        PersonalField("account.EmailAddress.email", OnErasure.DELETE),
        PersonalField("mfa.Authenticator.user", OnErasure.DELETE),
        PersonalField("socialaccount.SocialAccount.user", OnErasure.DELETE),
        PersonalField("usersessions.UserSession.user", OnErasure.DELETE),
        PersonalField("usersessions.UserSession.ip", OnErasure.DELETE),
        PersonalField("admin.LogEntry.user", OnErasure.PSEUDONYMISE, _WHO_DID_IT),
    ),
    export=_export,
    erase=_erase,
)
