"""What has to do with a question."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from forum.models import Question
from portal.readers.alike import alike, by_kind, nearest_part
from search.service import Found


@require_safe
def question_alike(request: HttpRequest, pk: int) -> HttpResponse:
    """Show questions and pages about the same."""
    question = _question(request, pk)
    context = {"question": question, "groups": by_kind(_found(request, question)).items()}
    return render(request, "forum/question_alike.html", context)


@require_safe
def question_alike_part(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the nearest few, for the question's page, which fetches them when they come in sight."""
    question = _question(request, pk)
    part = nearest_part(
        request.user, lambda: _found(request, question), address="forum:question-alike", pk=pk
    )
    return HttpResponse(part)


def _question(request: HttpRequest, pk: int) -> Question:
    return get_object_or_404(Question.objects.visible_to(request.user), pk=pk)


def _found(request: HttpRequest, question: Question) -> list[Found]:
    return alike(request.user, question.title, besides=question.reference)
