"""Ask somebody without an account, and what she sees who was asked."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.editorial.actions import opinions as actions
from portal.editorial.actions.deciding import ReasonNeeded
from portal.editorial.actions.holding import MovedOn, NewerVersion
from portal.editorial.forms import OpinionForm, WordForm
from portal.editorial.models import Opinion
from portal.editorial.models.steps import newest
from portal.editorial.models.submissions import opinion_of
from portal.editorial.queries.desk import seen_by
from portal.editorial.queries.pages import step_of, why_over
from portal.editorial.queries.people import asked_at
from portal.editorial.rules import may_ask_opinion
from portal.editorial.views.showing import article_of, kept_nowhere, submission_or_404
from portal.kernel.throttling import within_limit
from portal.kernel.verdict import Refused, require
from portal.members.requests import person_of

LOOKS_PER_HOUR = 120


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, key: str) -> HttpResponse:
    """Send somebody a link."""
    submission, page = submission_or_404(request, key)
    step = step_of(submission)
    if step is None:
        messages.error(request, _("At the moment nobody decides about this page."))
        return redirect("editorial:page", key)
    person = person_of(request)
    require(may_ask_opinion(person, asked_at(step, page).pks, newest(page).organisation))
    form = OpinionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_opinion(
                actor=person, submission=submission, now=timezone.now(), **form.cleaned_data
            )
        except actions.AlreadyAsked:
            form.add_error("email", _("This address has a link for this version already."))
        except Refused as refused:
            form.add_error(None, str(refused))
        except MovedOn:
            messages.error(request, _("Meanwhile this was decided or withdrawn."))
            return redirect("editorial:page", key)
        else:
            messages.success(request, _("The link is on its way."))
            return redirect("editorial:page", key)
    context = {"submission": submission, "page": newest(page), "form": form}
    status = 422 if form.errors else 200
    return render(request, "editorial/opinion_ask.html", context, status=status)


@login_required
@require_POST
def revoke(request: HttpRequest, opinion: str) -> HttpResponse:
    """Make a link worthless."""
    seen = seen_by(person_of(request)).order_by()
    asked = get_object_or_404(
        Opinion.objects.select_related("submission"), key=opinion, submission__in=seen
    )
    try:
        actions.revoke_opinion(actor=person_of(request), opinion=asked, now=timezone.now())
    except (actions.NotUsable, MovedOn):
        messages.error(request, _("This link was used or is over meanwhile."))
    else:
        messages.success(request, _("The link does not work any more."))
    return redirect("editorial:page", asked.submission.page_key)


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, token: str) -> HttpResponse:
    """Show exactly the version of the link, and take an opinion on it.

    Looking decides nothing: programs that check mails open every link in them.
    """
    opinion = opinion_of(token)
    if opinion is None:
        return _over(request, "unknown")
    if not within_limit(f"opinion:{opinion.key}", limit=LOOKS_PER_HOUR, seconds=3600):
        return _too_many(request)
    if why := why_over(opinion, timezone.now()):
        return _over(request, why)
    form = WordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (said := _said(request, opinion, form)):
        return said
    version, article = article_of(request, opinion.revision)
    context = {
        "opinion": opinion, "submission": opinion.submission, "page": version,
        "article": article, "form": form,
    }  # fmt: skip
    status = 422 if form.errors else 200
    return kept_nowhere(render(request, "editorial/opinion_give.html", context, status=status))


def _said(request: HttpRequest, opinion: Opinion, form: WordForm) -> HttpResponse | None:
    """Take the opinion; without an answer the form has an error."""
    if not ratelimit.consume(request, action="opinion"):
        return _too_many(request)
    try:
        actions.give_opinion(opinion=opinion, now=timezone.now(), **form.cleaned_data)
    except ReasonNeeded:
        form.add_error("comment", _("Please say what should be changed."))
        return None
    except NewerVersion:
        return _over(request, "newer")
    except actions.NotUsable:
        return _over(request, "ended")
    return _over(request, "thanks", status=200)


def _too_many(request: HttpRequest) -> HttpResponse:
    return kept_nowhere(render(request, "429.html", status=429))


def _over(request: HttpRequest, why: str, status: int = 410) -> HttpResponse:
    return kept_nowhere(render(request, "editorial/opinion_over.html", {"why": why}, status=status))
