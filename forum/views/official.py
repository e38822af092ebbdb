"""Answers for the county: written by one person, released by another. For the county's people."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from forum.actions import official as actions
from forum.actions.openness import NotOpen
from forum.actions.posting import EditConflict
from forum.forms.answering import EditOfficialForm, OfficialForm, ReturnForm, VersionForm
from forum.models import OfficialDraft, Question
from forum.queries.official import (
    official_answer,
    open_draft,
    people_who_release,
    steps_of,
    visible_drafts,
    writers_of,
)
from forum.rendering import render_post
from forum.rules import may_write
from forum.rules.official import may_release, may_return, may_work_on_draft
from forum.rules.states import OPEN, WRITABLE, DraftState
from forum.views.kept_text import keeps_text
from forum.views.moved import became_part_of, page_for_post, text_is_kept
from forum.views.questions import conflict_message
from portal.kernel.markdown import MAX_BODY_LENGTH
from portal.kernel.verdict import require
from portal.members.audiences import member_organisations_of
from portal.members.models import Organisation
from portal.members.requests import person_of

PAGE_SIZE = 20


@keeps_text
@login_required
def draft_begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin an answer for the county, with what was typed as a personal one, or with what stands.

    A POST of the question page's form brings its text here; it is shown before it is kept.
    """
    question, has_moved = page_for_post(request.user, pk)
    require(may_write(request.user))
    own = member_organisations_of(request.user)
    if request.method != "POST" and (there := open_draft(question, own[0])):
        return redirect("forum:draft-detail", there.pk)
    sent = {"begin", "preview"} & request.POST.keys()
    initial = _initial(question, own[0], request.POST.get("body", "")[:MAX_BODY_LENGTH])
    form = OfficialForm(request.user, request.POST if sent else None, initial=initial)
    form.in_thread(question, request.user)
    preview = ""
    if sent and form.is_valid():
        if has_moved:
            return _not_begun(request, question, form, became_part_of(question))
        if "begin" in sent:
            return _begun(request, question, form)
        preview = render_post(form.cleaned_data["body"])
    context = {"question": question, "form": form, "preview": preview}
    return render(request, "forum/draft_begin.html", context, status=422 if form.errors else 200)


def _initial(question: Question, organisation: Organisation, typed: str) -> dict[str, str]:
    given = official_answer(question, organisation)
    return {"body": typed or (given.body if given else "")}


def _begun(request: HttpRequest, question: Question, form: OfficialForm) -> HttpResponse:
    try:
        draft = actions.begin_draft(
            actor=person_of(request),
            organisation=form.chosen_organisation,
            question=question,
            body=form.cleaned_data["body"],
            key=form.cleaned_data["key"],
            now=timezone.now(),
        )
    except actions.AlreadyDrafted as there:
        form.add_error(
            None,
            _(
                "Your county is writing an answer already. Your text is still here: please add it"
                " to the draft."
            ),
        )
        context = {"question": question, "form": form, "there": there.draft}
        return render(request, "forum/draft_begin.html", context, status=409)
    except NotOpen as refusal:
        question, has_moved = page_for_post(request.user, question.pk)
        reason = became_part_of(question) if has_moved else refusal.reason
        return _not_begun(request, question, form, reason)
    messages.success(request, _("The draft is saved. Submit it when it is complete."))
    return redirect("forum:draft-detail", draft.pk)


def _not_begun(
    request: HttpRequest, question: Question, form: OfficialForm, reason: str | Promise
) -> HttpResponse:
    form.add_error(None, text_is_kept(reason))
    context = {"question": question, "form": form}
    return render(request, "forum/draft_begin.html", context, status=409)


