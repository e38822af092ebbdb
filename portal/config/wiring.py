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
from portal.channels import facts as channel_facts
from portal.channels.jobs import REMIND as REMIND_OF_CHANNELS
from portal.channels.mails import mail_confirmation_due
from portal.channels.personal_data import PERSONAL_DATA as CHANNELS_PERSONAL_DATA
from portal.members.belongings import Belongings
from portal.members.personal_data import PersonalData
from portal.notifications.mail import forget_sent
from portal.outbox.facts import Fact
from portal.outbox.registry import Reaction
from portal.outbox.schedule import Job
from portal.publishing import facts as page_facts
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
    page_facts.PagePublished: (reindex,),
    page_facts.PageUnpublished: (reindex,),
    page_facts.PageMoved: (reindex,),
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
    REMIND_OF_CHANNELS,
)

BELONGINGS: tuple[Belongings, ...] = ()

PERSONAL_DATA: tuple[PersonalData, ...] = (CHANNELS_PERSONAL_DATA,)
