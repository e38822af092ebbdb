"""Whom to ask: suggestions while a question is written, and where an unanswered one went."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from forum.actions.openness import NotOpen
from forum.actions.requests import ask_further
from forum.forms.requests import AskFurtherForm
from forum.models import TITLE_LENGTH
from forum.queries.questions import question_page
from forum.queries.requests import counties_to_ask, requests_about
from forum.queries.routing import TEXT_LENGTH, Wanted, suggestions, suggestions_about
from forum.rules import may_write
from forum.rules.requests import is_unanswered, may_ask_further
from portal.kernel.text import clean_text
from portal.kernel.verdict import require
from portal.members.audiences import member_organisations_of
from portal.members.content import Visibility
from portal.members.experience import Subject
from portal.members.requests import person_of

# More than anybody ticks.
MOST_WORDS = 20


@login_required
@require_POST
def suggest(request: HttpRequest) -> HttpResponse:
    """Suggest counties for the question as it is typed so far, as a part of the page."""
    require(may_write(request.user))
    return render(request, "forum/_suggestions.html", suggested_for(request, request.POST))


def suggested_for(request: HttpRequest, typed: QueryDict) -> dict[str, Any]:
    """Return what the suggestions beside the form to ask show."""
    internal = typed.get("visibility") == Visibility.COUNTY
    own = member_organisations_of(request.user)
    wanted = Wanted(
        _typed_text(typed),
        Subject(
            frozenset(typed.getlist("topics")[:MOST_WORDS]),
            frozenset(typed.getlist("channels")[:MOST_WORDS]),
        ),
        frozenset(one.pk for one in own),
    )
    found = [] if internal else suggestions(request.user, wanted, timezone.now())
    return {
        "suggestions": found,
        "internal": internal,
        "chosen": set(typed.getlist("addressed_to")),
        "looked": True,
    }


def _typed_text(typed: QueryDict) -> str:
    title, body = typed.get("title", "")[:TITLE_LENGTH], typed.get("body", "")[:TEXT_LENGTH]
    return clean_text(f"{title} {body}").strip()


@login_required
def question_route(request: HttpRequest, pk: int) -> HttpResponse:
    """Show whom a question was put to and what became of it; ask further counties."""
    question = get_object_or_404(question_page(request.user), pk=pk)
    require(may_ask_further(request.user, question))
    asks = is_unanswered(question)
    sent = request.POST if request.method == "POST" else None
    form = AskFurtherForm(counties_to_ask(question), sent)
    if sent is not None and asks and form.is_valid():
        try:
            asked = ask_further(
                actor=person_of(request),
                question=question,
                organisations=list(form.cleaned_data["addressed_to"]),
                now=timezone.now(),
            )
        except NotOpen as refusal:
            messages.error(request, str(refusal.reason))
        else:
            messages.success(request, _asked_message(len(asked)))
        return redirect("forum:question-route", question.pk)
    context = {
        "question": question,
        "asked": requests_about(question),
        "asks": asks,
        "form": form,
        "suggestions": suggestions_about(request.user, question, timezone.now()) if asks else [],
        "chosen": set(request.POST.getlist("addressed_to")),
        "looked": True,
    }
    return render(request, "forum/question_route.html", context, status=422 if form.errors else 200)


def _asked_message(number: int) -> str:
    if not number:
        return _("These counties were asked meanwhile.")
    return ngettext(
        "%(number)d further county is asked.", "%(number)d further counties are asked.", number
    ) % {"number": number}
