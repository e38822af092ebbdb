"""Who may see what, written once.

Content has an *audience*, a set of tokens; a reader holds tokens. She may see what shares a
token with her. The database filter (`visible_q`) and the search index (which stores
`audience_of`) are derived from the same tokens; a contract test compares them all.

| token     | content whose visibility is   | readers who hold it                               |
|-----------|-------------------------------|---------------------------------------------------|
| public    | public                        | everyone                                          |
| members   | members                       | people of member organisations, moderators        |
| org:<pk>  | county, of organisation <pk>  | people of that organisation (a member or a guest) |

People of an applicant, suspended or former organisation read what the public reads.
Moderators do not read what a county keeps to itself.

Where an organisation stands is public while it is a member or a guest. That it applies, was
suspended or has left is known to member organisations and moderators.
"""

from typing import Protocol

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from portal.members.content import Visibility
from portal.members.models import ACTIVE_STATUSES, Organisation, User

Reader = User | AnonymousUser

PUBLIC = "public"
MEMBERS = "members"


class Owned(Protocol):
    """What is needed to know who may see a thing."""

    visibility: str
    organisation_id: int


def organisation_token(organisation_id: int) -> str:
    """Name the audience that is one organisation's own people."""
    return f"org:{organisation_id}"


def audience_of(content: Owned) -> frozenset[str]:
    """Return the tokens of which a reader needs one to see this (published) content."""
    if content.visibility == Visibility.COUNTY:
        return frozenset({organisation_token(content.organisation_id)})
    return frozenset({content.visibility})


def tokens_of(reader: Reader) -> frozenset[str]:
    """Return the tokens a reader holds; reads her memberships once per request."""
    if not isinstance(reader, User) or not reader.is_active:
        return frozenset({PUBLIC})
    tokens = {PUBLIC}
    if reader.is_moderator:
        tokens.add(MEMBERS)
    for membership in reader.current_memberships:
        tokens |= _tokens_through(membership.organisation)
    return frozenset(tokens)


def _tokens_through(organisation: Organisation) -> set[str]:
    tokens = set()
    if organisation.status in ACTIVE_STATUSES:
        tokens.add(organisation_token(organisation.pk))
    if organisation.status == Organisation.Status.MEMBER:
        tokens.add(MEMBERS)
    return tokens


def may_see(reader: Reader, content: Owned) -> bool:
    """Whether the reader may see this (published) content."""
    return not audience_of(content).isdisjoint(tokens_of(reader))


def may_organisation_see(organisation: Organisation, content: Owned) -> bool:
    """Whether an organisation's own people may see this (published) content."""
    tokens = {PUBLIC} | _tokens_through(organisation)
    return not audience_of(content).isdisjoint(tokens)


def visible_q(reader: Reader) -> Q:
    """Return the same rule as a database condition on `visibility` and `organisation_id`."""
    tokens = tokens_of(reader)
    condition = Q(visibility=Visibility.PUBLIC)
    if MEMBERS in tokens:
        condition |= Q(visibility=Visibility.MEMBERS)
    own = [int(token.removeprefix("org:")) for token in tokens if token.startswith("org:")]
    if own:
        condition |= Q(visibility=Visibility.COUNTY, organisation_id__in=own)
    return condition


def sees_every_status(reader: Reader) -> bool:
    """Whether she may know who applies, is suspended or has left; everyone knows the members."""
    return MEMBERS in tokens_of(reader)


def member_organisations_of(reader: Reader) -> tuple[Organisation, ...]:
    """Return the organisations in whose name the reader may write: those that are members."""
    if not isinstance(reader, User) or not reader.is_active:
        return ()
    return tuple(
        membership.organisation
        for membership in reader.current_memberships
        if membership.organisation.status == Organisation.Status.MEMBER
    )


def active_organisations_of(reader: Reader) -> tuple[Organisation, ...]:
    """Return the organisations whose own things the reader may see: members and guests."""
    if not isinstance(reader, User) or not reader.is_active:
        return ()
    return tuple(
        membership.organisation
        for membership in reader.current_memberships
        if membership.organisation.status in ACTIVE_STATUSES
    )
