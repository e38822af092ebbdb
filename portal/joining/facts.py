"""What happens when organisations and people join and leave."""

from portal.outbox.facts import Fact


class PersonInvited(Fact):
    """A link went, or goes again, to somebody's address."""


class PersonJoined(Fact):
    """Somebody accepted an invitation."""


class RoleChanged(Fact):
    """Somebody has another role in an organisation."""


class PersonLeft(Fact):
    """Somebody does not act for an organisation any more."""


class ApplicationWritten(Fact):
    """Somebody applied for a county; her address is to be confirmed."""


class ApplicationConfirmed(Fact):
    """An applicant confirmed her address: the application, or her part in it, is there."""


class ApplicantAsked(Fact):
    """The group asked the applicants something."""


class ApplicantAnswered(Fact):
    """An applicant answered the group."""


class VoteOpened(Fact):
    """An application was put to the vote of the member counties."""


class VoteFailed(Fact):
    """Too few took part in a vote."""


class OrganisationAdmitted(Fact):
    """A county became a member, or a guest for a time."""


class OrganisationRefused(Fact):
    """An application was refused."""


class ApplicationWithdrawn(Fact):
    """The applicants changed their minds."""


class GuestTimeEnded(Fact):
    """A county is no longer a guest."""


class JoinRequestWritten(Fact):
    """Somebody asks to join an organisation; her address is to be confirmed."""


class JoinRequestConfirmed(Fact):
    """A request to join reached the organisation."""


class JoinRequestDeclined(Fact):
    """A coordinator said no to a request."""


class JoinRequestUnanswered(Fact):
    """Nobody of the organisation answers a request."""
