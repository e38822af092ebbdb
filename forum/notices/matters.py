"""What people are told of in the forum, for which reasons, and by which kinds of mail."""

from django.utils.translation import gettext_lazy as _

from forum.models import CareAct
from forum.notices import shown
from portal.notifications.matters import Matter, Reason
from portal.notifications.notices import Notice

OWN_QUESTION_ANSWERED = Notice("own_question_answered", _("A county answered your question"))
OWN_ANSWER_COMMENTED = Notice(
    "own_answer_commented", _("Somebody commented on your answer, or where you commented")
)
OWN_ANSWER_ACCEPTED = Notice("own_answer_accepted", _("Your answer was accepted"))
DRAFTS = Notice(
    "official_drafts", _("A draft in your county's name waits for your release, or came back")
)
FOLLOWED = Notice("followed", _("Something new in questions, counties and topics you follow"))

_FOLLOWED_LIST = "forum:followed"
_CHOICES = "notifications:choices"


def _asked(notice: Notice | None = None) -> Reason:
    text = _("because you asked this question or look after it")
    return Reason(name="asked", text=text, notice=notice)


def _wrote_answer(notice: Notice | None = None) -> Reason:
    return Reason(name="wrote_answer", text=_("because you wrote this answer"), notice=notice)


def _follows_question(notice: Notice | None = None) -> Reason:
    text = _("because you follow this question")
    return Reason(name="follows_question", text=text, notice=notice)


_ADDRESSED = Reason(name="addressed", text=_("because the question names your county"))
_FOLLOWS_COUNTY = Reason(
    name="follows_county",
    text=_("because you follow this county"),
    stop=_FOLLOWED_LIST,
    notice=FOLLOWED,
)
_FOLLOWS_TOPIC = Reason(
    name="follows_topic",
    text=_("because you follow a topic of it"),
    stop=_FOLLOWED_LIST,
    notice=FOLLOWED,
)
_TAKES_PART = Reason(
    name="takes_part", text=_("because you commented here, too"), notice=OWN_ANSWER_COMMENTED
)
_MAY_RELEASE = Reason(
    name="may_release",
    text=_("because you may release for your county"),
    stop=_CHOICES,
    notice=DRAFTS,
)
_WROTE_DRAFT = Reason(name="wrote_draft", text=_("because you wrote this draft"), stop=_CHOICES)
_LOOKS_AFTER_DRAFT = Reason(
    name="wrote_draft",
    text=_("because you look after this draft"),
    stop=_CHOICES,
    notice=DRAFTS,
)

QUESTION = Matter("question_asked", (_ADDRESSED, _FOLLOWS_COUNTY, _FOLLOWS_TOPIC), shown.questions)
ANSWER = Matter(
    "question_answered",
    (_asked(OWN_QUESTION_ANSWERED), _follows_question(FOLLOWED), _FOLLOWS_COUNTY, _FOLLOWS_TOPIC),
    shown.answers,
)
OFFICIAL_ANSWER = Matter(
    "official_answer",
    (
        _asked(OWN_QUESTION_ANSWERED),
        _WROTE_DRAFT,
        _follows_question(FOLLOWED),
        _FOLLOWS_COUNTY,
        _FOLLOWS_TOPIC,
    ),
    shown.answers,
)
COMMENT = Matter(
    "answer_commented",
    (_wrote_answer(OWN_ANSWER_COMMENTED), _TAKES_PART, _follows_question(FOLLOWED)),
    shown.comments,
)
ACCEPTED = Matter("answer_accepted", (_wrote_answer(OWN_ANSWER_ACCEPTED),), shown.accepted)
THANKED = Matter("answer_thanked", (_wrote_answer(),), shown.thanked)
DRAFT_SUBMITTED = Matter("draft_submitted", (_MAY_RELEASE,), shown.submitted_drafts)
DRAFT_RETURNED = Matter("draft_returned", (_LOOKS_AFTER_DRAFT,), shown.returned_drafts)
# The asker of a merged question has a mail of its own: `forum.mails.POSTS_REARRANGED`.
CLOSED = Matter("question_closed", (_asked(), _follows_question()), shown.care_acts)
MERGED = Matter("question_merged", (_asked(), _follows_question()), shown.care_acts)
OUTDATED = Matter("question_outdated", (_asked(), _follows_question()), shown.care_acts)
MOVED = Matter("question_moved", (_asked(), _follows_question()), shown.care_acts)

ACT_OF = {
    CLOSED.name: CareAct.Act.CLOSE,
    MERGED.name: CareAct.Act.MERGE,
    OUTDATED.name: CareAct.Act.OUTDATE,
    MOVED.name: CareAct.Act.RETOPIC,
}

FORUM = (
    QUESTION, ANSWER, OFFICIAL_ANSWER, COMMENT, ACCEPTED, THANKED, DRAFT_SUBMITTED,
    DRAFT_RETURNED, CLOSED, MERGED, OUTDATED, MOVED,
)  # fmt: skip
FORUM_NOTICES = (
    OWN_QUESTION_ANSWERED, OWN_ANSWER_COMMENTED, OWN_ANSWER_ACCEPTED, DRAFTS, FOLLOWED,
)  # fmt: skip


def holds(act: CareAct) -> bool:
    """Whether the question still stands as this act left it; it may be open again."""
    match act.act:
        case CareAct.Act.CLOSE:
            return bool(act.question.closing)
        case CareAct.Act.OUTDATE:
            return act.question.is_outdated
        case CareAct.Act.MERGE:
            return act.question.merged_into_id is not None
    return True
