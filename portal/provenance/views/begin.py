"""Beginning a page on a question."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.actions.openness import NotOpen
from forum.models import Question
from forum.queries.questions import question_page
from portal.kernel.verdict import require
from portal.members.requests import person_of
from portal.provenance.actions.beginning import AnswersGone, NewArticle, begin_article
from portal.provenance.forms import BeginForm
from portal.provenance.queries.pages import looked_after_from
from portal.provenance.queries.posts import answers_to_take, counties_in, text_may_be_taken
from portal.provenance.rules import counties_to_write_for, may_begin
from portal.publishing.models import ContentPage
from portal.publishing.rules import may_enter_cms


@login_required
def article_begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a case study or a guideline of answers."""
    question = get_object_or_404(question_page(request.user), pk=pk)
    counties = counties_to_write_for(request.user, counties_in(question), question.visibility)
    require(may_begin(counties))
    form = BeginForm(
        request.POST or None,
        question=question,
        answers=answers_to_take(question),
        counties=counties,
        takes_text=text_may_be_taken(question),
    )
    sent = request.method == "POST" and form.is_valid()
    if sent and (page := _begun(request, question, form)):
        return _onward(request, page)
    made = looked_after_from(request.user, question)
    context = {"form": form, "question": question, "made": made}
    return render(
        request, "provenance/article_begin.html", context, status=422 if form.errors else 200
    )


def _begun(request: HttpRequest, question: Question, form: BeginForm) -> ContentPage | None:
    chosen = form.cleaned_data
    try:
        return begin_article(
            actor=person_of(request),
            question=question,
            wanted=NewArticle(
                kind=chosen["kind"],
                title=chosen["title"],
                organisation=chosen["organisation"],
                visibility=chosen["visibility"],
                answers=chosen["answers"],
                with_question=chosen.get("with_question", False),
            ),
            key=chosen["key"],
            now=timezone.now(),
        )
    except (AnswersGone, NotOpen):
        form.add_error(
            None,
            _("Meanwhile an answer went to another place. Please open the question again."),
        )
        return None


def _onward(request: HttpRequest, page: ContentPage) -> HttpResponse:
    """Lead on to where she works on it."""
    if may_enter_cms(person_of(request)):
        messages.success(
            request, _("The draft is made. Those who wrote the answers are asked by mail.")
        )
        return redirect("wagtailadmin_pages:edit", page.pk)
    messages.success(
        request,
        _(
            "The draft is made, and those who wrote the answers are asked by mail. The moderators"
            " find it among their drafts and go on with it."
        ),
    )
    return redirect("provenance:sources", page.pk)
