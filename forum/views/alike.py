"""What has to do with a question."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from forum.models import Question
from portal.publishing.kept import kept
from portal.readers.alike import alike, by_kind, nearest
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

    def make() -> str:
        context = {
            "found": nearest(_found(request, question)),
            "all": "forum:question-alike",
            "pk": pk,
        }
        return render_to_string("readers/_nearest.html", context)

    return HttpResponse(kept(make, reader=request.user, name=f"question alike {pk}"))


def _question(request: HttpRequest, pk: int) -> Question:
    return get_object_or_404(Question.objects.visible_to(request.user), pk=pk)


def _found(request: HttpRequest, question: Question) -> list[Found]:
    return alike(request.user, question.title, besides=question.reference)
