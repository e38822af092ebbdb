"""Mails about requests to counties: to the county that is asked, and back to the one that asks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from forum.mails import askers_of
from forum.models import CountyRequest
from forum.rules.request_states import RequestState
from forum.rules.requests import is_unanswered
from portal.kernel.content import Reference
from portal.members.audiences import may_see
from portal.members.models import Organisation, User
from portal.members.queries import leaders_of, moderators
from portal.notifications.mail import Mail, mail_to, send_for
from portal.notifications.notices import Notice
from portal.outbox.registry import Failure, slow

COUNTY_ASKED = Notice("county_asked", _("Another county asks yours (for coordinators)"))
REQUEST_NEWS = Notice(
    "county_request_news", _("A county hands your question on, declines it, or it goes to another")
)
QUESTION_LEFT = Notice(
    "question_left", _("No county answers a question any more (for moderators)")
)  # fmt: skip


@slow
def mail_county_asked(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Tell the coordinators of a county that it is asked."""
    return send_for(references, _county_asked)


@slow
def mail_request_news(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Tell who asked what became of the request."""
    return send_for(references, _request_news)


@slow
def mail_question_left(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Tell the moderators that no county is left to be asked."""
    return send_for(references, _question_left)


def _county_asked(reference: Reference) -> Iterator[Mail]:
    """Nothing is sent about what was taken, answered or closed meanwhile."""
    waiting = CountyRequest.objects.waiting().filter(
        key=reference.key,
        state=RequestState.OPEN,
        organisation__status=Organisation.Status.MEMBER,
    )
    for request in _with_question(waiting):
        yield from _to(leaders_of(request.organisation), request, "county_asked", COUNTY_ASKED)


def _request_news(reference: Reference) -> Iterator[Mail]:
    """One mail for each thing that became of it: declined now, another one asked later."""
    for request in _with_question(CountyRequest.objects.filter(key=reference.key)):
        following = request.followers.select_related("organisation").first()
        if not request.is_pending and request.question.has_page:
            yield from _to(
                askers_of(request.question),
                request,
                "county_request_news",
                REQUEST_NEWS,
                once=_stage(request, following),
                following=following,
            )


def _stage(request: CountyRequest, following: CountyRequest | None) -> str:
    if request.left_at:
        return "left"
    return "went on" if following else request.state


def _question_left(reference: Reference) -> Iterator[Mail]:
    left = CountyRequest.objects.filter(key=reference.key, left_at__isnull=False)
    for request in _with_question(left):
        if is_unanswered(request.question):
            yield from _to(moderators(), request, "question_left", QUESTION_LEFT)


def _with_question(requests: QuerySet[CountyRequest]) -> QuerySet[CountyRequest]:
    return requests.select_related("organisation", "question__organisation", "question__author")


def _to(
    people: Iterable[User],
    request: CountyRequest,
    template: str,
    notice: Notice,
    *,
    once: str = "",
    following: CountyRequest | None = None,
) -> Iterator[Mail]:
    """Write to those who may read the question, and to nobody else."""
    for person in people:
        if may_see(person, request.question):
            yield mail_to(
                person,
                template,
                context={
                    "request": request,
                    "question": request.question,
                    "following": following,
                },
                once=once,
                notice=notice,
            )
