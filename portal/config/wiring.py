"""The tables that connect the apps.

REACTIONS: which fact triggers which reactions, delivered by the outbox after the act.
SEARCHABLE: which app describes which kind of content to the search.
TIMETABLE: what happens by the clock, in the worker.
BELONGINGS: what people look after in each app, to be handed over when they leave.
PERSONAL_DATA: what each app knows about people, for copies and erasure.
"""

from datetime import timedelta

import casestudies.documents
import forum.documents
import portal.channels.documents
import portal.pages.documents
from forum import facts as forum_facts
from forum.jobs import forget_drafts, forget_unused_files
from forum.personal_data import FORUM
from portal.channels import facts as channel_facts
from portal.channels.jobs import remind_of_confirmation
from portal.channels.mails import mail_confirmation_due
from portal.channels.personal_data import CHANNELS
from portal.joining import facts as joining_facts
from portal.joining.jobs import (
    end_guest_times,
    end_votes,
    escalate_requests,
    forget_applicants,
    forget_invitations,
    forget_requests,
)
from portal.joining.mails import (
    mail_applicant_confirmation,
    mail_applicants,
    mail_application_desk,
    mail_application_received,
    mail_invitation,
    mail_joined,
    mail_left,
    mail_request,
    mail_request_confirmation,
    mail_request_declined,
    mail_request_unanswered,
    mail_voters,
)
from portal.joining.personal_data import JOINING
from portal.members.belongings import Belongings
from portal.members.own_data import MEMBERS
from portal.members.personal_data import PersonalData
from portal.notifications.mail import forget_sent
from portal.outbox.facts import Fact
from portal.outbox.registry import Reaction
from portal.outbox.schedule import Job
from portal.publishing import facts as page_facts
from portal.publishing.personal_data import PUBLISHING
from search.reactions import reindex
from search.registry import Searchable

REACTIONS: dict[type[Fact], tuple[Reaction, ...]] = {
    forum_facts.QuestionAsked: (reindex,),
    forum_facts.QuestionEdited: (reindex,),
    forum_facts.QuestionAnswered: (reindex,),
    forum_facts.AnswerEdited: (reindex,),
    forum_facts.AnswerAccepted: (reindex,),
    forum_facts.AcceptanceWithdrawn: (reindex,),
    forum_facts.CommentAdded: (reindex,),
    forum_facts.QuestionImported: (reindex,),
    forum_facts.VeilLifted: (),
    page_facts.PagePublished: (reindex,),
    page_facts.PageUnpublished: (reindex,),
    page_facts.PageMoved: (reindex,),
    joining_facts.PersonInvited: (mail_invitation,),
    joining_facts.PersonJoined: (mail_joined,),
    joining_facts.RoleChanged: (),
    joining_facts.PersonLeft: (mail_left,),
    joining_facts.ApplicationWritten: (mail_applicant_confirmation,),
    joining_facts.ApplicationConfirmed: (mail_application_received, mail_application_desk),
    joining_facts.ApplicantAsked: (mail_applicants,),
    joining_facts.ApplicantAnswered: (mail_application_desk,),
    joining_facts.VoteOpened: (mail_voters,),
    joining_facts.VoteFailed: (mail_application_desk,),
    joining_facts.OrganisationAdmitted: (mail_applicants,),
    joining_facts.OrganisationRefused: (mail_applicants,),
    joining_facts.ApplicationWithdrawn: (mail_application_desk,),
    joining_facts.GuestTimeEnded: (mail_applicants,),
    joining_facts.JoinRequestWritten: (mail_request_confirmation,),
    joining_facts.JoinRequestConfirmed: (mail_request,),
    joining_facts.JoinRequestDeclined: (mail_request_declined,),
    joining_facts.JoinRequestUnanswered: (mail_request_unanswered,),
    channel_facts.ChannelRecorded: (reindex,),
    channel_facts.ChannelEdited: (reindex,),
    channel_facts.ChannelStateChanged: (reindex,),
    channel_facts.ChannelRemoved: (reindex,),
    channel_facts.ChannelConfirmed: (),
    channel_facts.FiguresRecorded: (),
    channel_facts.SnapshotTaken: (),
    channel_facts.ConfirmationDue: (mail_confirmation_due,),
}

SEARCHABLE: tuple[Searchable, ...] = (
    casestudies.documents.CASE_STUDIES,
    casestudies.documents.GUIDELINES,
    portal.pages.documents.NEWS,
    forum.documents.SEARCHABLE,
    portal.channels.documents.SEARCHABLE,
)

TIMETABLE: tuple[Job, ...] = (
    Job("forget_sent_mails", timedelta(days=1), forget_sent),
    Job("forget_invitations", timedelta(days=1), forget_invitations),
    Job("end_votes", timedelta(minutes=10), end_votes),
    Job("end_guest_times", timedelta(hours=6), end_guest_times),
    Job("forget_applicants", timedelta(days=1), forget_applicants),
    Job("escalate_requests", timedelta(days=1), escalate_requests),
    Job("forget_requests", timedelta(days=1), forget_requests),
    Job("forget_drafts", timedelta(days=1), forget_drafts),
    Job("forget_unused_files", timedelta(hours=6), forget_unused_files),
    Job("remind_of_channels", timedelta(days=1), remind_of_confirmation),
)

BELONGINGS: tuple[Belongings, ...] = ()

# The account itself comes last: what the others erase is found by it.
PERSONAL_DATA: tuple[PersonalData, ...] = (JOINING, CHANNELS, FORUM, PUBLISHING, MEMBERS)
