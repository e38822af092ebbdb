"""What people are told of about pages they look after, for which reasons, by which mails."""

from django.utils.translation import gettext_lazy as _

from portal.notifications.matters import Matter, Reason
from portal.notifications.notices import Notice
from portal.upkeep.notices import shown

TO_REVIEW = Notice("pages_to_review", _("A page you look after is to be reviewed"))
CONCERNED = Notice(
    "pages_concerned", _("Feedback to a page you look after, or a change of what it rests on")
)

_CHOICES = "notifications:choices"


def _reasons(notice: Notice) -> tuple[Reason, ...]:
    named = (
        ("looks_after", _("because you look after it")),
        ("stands_in", _("because you stand in for whoever looks after it")),
        ("leads", _("because you coordinate the county it belongs to")),
        ("moderates", _("because you are a moderator, and nobody in its county looks after it")),
    )
    return tuple(Reason(name=name, text=text, stop=_CHOICES, notice=notice) for name, text in named)


REVIEW_DUE = Matter("page_review_due", _reasons(TO_REVIEW), shown.reminders)
FEEDBACK = Matter("review_feedback", _reasons(CONCERNED), shown.feedback)
CHANGED = Matter("foundation_changed", _reasons(CONCERNED), shown.changes)
TAKEN_BACK = Matter("foundation_change_undone", _reasons(CONCERNED), shown.taken_back)

UPKEEP = (REVIEW_DUE, FEEDBACK, CHANGED, TAKEN_BACK)
UPKEEP_NOTICES = (TO_REVIEW, CONCERNED)
