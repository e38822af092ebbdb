"""Asking a question."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from forum.actions import posting as actions
from forum.forms.asking import AskForm
from forum.forms.posting import typed_in
from forum.models import NEW_QUESTION, TITLE_LENGTH, PostDraft, Question
from forum.queries.mentions import offered_names
from forum.queries.similar import Similar, similar_to
from forum.rendering import render_post
from forum.rules import may_write
from forum.rules.deflection import as_text
from forum.views.kept_text import keeps_text
from forum.views.places import draft_of, initial_from
from forum.views.routing import suggested_for
from portal.kernel.verdict import Refused, require
from portal.members.requests import person_of

# Of a text an address may bring into the form; whoever asks reads it before it is published.
SUGGESTED_LENGTH = 2_000


@keeps_text
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question_ask(request: HttpRequest) -> HttpResponse:
    """Ask a question; `?title=`, `?body=`, `?to=`, `?topic=`, `?channel=` fill in the form."""
    require(may_write(request.user))
    if request.method != "POST":
        return _open(request)
    if "suggest" in request.POST:
        return _suggest(request)
    form = AskForm(request.user, request.POST)
    if not form.is_valid():
        return _response(request, form, status=422)
    if "preview" in request.POST or not form.cleaned_data["seen_similar"]:
        similar = similar_to(request.user, form.cleaned_data["title"])
        if "preview" in request.POST or similar:
            return _response(request, _having_seen(form, similar), similar=similar)
    return _publish(request, form)


def _open(request: HttpRequest) -> HttpResponse:
    """Open the form with what was kept; an address that fills it leaves that untouched."""
    suggested = _suggested(request)
    draft = draft_of(request, NEW_QUESTION)
    if draft and not suggested:
        form = AskForm(request.user, initial=initial_from(draft.fields))
        return _response(request, form, draft=draft)
    return _response(request, AskForm(request.user, initial=suggested), draft=draft, waits=True)


def _suggest(request: HttpRequest) -> HttpResponse:
    """Show whom to ask, without scripts; what was typed so far stays, complete or not."""
    form = AskForm(request.user, initial=typed_in(request.POST))
    return _response(request, form, **suggested_for(request, request.POST))


def _publish(request: HttpRequest, form: AskForm) -> HttpResponse:
    try:
        question = actions.ask_question(
            actor=person_of(request),
            organisation=form.chosen_organisation,
            draft=form.draft,
            key=form.cleaned_data["key"],
            now=timezone.now(),
            confidential=form.cleaned_data["confidential"],
            seen=form.seen,
        )
    except Refused as refused:
        form.add_error(None, str(refused.verdict.reason))
        return _response(request, form, status=403)
    messages.success(request, _asked_message(question))
    return redirect(question)


def _having_seen(form: AskForm, similar: Sequence[Similar]) -> AskForm:
    """Ask about similar content once, and remember what was shown."""
    shown = dict.fromkeys((*form.seen.shown, *(one.reference for one in similar)))
    form.data = {**form.data, "seen_similar": "on", "shown": as_text(shown)}
    return form


def _response(
    request: HttpRequest,
    form: AskForm,
    *,
    status: int = 200,
    draft: PostDraft | None = None,
    waits: bool = False,
    similar: Any = (),
    **more: Any,
) -> HttpResponse:
    valid = form.is_bound and form.is_valid()
    context = {
        "form": form,
        "preview": render_post(form.cleaned_data["body"]) if valid else "",
        "place": NEW_QUESTION,
        "draft": draft,
        # A kept text is not overwritten by a form that was filled from elsewhere.
        "draft_waits": bool(draft) and waits,
        "similar": similar,
        **more,
    }
    return render(request, "forum/question_ask.html", context, status=status)


def _suggested(request: HttpRequest) -> dict[str, Any]:
    given = {
        "title": request.GET.get("title", "")[:TITLE_LENGTH],
        "body": request.GET.get("body", "")[:SUGGESTED_LENGTH],
        "addressed_to": request.GET.getlist("to")[:20],
        "topics": request.GET.getlist("topic")[:20],
        "channels": request.GET.getlist("channel")[:20],
    }
    return {name: value for name, value in given.items() if value}


def _asked_message(question: Question) -> str:
    if question.is_veiled:
        return _(
            "Your question is published without the name of your county. Whatever people of your"
            " county write on its page appears without it, too."
        )
    if question.addressed_to_all:
        return _("Your question is published. All member counties find it under “For my county”.")
    return _("Your question is published. The counties you ask find it under “For my county”.")


@login_required
@require_GET
def similar_content(request: HttpRequest) -> HttpResponse:
    """List what may answer a question, while its title is typed."""
    require(may_write(request.user))
    similar = similar_to(request.user, request.GET.get("title", ""))
    return render(request, "forum/_similar.html", {"similar": similar})


@login_required
@require_GET
def names(request: HttpRequest) -> HttpResponse:
    """Offer counties and people to be named with an @."""
    require(may_write(request.user))
    offered = offered_names(request.GET.get("q", "")[:80])
    return render(request, "forum/_names.html", {"offered": offered})