@login_required
@require_GET
def draft_list(request: HttpRequest) -> HttpResponse:
    """List the drafts of the reader's counties; what is open comes first."""
    drafts = visible_drafts(request.user)
    decided = drafts.exclude(state__in=OPEN)
    context = {
        "open": drafts.open(),
        "page": Paginator(decided, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "forum/draft_list.html", context)


@login_required
@require_GET
def draft_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draft, what happened to it, and what may happen next."""
    return _page(request, get_object_or_404(visible_drafts(request.user), pk=pk))


def _page(
    request: HttpRequest, draft: OfficialDraft, form: ReturnForm | None = None
) -> HttpResponse:
    works = bool(may_work_on_draft(request.user, draft))
    verdict = may_release(request.user, draft, writers_of(draft))
    context = {
        "draft": draft,
        "steps": steps_of(draft),
        "may_write": works and draft.state in WRITABLE,
        "may_take_back": works and draft.state == DraftState.SUBMITTED,
        "may_discard": works and draft.state in OPEN,
        "waits": draft.state == DraftState.SUBMITTED,
        "verdict": verdict,
        "may_return": bool(may_return(request.user, draft)),
        "releasers": people_who_release(draft) if draft.state in OPEN else (),
        "leads": draft.organisation in person_of(request).led_organisations,
        "form": form or ReturnForm(initial={"version": draft.version}),
    }
    return render(request, "forum/draft_detail.html", context, status=422 if form else 200)


@keeps_text
@login_required
def draft_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the words of a draft."""
    draft = get_object_or_404(visible_drafts(request.user), pk=pk)
    require(may_work_on_draft(request.user, draft))
    form = EditOfficialForm(
        request.POST or None, initial={"body": draft.body, "version": draft.version}
    )
    form.in_thread(draft.question, request.user)
    preview = ""
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            preview = render_post(form.cleaned_data["body"])
        elif saved := _saved(request, draft, form):
            return saved
    context = {"draft": draft, "form": form, "preview": preview}
    return render(request, "forum/draft_edit.html", context, status=422 if form.errors else 200)


def _saved(
    request: HttpRequest, draft: OfficialDraft, form: EditOfficialForm
) -> HttpResponse | None:
    try:
        actions.edit_draft(
            actor=person_of(request),
            draft=draft,
            body=form.cleaned_data["body"],
            version=form.cleaned_data["version"],
            now=timezone.now(),
        )
    except EditConflict:
        form.add_error(None, conflict_message())
        return None
    except actions.TooLate:
        form.add_error(
            None,
            _(
                "The draft was submitted or decided meanwhile, and does not change now. Your text"
                " is still here."
            ),
        )
        return None
    messages.success(request, _("Your change is saved."))
    return redirect("forum:draft-detail", draft.pk)


@login_required
@require_POST
def draft_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the release."""

    def act(draft: OfficialDraft, version: int) -> None:
        actions.submit_draft(
            actor=person_of(request), draft=draft, version=version, now=timezone.now()
        )

    return _decided(request, pk, act, _("The draft waits for its release."))


@login_required
@require_POST
def draft_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Write on."""

    def act(draft: OfficialDraft, _version: int) -> None:
        actions.take_back_draft(actor=person_of(request), draft=draft, now=timezone.now())

    return _decided(request, pk, act, _("You can change the draft again."))


@login_required
@require_POST
def draft_release(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a draft in the county's name."""

    def act(draft: OfficialDraft, version: int) -> None:
        actions.release_draft(
            actor=person_of(request), draft=draft, version=version, now=timezone.now()
        )

    return _decided(request, pk, act, _("The answer is published in your county's name."))


@login_required
def draft_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a draft up, after a question back."""
    draft = get_object_or_404(visible_drafts(request.user), pk=pk)
    require(may_work_on_draft(request.user, draft))
    if request.method != "POST":
        return render(request, "forum/draft_discard.html", {"draft": draft})

    def act(draft: OfficialDraft, _version: int) -> None:
        actions.discard_draft(actor=person_of(request), draft=draft, now=timezone.now())

    return _decided(request, pk, act, _("The draft is given up."))


@login_required
@require_POST
def draft_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a draft back with a remark."""
    draft = get_object_or_404(visible_drafts(request.user), pk=pk)
    require(may_return(request.user, draft))
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _page(request, draft, form)

    def act(draft: OfficialDraft, version: int) -> None:
        actions.return_draft(
            actor=person_of(request),
            draft=draft,
            version=version,
            remark=form.cleaned_data["remark"],
            now=timezone.now(),
        )

    return _decided(request, pk, act, _("The draft is returned with your remark."))


def _decided(
    request: HttpRequest, pk: int, act: Callable[[OfficialDraft, int], None], said: str
) -> HttpResponse:
    """Do one act on a draft; whoever comes too late is told."""
    draft = get_object_or_404(visible_drafts(request.user), pk=pk)
    form = VersionForm(request.POST)
    try:
        act(draft, form.cleaned_data["version"] if form.is_valid() else 0)
    except actions.TooLate:
        messages.error(
            request,
            _("Somebody changed or decided the draft meanwhile. This is how it stands now."),
        )
    except NotOpen as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, said)
    return redirect("forum:draft-detail", pk)
