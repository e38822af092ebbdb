"""What one click says: it helped, it concerns us too, we are at work."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum.actions import affected, helpful, working
from forum.actions.openness import NotOpen
from forum.models import Question
from forum.queries.questions import visible_answers
from forum.views.moved import not_open
from forum.views.thread import to_answer
from portal.members.audiences import member_organisations_of
from portal.members.models import Organisation
from portal.members.requests import person_of


@login_required
@require_POST
def helpful_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Find an answer helpful."""
    answer = get_object_or_404(visible_answers(request.user), pk=pk)
    try:
        helpful.vote_helpful(actor=person_of(request), answer=answer, now=timezone.now())
    except helpful.AlreadyVoted:
        messages.info(request, _("You found this answer helpful already. Each person counts once."))
    return to_answer(request, answer)


@login_required
@require_POST
def helpful_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a vote back."""
    answer = get_object_or_404(visible_answers(request.user), pk=pk)
    try:
        helpful.take_back_helpful(actor=person_of(request), answer=answer)
    except helpful.NoVote:
        messages.info(request, _("Your vote was taken back already."))
    return to_answer(request, answer)


@login_required
@require_POST
def affected_add(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Say that a question concerns one's county, too."""
    question, county = _question_and_county(request, pk, slug)
    try:
        affected.say_affected(
            actor=person_of(request), organisation=county, question=question, now=timezone.now()
        )
    except affected.AlreadySaid:
        messages.info(request, _("A colleague said so before you: your county is listed."))
    except NotOpen as refusal:
        return not_open(request, refusal)
    else:
        messages.success(request, _("Your county is listed: the question concerns it, too."))
    return redirect(question)


@login_required
@require_POST
def affected_take_back(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Take one's county from the list again."""
    question, county = _question_and_county(request, pk, slug)
    try:
        affected.take_back_affected(
            actor=person_of(request), organisation=county, question=question
        )
    except affected.NotSaid:
        messages.info(request, _("Your county was not listed any more."))
    else:
        messages.success(request, _("Your county is not listed any more."))
    return redirect("forum:question-short", question.pk)


@login_required
@require_POST
def work_begin(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Say that one's county is writing an answer."""
    question, county = _question_and_county(request, pk, slug)
    try:
        working.begin_work(
            actor=person_of(request), organisation=county, question=question, now=timezone.now()
        )
    except working.AtWork:
        messages.info(request, _("A colleague of yours is working on an answer already."))
    except NotOpen as refusal:
        return not_open(request, refusal)
    else:
        messages.success(
            request,
            _("The others see that your county is working on an answer, for 48 hours at most."),
        )
    return redirect(question)


@login_required
@require_POST
def work_end(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Say that nobody is writing any more."""
    question, county = _question_and_county(request, pk, slug)
    try:
        working.end_work(actor=person_of(request), organisation=county, question=question)
    except working.NobodyAtWork:
        messages.info(request, _("Nobody of your county was working on it any more."))
    else:
        messages.success(request, _("The note is gone: nobody of your county is working on it."))
    return redirect("forum:question-short", question.pk)


def _question_and_county(request: HttpRequest, pk: int, slug: str) -> tuple[Question, Organisation]:
    """Return the question, and the county of the reader's that this address names."""
    readable = Question.objects.readable_by(request.user).select_related("organisation")
    question = get_object_or_404(readable, pk=pk)
    for organisation in member_organisations_of(request.user):
        if organisation.slug == slug:
            return question, organisation
    raise Http404
