"""What people are told of on a page's way, and by which kinds of mail."""

from django.utils.translation import gettext_lazy as _

from portal.editorial import shown
from portal.notifications.matters import Matter, Reason
from portal.notifications.notices import Notice

REVIEWS_WAITING = Notice(
    "reviews_waiting", _("A page waits for your release or review, or is overdue")
)
OWN_PAGES = Notice("own_pages", _("News of pages you or your county handed in"))
OPINIONS_GIVEN = Notice("opinions_given", _("Somebody you asked has given an opinion on a page"))

_CHOICES = "notifications:choices"
_DECIDES = Reason(
    name="decides",
    text=_("because you are one of those who decide about this page"),
    stop=_CHOICES,
    notice=REVIEWS_WAITING,
)
_MODERATES = Reason(
    name="moderates",
    text=_("because you look after the platform's content"),
    stop=_CHOICES,
    notice=REVIEWS_WAITING,
)
_WROTE = Reason(
    name="wrote", text=_("because you wrote or handed in this page"), stop=_CHOICES,
    notice=OWN_PAGES,
)  # fmt: skip
_RELEASES = Reason(
    name="releases", text=_("because you release for this county"), stop=_CHOICES,
    notice=OWN_PAGES,
)  # fmt: skip
_ASKED = Reason(
    name="asked", text=_("because you asked for this opinion"), stop=_CHOICES,
    notice=OPINIONS_GIVEN,
)  # fmt: skip

WAITS = Matter("review_waits", (_DECIDES,), shown.waiting)
OVERDUE = Matter("review_overdue", (_DECIDES,), shown.overdue)
ESCALATED = Matter("review_escalated", (_DECIDES, _MODERATES), shown.escalated)
CHANGES = Matter("review_changes", (_WROTE,), shown.changes)
ENDED = Matter("submission_ended", (_WROTE, _RELEASES), shown.ended)
OPINION = Matter("opinion_given", (_ASKED, _DECIDES), shown.opinions)

EDITORIAL = (WAITS, OVERDUE, ESCALATED, CHANGES, ENDED, OPINION)
EDITORIAL_NOTICES = (REVIEWS_WAITING, OWN_PAGES, OPINIONS_GIVEN)
