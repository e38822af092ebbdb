"""The tables that connect the apps.

REACTIONS: which fact triggers which reactions, delivered by the outbox after the act.
SEARCHABLE: which app describes which kind of content to the search.
FILE_HOLDERS: which kinds of pages hold files whose text the search finds.
TIMETABLE: what happens by the clock, in the worker.
NOTICES: which kinds of mail one may do without.
MATTERS: what people are told of in their inbox, for which reasons.
BELONGINGS: what people look after in each app, to be handed over when they leave.
PERSONAL_DATA: what each app knows about people, for copies and erasure.
PAGE_PARTS: what apps add to pages as readers see them.
PAGE_ADDITIONS: what apps add to pages in the search: words, and a weight.
THINGS: what rests on laws, rulings and platforms beside pages.
GUARDS: what apps have to say about a page before it is published.
MADE_OF_QUESTIONS: which apps show on a question what became of it.
LIST_ORDERS: in which orders lists of pages can be read, beside the newest first.
ESTATES: what an organisation owns in each app, for its exit package.
EXPERIENCE: what speaks for asking an organisation, in each app.
"""

from datetime import timedelta

import casestudies.documents
import forum.documents
import portal.channels.documents
import portal.directory.documents
import portal.pages.documents
import portal.replication.documents
import portal.trails.documents
import portal.upkeep.documents
from casestudies import facts as case_study_facts
from casestudies.estate import CASE_STUDIES as CASE_STUDIES_OF_A_COUNTY
from casestudies.experience import CASE_STUDIES as EXPERIENCE_IN_CASE_STUDIES
from casestudies.facets import LEAST_EFFORT
from casestudies.models import CaseStudy, Guideline
from forum import facts as forum_facts
from forum.belongings import COUNTY_REQUESTS, OFFICIAL_DRAFTS, QUESTIONS
from forum.estate import FORUM as POSTS_OF_A_COUNTY
from forum.foundations import ANSWERS
from forum.holding import QUESTIONS as QUESTIONS_WITH_FILES
from forum.jobs import (
    end_pins,
    forget_drafts,
    forget_unused_files,
    forget_working_notes,
    go_on_with_requests,
)
from forum.mails import POSTS_REARRANGED, mail_merged, mail_split_off
from forum.notices.matters import FORUM as MATTERS_OF_THE_FORUM
from forum.notices.matters import FORUM_NOTICES
from forum.notices.reactions import (
    tell_of_acceptance,
    tell_of_answer,
    tell_of_closing,
    tell_of_comment,
    tell_of_edited_question,
    tell_of_merging,
    tell_of_moving,
    tell_of_official_answer,
    tell_of_outdating,
    tell_of_question,
    tell_of_returned_draft,
    tell_of_submitted_draft,
    tell_of_thanks,
)
from forum.personal_data import FORUM
from forum.queries.thread import MadeOf
from forum.request_mails import (
    COUNTY_ASKED,
    QUESTION_LEFT,
    REQUEST_NEWS,
    mail_county_asked,
    mail_question_left,
    mail_request_news,
)
from portal.alerts import facts as alert_facts
from portal.alerts.jobs import begin_alerts, forget_wishes
from portal.alerts.mails import NEW_HITS, mail_alerts
from portal.alerts.notices import WISH_CAME_TRUE, WISHES, tell_of_wished
from portal.alerts.personal_data import ALERTS
from portal.alerts.reactions import learn_hits
from portal.channels import facts as channel_facts
from portal.channels.estate import CHANNELS as CHANNELS_OF_A_COUNTY
from portal.channels.experience import CHANNELS as EXPERIENCE_ON_CHANNELS
from portal.channels.jobs import remind_of_confirmation
from portal.channels.mails import CHANNELS_TO_CONFIRM, mail_confirmation_due
from portal.channels.personal_data import CHANNELS
from portal.checklists import facts as checklist_facts
from portal.checklists.belongings import STEPS
from portal.checklists.notices import GUIDELINE_CHANGED, GUIDELINES_CHANGED
from portal.checklists.parts import TAKE_OVER
from portal.checklists.personal_data import CHECKLISTS
from portal.checklists.reactions import tell_of_changed_guidelines
from portal.curating.guard import BRIEFS
from portal.directory import facts as directory_facts
from portal.directory.estate import DIRECTORY as PROFILE_OF_A_COUNTY
from portal.directory.personal_data import DIRECTORY
from portal.editorial import facts as editorial_facts
from portal.editorial.guard import REVIEWS
from portal.editorial.jobs import forget_reviewers, look_after_reviews
from portal.editorial.mails import mail_opinion_asked
from portal.editorial.matters import EDITORIAL as MATTERS_OF_REVIEWS
from portal.editorial.matters import EDITORIAL_NOTICES
from portal.editorial.personal_data import EDITORIAL
from portal.editorial.reactions import (
    tell_of_changes,
    tell_of_end,
    tell_of_escalation,
    tell_of_opinion,
    tell_of_overdue,
    tell_of_review,
)
from portal.exits import facts as exit_facts
from portal.exits.jobs import end_packages
from portal.exits.mails import mail_package
from portal.exits.personal_data import EXITS
from portal.exits.reactions import make_package
from portal.feeds.personal_data import FEEDS
from portal.file_texts.holders import Holder
from portal.file_texts.jobs import forget_texts, look_for_files
from portal.file_texts.reactions import read_files
from portal.joining import facts as joining_facts
from portal.joining.estate import JOINING as WAY_OF_A_COUNTY
from portal.joining.jobs import (
    end_guest_times,
    end_votes,
    escalate_requests,
    forget_applicants,
    forget_invitations,
    forget_requests,
)
from portal.joining.mails import (
    COLLEAGUE_JOINED,
    COLLEAGUE_LEFT,
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
from portal.members import facts as member_facts
from portal.members.belongings import Belongings
from portal.members.estates import Estate
from portal.members.experience import Experience
from portal.members.own_data import MEMBERS
from portal.members.own_estate import MEMBERS as PEOPLE_OF_A_COUNTY
from portal.members.personal_data import PersonalData
from portal.notifications import facts as mail_facts
from portal.notifications.account_mails import forget_account_mails, mail_account
from portal.notifications.jobs import forget_notices
from portal.notifications.mail import forget_sent
from portal.notifications.mails import mail_notices
from portal.notifications.matters import Matter
from portal.notifications.notices import Notice
from portal.notifications.personal_data import NOTIFICATIONS
from portal.onboarding import facts as onboarding_facts
from portal.onboarding.estate import ONBOARDING as WAY_IN_OF_A_COUNTY
from portal.onboarding.jobs import (
    begin_paths,
    close_mentorships,
    match_mentors,
    nudge_people,
)
from portal.onboarding.mails import mail_meeting, mail_mentorship, mail_nudge
from portal.onboarding.personal_data import ONBOARDING
from portal.onboarding.reactions import begin_paths_of_joined
from portal.operating import facts as operating_facts
from portal.operating.personal_data import OPERATING
from portal.outbox.facts import Fact
from portal.outbox.registry import Reaction
from portal.outbox.schedule import Job
from portal.pages import facts as news_facts
from portal.pages.estate import PAGES as NEWS_OF_A_COUNTY
from portal.pages.guard import EMBARGO
from portal.pages.models import NewsPage
from portal.provenance import facts as provenance_facts
from portal.provenance.guard import SOURCES
from portal.provenance.jobs import look_after_consents
from portal.provenance.mails import (
    CONSENT_ASKED,
    SOURCES_OF_PAGES,
    mail_consent_asked,
    mail_consent_overdue,
    mail_consent_refused,
    mail_consent_withdrawn,
    mail_source_changed,
)
from portal.provenance.personal_data import PROVENANCE
from portal.provenance.queries.pages import labels_of_articles
from portal.provenance.reactions import note_edits_of_sources
from portal.publishing import facts as page_facts
from portal.publishing.belongings import PAGES
from portal.publishing.documents import Additions
from portal.publishing.estate import PUBLISHING as FILES_OF_A_COUNTY
from portal.publishing.guards import Guard
from portal.publishing.holding import holding
from portal.publishing.mails import mail_publication_held
from portal.publishing.orders import Order
from portal.publishing.parts import Part
from portal.publishing.personal_data import PUBLISHING
from portal.publishing.pictures import PICTURES
from portal.readers import facts as reader_facts
from portal.readers.guard import VERSIONS
from portal.readers.jobs import end_pdfs, forget_feedback, keep_first_versions
from portal.readers.notices import (
    READING,
    READING_NOTICES,
    tell_of_missing,
    tell_of_new_version,
)
from portal.readers.parts import ASK, TOOLS
from portal.readers.pdf import make_pdf
from portal.readers.personal_data import READERS
from portal.replication import facts as replication_facts
from portal.replication.estate import REPLICATION as REPORTS_OF_A_COUNTY
from portal.replication.jobs import ask_for_results
from portal.replication.notices import (
    REPLICATION as MATTERS_OF_REPLICATION,
)
from portal.replication.notices import (
    REPLICATION_NOTICES,
    tell_of_hiding,
    tell_of_report,
    tell_of_result_due,
)
from portal.replication.orders import MOST_PROVEN
from portal.replication.parts import REPORTS, TRIED
from portal.replication.personal_data import REPLICATION
from portal.trails.estate import TRAILS as TRAILS_OF_A_COUNTY
from portal.trails.personal_data import TRAILS
from portal.upkeep import facts as upkeep_facts
from portal.upkeep.belongings import DEPUTIES
from portal.upkeep.guard import KEPT_UP
from portal.upkeep.jobs import note_pages, reckon_pages, remind_of_reviews
from portal.upkeep.notices.matters import UPKEEP as MATTERS_OF_UPKEEP
from portal.upkeep.notices.matters import UPKEEP_NOTICES
from portal.upkeep.notices.reactions import (
    tell_of_change,
    tell_of_change_taken_back,
    tell_of_due_review,
    tell_of_feedback,
)
from portal.upkeep.parts import FOUNDATIONS, STANDING
from portal.upkeep.personal_data import UPKEEP
from portal.upkeep.reactions import reckon_anew
from portal.upkeep.things import KindOfThing
from search.asked.actions import forget_asked
from search.best_bets import facts as best_bet_facts
from search.reactions import reindex
from search.registry import Searchable
from search.synonyms import facts as synonym_facts

REACTIONS: dict[type[Fact], tuple[Reaction, ...]] = {
    forum_facts.QuestionAsked: (reindex, read_files, tell_of_question),
    forum_facts.QuestionEdited: (
        reindex,
        read_files,
        tell_of_edited_question,
        note_edits_of_sources,
    ),
    forum_facts.QuestionAnswered: (reindex, read_files, tell_of_answer),
    forum_facts.AnswerEdited: (reindex, read_files, note_edits_of_sources),
    forum_facts.AnswerAccepted: (reindex, tell_of_acceptance),
    forum_facts.AcceptanceWithdrawn: (reindex,),
    forum_facts.CommentAdded: (reindex, tell_of_comment),
    forum_facts.QuestionHandedOver: (),
    # Their files are found by the clock (look_for_files): imports are large, files in them rare.
    forum_facts.QuestionImported: (reindex,),
    forum_facts.QuestionClosed: (reindex, tell_of_closing),
    forum_facts.QuestionReopened: (reindex,),
    forum_facts.QuestionLocked: (reindex,),
    forum_facts.QuestionUnlocked: (reindex,),
    forum_facts.QuestionPinned: (reindex,),
    forum_facts.QuestionUnpinned: (reindex,),
    forum_facts.QuestionMovedToTopics: (reindex, tell_of_moving),
    forum_facts.QuestionOutdated: (reindex, tell_of_outdating),
    forum_facts.QuestionUpToDate: (reindex,),
    forum_facts.QuestionMerged: (reindex, read_files, mail_merged, tell_of_merging),
    forum_facts.QuestionAbsorbed: (reindex, read_files),
    forum_facts.AnswerSplitOff: (reindex, read_files),
    forum_facts.QuestionSplitOff: (reindex, read_files, mail_split_off),
    forum_facts.CareUndone: (reindex, read_files),
    forum_facts.StaffNoteWritten: (),
    forum_facts.StaffNoteRemoved: (),
    forum_facts.CannedAnswerSaved: (),
    forum_facts.CannedAnswerRemoved: (),
    forum_facts.CommentEdited: (reindex,),
    forum_facts.CommentRemoved: (reindex,),
    forum_facts.AnswerThanked: (tell_of_thanks,),
    forum_facts.AnswerFoundHelpful: (),
    forum_facts.HelpfulTakenBack: (),
    forum_facts.CountyAffected: (),
    forum_facts.CountyNotAffected: (),
    forum_facts.WorkBegun: (),
    forum_facts.WorkEnded: (),
    forum_facts.OfficialAnswerReleased: (reindex, read_files, tell_of_official_answer),
    forum_facts.OfficialDraftBegun: (),
    forum_facts.OfficialDraftSubmitted: (tell_of_submitted_draft,),
    forum_facts.OfficialDraftTakenBack: (),
    forum_facts.OfficialDraftReturned: (tell_of_returned_draft,),
    forum_facts.OfficialDraftDiscarded: (),
    forum_facts.OfficialDraftHandedOver: (),
    forum_facts.CountyAsked: (mail_county_asked,),
    forum_facts.CountyRequestTaken: (),
    forum_facts.CountyRequestHandedOn: (mail_request_news,),
    forum_facts.CountyRequestDeclined: (mail_request_news,),
    forum_facts.CountyRequestAnswered: (),
    forum_facts.CountyRequestExpired: (),
    forum_facts.CountyRequestWentOn: (mail_request_news,),
    forum_facts.CountyRequestLeft: (mail_request_news, mail_question_left),
    forum_facts.CountyRequestWithdrawn: (),
    forum_facts.CountyRequestHandedOver: (),
    forum_facts.VeilLifted: (),
    page_facts.PagePublished: (reindex, read_files, tell_of_changed_guidelines, tell_of_wished),
    page_facts.PageUnpublished: (reindex,),
    page_facts.PageMoved: (reindex,),
    page_facts.PageRedrawn: (reindex, read_files),
    page_facts.PublicationHeld: (mail_publication_held,),
    case_study_facts.CaseStudyBegun: (),
    case_study_facts.CaseStudyReadIn: (),
    case_study_facts.CaseStudyEdited: (),
    case_study_facts.CaseStudyDiscarded: (),
    upkeep_facts.PageReviewed: (reindex,),
    upkeep_facts.ReviewDateKept: (reindex,),
    upkeep_facts.PageMadeObsolete: (reindex,),
    upkeep_facts.PageRestored: (reindex,),
    upkeep_facts.FeedbackGiven: (tell_of_feedback,),
    upkeep_facts.ReviewDue: (tell_of_due_review,),
    upkeep_facts.CaretakersNamed: (),
    upkeep_facts.IntervalChanged: (reckon_anew,),
    upkeep_facts.FoundationsNamed: (reindex,),
    upkeep_facts.FoundationSaved: (),
    upkeep_facts.FoundationChanged: (tell_of_change,),
    upkeep_facts.ChangeTakenBack: (tell_of_change_taken_back,),
    upkeep_facts.ThingRestsElsewhere: (reindex,),
    upkeep_facts.ThingReviewed: (reindex,),
    replication_facts.ReportWritten: (reindex, tell_of_report),
    replication_facts.ReportEdited: (reindex,),
    replication_facts.ReportWithdrawn: (reindex,),
    replication_facts.ReportHidden: (reindex, tell_of_hiding),
    replication_facts.ReportShown: (reindex,),
    replication_facts.ResultDue: (tell_of_result_due,),
    reader_facts.PageChanged: (tell_of_new_version,),
    reader_facts.FeedbackGiven: (),
    reader_facts.SomethingMissing: (tell_of_missing,),
    reader_facts.FeedbackSettled: (),
    reader_facts.PageSubscribed: (),
    reader_facts.SubscriptionEnded: (),
    reader_facts.PdfAsked: (make_pdf,),
    news_facts.ReleaseBroughtIn: (),
    news_facts.ReleaseDiscarded: (),
    news_facts.PressOfficeEdited: (),
    checklist_facts.CopyBegun: (),
    checklist_facts.StepMarked: (),
    checklist_facts.StepPlanned: (),
    checklist_facts.ChangesAccepted: (),
    checklist_facts.CopyFinished: (),
    checklist_facts.CopyReopened: (),
    checklist_facts.CopyDeleted: (),
    provenance_facts.ArticleBegun: (),
    provenance_facts.ConsentAsked: (mail_consent_asked,),
    provenance_facts.ConsentGiven: (),
    provenance_facts.ConsentRefused: (mail_consent_refused,),
    provenance_facts.ConsentWithdrawn: (mail_consent_withdrawn,),
    provenance_facts.ConsentOverdue: (mail_consent_overdue,),
    provenance_facts.SourceChanged: (mail_source_changed,),
    provenance_facts.SourceSeen: (),
    editorial_facts.PageHandedIn: (),
    editorial_facts.ReviewBegun: (tell_of_review,),
    editorial_facts.ReviewTaken: (),
    editorial_facts.StepApproved: (),
    editorial_facts.ChangesWanted: (tell_of_changes,),
    editorial_facts.SubmissionEnded: (tell_of_end,),
    editorial_facts.PageReleased: (tell_of_end,),
    editorial_facts.SectionNoted: (),
    editorial_facts.NoteSettled: (),
    editorial_facts.OpinionAsked: (mail_opinion_asked,),
    editorial_facts.OpinionGiven: (tell_of_opinion,),
    editorial_facts.OpinionRevoked: (),
    editorial_facts.ReviewOverdue: (tell_of_overdue,),
    editorial_facts.ReviewEscalated: (tell_of_escalation,),
    alert_facts.SearchSaved: (learn_hits,),
    alert_facts.AlertBegun: (mail_alerts,),
    alert_facts.PageCommissioned: (),
    member_facts.OrganisationPlaced: (reindex,),
    mail_facts.AccountMailWritten: (mail_account,),
    mail_facts.NoticeWritten: (mail_notices,),
    joining_facts.PersonInvited: (mail_invitation,),
    joining_facts.PersonJoined: (mail_joined, begin_paths_of_joined),
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
    directory_facts.ProfileEdited: (reindex,),
    directory_facts.PersonProfileEdited: (),
    onboarding_facts.PathBegun: (),
    onboarding_facts.AssessmentCompleted: (),
    onboarding_facts.MentorshipMoved: (mail_mentorship,),
    onboarding_facts.MeetingSuggested: (mail_meeting,),
    onboarding_facts.NudgeDue: (mail_nudge,),
    exit_facts.PackageRequested: (make_package,),
    exit_facts.PackageMade: (mail_package,),
    exit_facts.PackageFailed: (mail_package,),
    operating_facts.DeliveriesTriedAgain: (),
    synonym_facts.SynonymsSaved: (),
    synonym_facts.SynonymsRemoved: (),
    best_bet_facts.BestBetSaved: (),
    best_bet_facts.BestBetRemoved: (),
}

SEARCHABLE: tuple[Searchable, ...] = (
    casestudies.documents.CASE_STUDIES,
    casestudies.documents.GUIDELINES,
    portal.pages.documents.NEWS,
    portal.trails.documents.TRAILS,
    forum.documents.SEARCHABLE,
    portal.channels.documents.SEARCHABLE,
    portal.directory.documents.SEARCHABLE,
)

FILE_HOLDERS: tuple[Holder, ...] = (
    QUESTIONS_WITH_FILES,
    holding(CaseStudy),
    holding(Guideline),
    holding(NewsPage),
)

TIMETABLE: tuple[Job, ...] = (
    Job("forget_sent_mails", timedelta(days=1), forget_sent),
    Job("forget_notices", timedelta(days=1), forget_notices),
    Job("forget_account_mails", timedelta(hours=1), forget_account_mails),
    Job("forget_invitations", timedelta(days=1), forget_invitations),
    Job("end_votes", timedelta(minutes=10), end_votes),
    Job("end_guest_times", timedelta(hours=6), end_guest_times),
    Job("forget_applicants", timedelta(days=1), forget_applicants),
    Job("escalate_requests", timedelta(days=1), escalate_requests),
    Job("forget_requests", timedelta(days=1), forget_requests),
    Job("forget_working_notes", timedelta(days=1), forget_working_notes),
    Job("forget_drafts", timedelta(days=1), forget_drafts),
    Job("forget_unused_files", timedelta(hours=6), forget_unused_files),
    Job("remind_of_channels", timedelta(days=1), remind_of_confirmation),
    Job("go_on_with_requests", timedelta(hours=1), go_on_with_requests),
    Job("end_pins", timedelta(hours=1), end_pins),
    Job("begin_paths", timedelta(hours=1), begin_paths),
    Job("nudge_people", timedelta(days=1), nudge_people),
    Job("close_mentorships", timedelta(hours=1), close_mentorships),
    Job("match_mentors", timedelta(hours=6), match_mentors),
    Job("look_after_consents", timedelta(hours=6), look_after_consents),
    Job("look_after_reviews", timedelta(hours=6), look_after_reviews),
    Job("forget_reviewers", timedelta(days=1), forget_reviewers),
    Job("note_pages", timedelta(hours=1), note_pages),
    Job("reckon_pages", timedelta(days=1), reckon_pages),
    Job("remind_of_reviews", timedelta(hours=6), remind_of_reviews),
    Job("ask_for_results", timedelta(days=1), ask_for_results),
    Job("end_pdfs", timedelta(hours=1), end_pdfs),
    Job("forget_feedback", timedelta(days=1), forget_feedback),
    Job("keep_first_versions", timedelta(hours=1), keep_first_versions),
    Job("end_packages", timedelta(hours=1), end_packages),
    Job("look_for_files", timedelta(hours=1), look_for_files),
    Job("forget_texts", timedelta(days=1), forget_texts),
    Job("begin_alerts", timedelta(minutes=1), begin_alerts),
    Job("forget_wishes", timedelta(days=1), forget_wishes),
    Job("forget_asked", timedelta(days=1), forget_asked),
)

# In the order in which the account page offers them.
NOTICES: tuple[Notice, ...] = (
    *FORUM_NOTICES,
    COLLEAGUE_JOINED,
    COLLEAGUE_LEFT,
    CHANNELS_TO_CONFIRM,
    POSTS_REARRANGED,
    COUNTY_ASKED,
    REQUEST_NEWS,
    QUESTION_LEFT,
    CONSENT_ASKED,
    SOURCES_OF_PAGES,
    *EDITORIAL_NOTICES,
    *UPKEEP_NOTICES,
    *REPLICATION_NOTICES,
    *READING_NOTICES,
    GUIDELINES_CHANGED,
    NEW_HITS,
    WISHES,
)

MATTERS: tuple[Matter, ...] = (
    *MATTERS_OF_THE_FORUM,
    *MATTERS_OF_REVIEWS,
    *MATTERS_OF_UPKEEP,
    *MATTERS_OF_REPLICATION,
    *READING,
    GUIDELINE_CHANGED,
    WISH_CAME_TRUE,
)

# Channels are not among them: they are confirmed by whoever leads the county at the time.
BELONGINGS: tuple[Belongings, ...] = (
    QUESTIONS, OFFICIAL_DRAFTS, COUNTY_REQUESTS, PAGES, DEPUTIES, STEPS,
)  # fmt: skip

# The account itself comes last: what the others erase is found by it.
PERSONAL_DATA: tuple[PersonalData, ...] = (
    EXITS,
    OPERATING,
    DIRECTORY,
    ONBOARDING,
    JOINING,
    CHANNELS,
    CHECKLISTS,
    PROVENANCE,
    EDITORIAL,
    REPLICATION,
    READERS,
    TRAILS,
    FORUM,
    UPKEEP,
    PUBLISHING,
    ALERTS,
    NOTIFICATIONS,
    FEEDS,
    MEMBERS,
)

MADE_OF_QUESTIONS: tuple[MadeOf, ...] = (labels_of_articles,)

GUARDS: tuple[Guard, ...] = (SOURCES, PICTURES, EMBARGO, REVIEWS, KEPT_UP, VERSIONS, BRIEFS)

# In the order in which a page shows them.
PAGE_PARTS: tuple[Part, ...] = (
    STANDING, FOUNDATIONS, TAKE_OVER, TRIED, REPORTS, ASK, TOOLS,
)  # fmt: skip

PAGE_ADDITIONS: tuple[Additions, ...] = (
    portal.replication.documents.additions,
    portal.upkeep.documents.additions,
)

# What rests on foundations beside pages.
THINGS: tuple[KindOfThing, ...] = (ANSWERS,)

LIST_ORDERS: tuple[Order, ...] = (MOST_PROVEN, LEAST_EFFORT)

# In the order in which they are taken in: the organisation and its people, then the files that
# texts use, then the texts.
ESTATES: tuple[Estate, ...] = (
    PEOPLE_OF_A_COUNTY,
    WAY_OF_A_COUNTY,
    FILES_OF_A_COUNTY,
    CASE_STUDIES_OF_A_COUNTY,
    NEWS_OF_A_COUNTY,
    TRAILS_OF_A_COUNTY,
    POSTS_OF_A_COUNTY,
    REPORTS_OF_A_COUNTY,
    CHANNELS_OF_A_COUNTY,
    PROFILE_OF_A_COUNTY,
    WAY_IN_OF_A_COUNTY,
)

EXPERIENCE: tuple[Experience, ...] = (EXPERIENCE_IN_CASE_STUDIES, EXPERIENCE_ON_CHANNELS)
