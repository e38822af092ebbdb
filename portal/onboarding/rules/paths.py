"""Who may see a county's way into the group, and who walks it.

| what                              | who sees it                                               |
|-----------------------------------|-----------------------------------------------------------|
| the county's checklist            | its own people, its mentor's leaders, moderators          |
| how far each of its people is     | herself, the county's leaders, the mentor's, moderators   |
| self-assessment and gap profile   | its own people, its mentor's leaders                      |
| what members lack altogether      | moderators: numbers of counties, no names                 |

The mentor: of a running mentorship, while it is a member itself. For everybody else there is no
such page.
"""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.audiences import Reader, member_organisations_of
from portal.members.models import Organisation, User
from portal.members.rules import leads


def belongs_to(reader: Reader, organisation: Organisation) -> bool:
    """Whether she acts for this very county, and it takes part as a member."""
    return has_path(organisation) and organisation in member_organisations_of(reader)


def has_path(organisation: Organisation) -> bool:
    """Whether there is a way in for it: a county that is a member."""
    return (
        organisation.kind == Organisation.Kind.COUNTY
        and organisation.status == Organisation.Status.MEMBER
    )


def leads_mentor(reader: Reader, mentor: Organisation | None) -> bool:
    """Whether she leads the county that is the mentor."""
    return (
        mentor is not None
        and isinstance(reader, User)
        and has_path(mentor)
        and leads(reader, mentor)
    )


def may_see_path(reader: Reader, organisation: Organisation, mentor: Organisation | None) -> bool:
    """See a county's checklist."""
    return has_path(organisation) and (
        belongs_to(reader, organisation) or leads_mentor(reader, mentor) or is_moderator(reader)
    )


def may_see_people(reader: Reader, organisation: Organisation, mentor: Organisation | None) -> bool:
    """See how far each of the county's people is."""
    if not has_path(organisation) or not isinstance(reader, User):
        return False
    return (
        leads(reader, organisation) or leads_mentor(reader, mentor) or is_moderator(reader)
    )  # fmt: skip


def may_see_assessment(
    reader: Reader, organisation: Organisation, mentor: Organisation | None
) -> bool:
    """Read what a county said of itself, its free words included."""
    return has_path(organisation) and (
        belongs_to(reader, organisation) or leads_mentor(reader, mentor)
    )


def may_walk(reader: Reader, organisation: Organisation) -> Verdict:
    """Fill in the assessment, tick one's own steps: everybody of the county."""
    if belongs_to(reader, organisation):
        return ALLOWED
    return refused(_("Only people of this county do this."))


def is_moderator(reader: Reader) -> bool:
    """Whether she looks after the platform."""
    return isinstance(reader, User) and reader.is_active and reader.is_moderator


def ids_of_members(reader: Reader) -> Collection[int]:
    """Return the counties she acts for whose people walk a path."""
    return [one.pk for one in member_organisations_of(reader) if has_path(one)]
