"""A person's dashboard: what happened to her organisation, what waits for her, what is new."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.home.queries.sections import Section, sections_for
from portal.home.queries.start import Listing, newest
from portal.home.queries.waiting import Waiting, waiting_for
from portal.members.audiences import active_organisations_of
from portal.members.models import Organisation, User
from portal.notifications.queries import topics_followed_by
from portal.onboarding.queries import next_steps_for
from portal.onboarding.queries.paths import NextSteps
from portal.taxonomy.models import Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Where one of her organisations stands, if that is why she sees less; and whom to ask."""

    title: str
    text: str
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something to begin with."""

    text: str
    verb: str
    url: str


@dataclass(frozen=True, slots=True)
class Dashboard:
    """What the page shows. `lists` is what the public reads, for who sees nothing else."""

    notices: list[Notice]
    way_in: list[NextSteps]
    waiting: Waiting
    steps: list[Step]
    sections: list[Section]
    topics_to_follow: list[Topic]
    lists: list[Listing]

    @property
    def takes_part(self) -> bool:
        """Whether she has more to see than the public."""
        return not self.lists


def dashboard_of(person: User, now: datetime) -> Dashboard:
    """Read all of it; how many queries it takes depends on who she is, never on how much is new."""
    notices = list(_notices(person))
    if not (active_organisations_of(person) or person.is_moderator):
        return Dashboard(
            notices=notices,
            way_in=[],
            waiting=waiting_for(person, now),
            steps=[],
            sections=[],
            topics_to_follow=[],
            lists=newest(person),
        )
    way_in = next_steps_for(person, now)
    topics = list(topics_followed_by(person))
    waiting = waiting_for(person, now)
    sections = sections_for(person, topics, timezone.localdate(now))
    return Dashboard(
        notices=notices,
        way_in=way_in,
        waiting=waiting,
        steps=[] if waiting.tasks or way_in else list(_steps(person, sections, topics)),
        sections=sections,
        topics_to_follow=[] if topics else list(Topic.objects.all()),
        lists=[],
    )


def _notices(person: User) -> Iterator[Notice]:
    for membership in person.current_memberships:
        notice = _notice(membership.organisation)
        if notice:
            yield notice
    if not person.current_memberships and not person.is_moderator:
        yield Notice(
            title=_("You act for no organisation yet"),
            text=_("You read what the public reads. Ask the county you work for to let you join."),
            url=reverse("joining:request-join"),
            label=_("Ask your county"),
        )


def _notice(organisation: Organisation) -> Notice | None:
    imprint = reverse("wagtail_serve", args=["impressum/"])
    whom_to_ask = _("Whom to ask: contact in the imprint")
    named = {"organisation": organisation.display_name}
    match organisation.status:
        case Organisation.Status.GUEST:
            return Notice(
                title=_("%(organisation)s is a guest of the working group") % named,
                text=_("You read what is public and what is your own. Members ask and answer."),
                url=reverse("joining:apply"),
                label=_("Apply for membership"),
            )
        case Organisation.Status.APPLICANT:
            return Notice(
                title=_("The application of %(organisation)s is being looked at") % named,
                text=_(
                    "Until the group has decided, you read what the public reads. You get a mail."
                ),
                url=imprint,
                label=whom_to_ask,
            )
        case Organisation.Status.SUSPENDED:
            return Notice(
                title=_("The membership of %(organisation)s is suspended") % named,
                text=_(
                    "For now you read what the public reads. What you wrote stays where it is."
                    " The moderators can tell you why, and how it goes on."
                ),
                url=imprint,
                label=whom_to_ask,
            )
        case Organisation.Status.FORMER:
            return Notice(
                title=_("%(organisation)s has left the working group") % named,
                text=_(
                    "You read what the public reads. What you wrote stays where it is."
                    " Your county may apply again at any time."
                ),
                url=reverse("joining:apply"),
                label=_("Apply for membership"),
            )
        case Organisation.Status.NONE:
            return Notice(
                title=_("%(organisation)s takes no part") % named,
                text=_("You read what the public reads."),
                url=imprint,
                label=whom_to_ask,
            )
    return None


def _steps(person: User, sections: list[Section], topics: list[Topic]) -> Iterator[Step]:
    """Yield where to begin, for who has nothing on her page yet."""
    own = (section for section in sections if section.anchor in {"offen", "beantwortet"})
    asked = any(section.lines for section in own)
    if asked or topics:
        return
    if person.writes_as_member:
        yield Step(
            _("Ask your first question. Somebody has been there before you."),
            _("Ask a question"),
            reverse("forum:question-ask"),
        )
        yield Step(
            _("See what other counties still wait for. One sentence may be enough."),
            _("Answer one"),
            f"{reverse('forum:question-list')}?ansicht=fuer-uns",
        )
    for organisation in person.led_organisations[:1]:
        yield Step(
            _("Invite two or three colleagues: you need not answer alone."),
            _("Invite colleagues"),
            reverse("joining:invite", args=[organisation.slug]),
        )
    yield Step(
        _("Read what a county did, what it cost and what it would do differently."),
        _("Read case studies"),
        reverse("casestudies:case-study-list"),
    )
