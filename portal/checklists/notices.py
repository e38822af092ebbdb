"""Colleagues who work with a copy are told when its guideline was changed."""

from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casestudies.models import Guideline
from portal.checklists.models import GuidelineNews
from portal.checklists.queries import changes_in, news_called
from portal.members.models import User
from portal.notifications.matters import Matter, Reason, Shown
from portal.notifications.notices import Notice

GUIDELINES_CHANGED = Notice(
    "guidelines_changed", gettext_lazy("A guideline your county works with was changed")
)

_WORKS_WITH_IT = Reason(
    name="works_with_copy",
    text=gettext_lazy("because you work with your county's working copy"),
    stop="notifications:choices",
    notice=GUIDELINES_CHANGED,
)


def _shown(reader: User, keys: Collection[str]) -> Mapping[str, Shown]:
    news = news_called(reader, keys)
    named = {one.copy.guideline for one in news}
    pages = Guideline.objects.visible_to(reader).filter(key__in=named)
    guidelines = {page.key: page for page in pages.only("key", "title", "html")}
    return {
        one.key: _news(one, guidelines[one.copy.guideline])
        for one in news
        if one.copy.guideline in guidelines
    }


def _news(news: GuidelineNews, guideline: Guideline) -> Shown:
    copy = news.copy
    changes = changes_in(list(copy.steps.all()), guideline)
    return Shown(
        text=_("A guideline your county works with was changed"),
        title=copy.title,
        url=reverse("checklists:copy-changes", args=[copy.key]),
        excerpt=", ".join(change.title for change in changes),
        is_settled=copy.is_finished or not changes,
    )


GUIDELINE_CHANGED = Matter("guideline_changed", (_WORKS_WITH_IT,), _shown)
