"""Who looks after a page, and when it is due. Pure."""

import calendar
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.audiences import Reader, active_organisations_of
from portal.members.models import Organisation, User
from portal.members.rules import leads
from portal.publishing.rules import WorkedOn, may_enter_cms, may_work_on

# In months, until moderators say otherwise; a kind that is not here is not reviewed.
KIND_MONTHS: Mapping[str, int] = {"case_study": 24, "guideline": 12, "trail": 12}
# By the topic's address: law ages faster than experience.
TOPIC_MONTHS: Mapping[str, int] = {"datenschutz": 12, "recht": 12}
LONGEST_MONTHS = 120
REMIND_BEFORE = timedelta(days=30)
# How long whoever was reminded has, before others are.
ESCALATE_AFTER = timedelta(days=14)


class Outcome(models.TextChoices):
    """What somebody who looked at a page says."""

    VALID = "valid", _("Still valid")
    EDIT = "edit", _("Needs to be changed")
    FEEDBACK = "feedback", _("Feedback to the authors")
    OBSOLETE = "obsolete", _("Obsolete")
    RESTORED = "restored", _("Not obsolete after all")


class Stage(models.IntegerChoices):
    """How far reminding has come since the page's last review."""

    NONE = 0, _("nobody was reminded")
    SOON = 1, _("reminded before the date")
    DUE = 2, _("reminded after the date")
    COUNTY = 3, _("the county's coordinators were told")
    MODERATORS = 4, _("the moderators were told")


class Basis(models.TextChoices):
    """What a page can rest on."""

    LAW = "law", _("Law")
    RULING = "ruling", _("Ruling")
    FEATURE = "feature", _("Function of a platform")
    LAND = "land", _("Law of a Land")


class CaredFor(WorkedOn, Protocol):
    """What is needed to know who looks after a page."""

    owner_id: int | None
    organisation: Organisation


NOT_HERS = _(
    "Only who looks after this page, her deputy, the coordinators of its county and the moderators"
    " do this."
)


def acts_for(person: User, organisation_id: int) -> bool:
    """Whether she (still) acts for that organisation, and it takes part."""
    return any(one.pk == organisation_id for one in active_organisations_of(person))


def may_review(reader: Reader, page: CaredFor, deputy_id: int | None) -> Verdict:
    """Review a page: owner and deputy while they are there, the county's leaders, moderators."""
    if not isinstance(reader, User) or not reader.is_active:
        return refused(NOT_HERS)
    named = reader.pk in {page.owner_id, deputy_id} and acts_for(reader, page.organisation_id)
    edits = may_enter_cms(reader) and may_work_on(reader, page)
    if named or edits or leads(reader, page.organisation):
        return ALLOWED
    return refused(NOT_HERS)


def may_read_upkeep(reader: Reader, page: CaredFor, deputy_id: int | None) -> Verdict:
    """Read who looks after a page and what was said of it: its reviewers and its county."""
    if isinstance(reader, User) and acts_for(reader, page.organisation_id):
        return ALLOWED
    return may_review(reader, page, deputy_id)


def may_keep_foundations(reader: Reader) -> Verdict:
    """Note foundations and say that one has changed: moderators; it concerns all counties."""
    if may_enter_cms(reader):
        return ALLOWED
    return refused(_("Only moderators look after what pages rest on."))


def may_read_foundations(reader: Reader) -> Verdict:
    """Read the list of foundations: whoever takes part."""
    if isinstance(reader, User) and reader.takes_part:
        return ALLOWED
    return refused(_("Only people of member and guest organisations see this list."))


def may_read_report(reader: Reader) -> Verdict:
    """Read how old pages are: moderators for all, coordinators for their county."""
    if isinstance(reader, User) and (may_enter_cms(reader) or reader.led_organisations):
        return ALLOWED
    return refused(_("Only moderators and coordinators see how old pages are."))


def may_set_intervals(reader: Reader) -> Verdict:
    """Say how often pages are reviewed: moderators."""
    if may_enter_cms(reader):
        return ALLOWED
    return refused(_("Only moderators say how often pages are reviewed."))


def months_for(
    kind: str,
    topics: Iterable[str],
    kinds: Mapping[str, int],
    by_topic: Mapping[str, int],
) -> int | None:
    """Return after how many months a page is reviewed; None: never. The shortest time counts.

    0 says that there is none. A kind without reviews has none, whatever its topics.
    """
    months = {**KIND_MONTHS, **kinds}.get(kind, 0)
    if not months:
        return None
    of_topics = {**TOPIC_MONTHS, **by_topic}
    return min([months, *(named for topic in topics if (named := of_topics.get(topic)))])


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or that month's last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def next_stage(stage: int, due_on: date, reminded_on: date | None, today: date) -> Stage | None:
    """Return which reminder is to be sent today, or None. One at a time, in their order.

    Whoever was reminded gets her time, also where a page was found long overdue.
    """
    if stage >= Stage.MODERATORS or today < due_on - REMIND_BEFORE:
        return None
    if stage == Stage.NONE and today < due_on:
        return Stage.SOON
    if stage < Stage.DUE:
        return Stage.DUE if today >= due_on else None
    waited = reminded_on is None or today >= reminded_on + ESCALATE_AFTER
    return Stage(stage + 1) if waited else None
