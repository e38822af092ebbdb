"""Reads about requests to counties. All start from what the reader may see."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from forum.models import CountyRequest, CountyRequestQuerySet, Question
from forum.rules.care import is_moderator
from forum.rules.request_states import PENDING, RequestState
from forum.rules.requests import may_be_asked, may_be_handed
from portal.members.audiences import Reader, member_organisations_of
from portal.members.models import Organisation


def requests_to(reader: Reader) -> CountyRequestQuerySet:
    """Return the requests to the reader's counties, with what a row shows."""
    mine: CountyRequestQuerySet = CountyRequest.objects.filter(
        organisation__in=member_organisations_of(reader),
        question__in=Question.objects.visible_to(reader).order_by(),
    )
    return mine.select_related("question", "organisation", "person", "came_from__organisation")


def waiting_requests(reader: Reader) -> QuerySet[CountyRequest]:
    """Return what waits for the reader's counties, the first to end first."""
    return requests_to(reader).waiting().order_by("due_at", "pk")


def settled_requests(reader: Reader) -> QuerySet[CountyRequest]:
    """Return what does not wait any more, the latest first."""
    waiting = CountyRequest.objects.waiting().order_by().values("pk")
    return requests_to(reader).exclude(pk__in=waiting).order_by("-asked_at", "-pk")


def requests_left(reader: Reader) -> QuerySet[CountyRequest]:
    """Return where no county is left to be asked, for moderators, the longest waiting first.

    Whoever asks another county takes the question off the list, as an answer does.
    """
    if not is_moderator(reader):
        return CountyRequest.objects.none()
    visible = Question.objects.visible_to(reader)
    asked_since = CountyRequest.objects.filter(
        question=OuterRef("question"), asked_at__gte=OuterRef("left_at")
    )
    left = CountyRequest.objects.filter(
        ~Exists(asked_since),
        left_at__isnull=False,
        question__in=visible.unanswered().order_by(),
    )
    return left.select_related("question", "organisation").order_by("left_at", "pk")


def requests_about(question: Question) -> QuerySet[CountyRequest]:
    """Return whom a question was put to, in order; for who may ask further."""
    return question.requests.select_related("organisation", "came_from__organisation").order_by(
        "asked_at", "pk"
    )


def requests_to_go_on(now: datetime) -> QuerySet[CountyRequest]:
    """Return requests whose time is over, and declined ones to which nobody has seen yet."""
    over = Q(state__in=PENDING, due_at__lte=now)
    declined = Q(state=RequestState.DECLINED, went_on_at=None)
    due = CountyRequest.objects.filter(over | declined).order_by("due_at", "pk")
    return due.select_related("question__organisation", "question__author")


def counties_to_ask(question: Question) -> QuerySet[Organisation]:
    """Return the members that may be asked further and were not asked yet."""
    left = _not_asked(question)
    return left.filter(pk__in=[one.pk for one in left if may_be_asked(one, question)])


def counties_to_hand_on_to(question: Question) -> QuerySet[Organisation]:
    """Return the members an asked county may hand the question on to."""
    left = _not_asked(question)
    return left.filter(pk__in=[one.pk for one in left if may_be_handed(one, question)])


def _not_asked(question: Question) -> QuerySet[Organisation]:
    asked = CountyRequest.objects.filter(question=question)
    asked_before = asked.exclude(state=RequestState.WITHDRAWN).values("organisation")
    members = Organisation.objects.filter(status=Organisation.Status.MEMBER)
    return members.exclude(pk__in=asked_before)
