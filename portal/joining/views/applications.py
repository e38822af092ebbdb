"""The pages of applications: for those who apply, and for the group that decides."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from portal.joining.actions import applications as actions
from portal.joining.forms.applications import (
    ApplicationForm,
    ApproveForm,
    GuestForm,
    LeadForm,
    TextForm,
    VoteForm,
)
from portal.joining.forms.county import county_choices
from portal.joining.models import Applicant, MembershipApplication
from portal.joining.models.applications import applicant_of, applicant_to_confirm
from portal.joining.queries.applications import (
    applicants_of,
    applications_for,
    count_votes,
    history_of,
    votes_of,
)
from portal.joining.rules.applications import (
    may_admit,
    may_handle,
    may_see_application,
    may_see_applications,
    voters,
)
from portal.joining.rules.states import CLOSED, NEXT, State
from portal.kernel.verdict import Verdict, require
from portal.members.models import Organisation, User
from portal.members.requests import person_of

PAGE_SIZE = 25

# --- Who applies --------------------------------------------------------------------------------


@never_cache
def apply(request: HttpRequest) -> HttpResponse:
    """Explain how a county joins, and take its application."""
    form = ApplicationForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _apply_page(request, form, 422 if form.errors else 200)
    email = form.cleaned_data["email"].lower()
    if not ratelimit.consume(request, action="application", key=email):
        form.add_error(None, _("Too many applications from here. Please try again tomorrow."))
        return _apply_page(request, form, 429)
    actions.apply_for_membership(**form.values, language=get_language() or "de", now=timezone.now())
    return redirect("joining:application-sent")


def _apply_page(request: HttpRequest, form: ApplicationForm, status: int) -> HttpResponse:
    context = {"form": form, "counties": county_choices(), "by_vote": settings.ADMISSION_BY_VOTE}
    return render(request, "joining/apply.html", context, status=status)


@require_GET
def application_sent(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way; the same for everybody."""
    return render(request, "joining/application_sent.html")


@never_cache
def application_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm an address: by a button, since programs open the links of mails, too."""
    applicant = applicant_to_confirm(token)
    if applicant is None:
        return _gone(request)
    if request.method != "POST" and not applicant.confirmed_at:
        return render(request, "joining/application_confirm.html", {"applicant": applicant})
    try:
        applicant = actions.confirm_application(applicant=applicant, now=timezone.now())
    except actions.TooLate:
        return _gone(request)
    return redirect("joining:application-status", applicant.status_token)


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "joining/application_gone.html", status=410)


@never_cache
@require_GET
def application_status(request: HttpRequest, token: str) -> HttpResponse:
    """Show applicants where their application stands; whoever has the link may."""
    applicant, application = _applicant(token)
    return _status_page(request, applicant, application, TextForm(_("Your answer")))


@never_cache
@require_POST
def application_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Answer the group's question."""
    applicant, application = _applicant(token)
    form = TextForm(_("Your answer"), request.POST)
    if not form.is_valid():
        return _status_page(request, applicant, application, form, 422)
    try:
        actions.answer_group(
            applicant=applicant, text=form.cleaned_data["text"], now=timezone.now()
        )
    except actions.TooLate:
        form.add_error(None, _("Somebody answered meanwhile, or the application was decided."))
        return _status_page(request, *_applicant(token), form, 409)
    messages.success(request, _("Thank you. The moderators have your answer."))
    return redirect("joining:application-status", token)


@never_cache
def application_withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Take an application back, after saying what follows."""
    applicant, application = _applicant(token)
    others = application.applicants.exclude(pk=applicant.pk).exists()
    if request.method != "POST":
        context = {"applicant": applicant, "token": token, "others": others}
        return render(request, "joining/application_withdraw.html", context)
    try:
        actions.withdraw(applicant=applicant, now=timezone.now())
    except actions.TooLate:
        messages.error(request, _("The application was decided meanwhile."))
        return redirect("joining:application-status", token)
    messages.success(request, _("Your application is withdrawn."))
    return redirect("joining:application-sent" if others else "home")


def _applicant(token: str) -> tuple[Applicant, MembershipApplication]:
    applicant = applicant_of(token)
    if applicant is None or applicant.application is None:
        raise Http404
    return applicant, applicant.application


def _status_page(
    request: HttpRequest,
    applicant: Applicant,
    application: MembershipApplication,
    form: TextForm,
    status: int = 200,
) -> HttpResponse:
    context = {
        "applicant": applicant,
        "application": application,
        "events": history_of(application),
        "token": applicant.status_token,
        "form": form,
        "asked": application.state == State.ASKED,
        "open": application.state not in CLOSED,
    }
    return render(request, "joining/application_status.html", context, status=status)


# --- Who decides --------------------------------------------------------------------------------


@login_required
@require_GET
def application_list(request: HttpRequest) -> HttpResponse:
    """List the applications, those that wait first."""
    if not may_see_applications(request.user):
        raise Http404
    applications = applications_for(request.user)
    finished = Paginator(applications.filter(state__in=CLOSED), PAGE_SIZE)
    context = {
        "open": applications.open().order_by("submitted_at", "pk"),
        "finished": finished.get_page(request.GET.get("page")),
    }
    return render(request, "joining/application_list.html", context)


@login_required
@require_GET
def application_detail(request: HttpRequest, key: str) -> HttpResponse:
    """Show an application with all that belongs to deciding it."""
    return _detail_page(request, _application(request, key))


def _detail_page(
    request: HttpRequest, application: MembershipApplication, status: int = 200
) -> HttpResponse:
    person = person_of(request)
    voting = application.state == State.VOTING
    context = {
        "application": application,
        "applicants": applicants_of(application),
        "events": history_of(application) if person.is_moderator else (),
        "decisions": [one for one in DECISIONS.values() if one.possible(person, application)],
        "votes": votes_of(application),
        "count": count_votes(application) if application.quorum is not None else None,
        "counties": voters(person) if voting else (),
        "vote_form": VoteForm(),
    }
    return render(request, "joining/application_detail.html", context, status=status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One thing moderators can do with an application: its page, its form, its action."""

    slug: str
    target: State
    label: str | Promise
    explanation: str | Promise
    done: str | Promise
    form: Callable[[MembershipApplication, Any], forms.Form]
    rule: Callable[[User, MembershipApplication], Verdict]
    act: Callable[..., None]

    def possible(self, person: User, application: MembershipApplication) -> bool:
        """Whether the person may, and the application is where this can follow."""
        # A running vote is the member counties' business.
        free = application.state != State.VOTING
        return (
            free
            and self.target in NEXT[State(application.state)]
            and bool(self.rule(person, application))
        )


_DECISIONS = (
    Decision(
        slug="rueckfrage",
        target=State.ASKED,
        label=gettext_lazy("Ask the applicants"),
        explanation=gettext_lazy(
            "The applicants get your question by mail and answer on their page."
        ),
        done=gettext_lazy("Your question is on its way."),
        form=lambda _application, data: TextForm(gettext_lazy("Question"), data),
        rule=may_handle,
        act=actions.ask_applicant,
    ),
    Decision(
        slug="aufnehmen",
        target=State.APPROVED,
        label=gettext_lazy("Admit"),
        explanation=gettext_lazy(
            "The county becomes a member at once. Whom you choose is invited as its coordinator."
        ),
        done=gettext_lazy("The county is a member now. The invitation is on its way."),
        form=lambda application, data: ApproveForm(applicants_of(application), data),
        rule=may_admit,
        act=actions.approve,
    ),
    Decision(
        slug="abstimmung",
        target=State.VOTING,
        label=gettext_lazy("Put to the vote"),
        explanation=gettext_lazy(
            "The coordinators of all member counties get a mail. If the counties say yes, whom you"
            " choose is invited as coordinator."
        ),
        done=gettext_lazy("The vote is open."),
        form=lambda application, data: LeadForm(applicants_of(application), data),
        rule=may_handle,
        act=actions.open_vote,
    ),
    Decision(
        slug="gast",
        target=State.GUEST,
        label=gettext_lazy("Invite as a guest"),
        explanation=gettext_lazy(
            "A guest reads what is public or meant for its meeting, and brings its questions. The"
            " application can go on afterwards."
        ),
        done=gettext_lazy("The county is a guest now. The invitation is on its way."),
        form=lambda application, data: GuestForm(applicants_of(application), data),
        rule=may_handle,
        act=actions.admit_as_guest,
    ),
    Decision(
        slug="ablehnen",
        target=State.REFUSED,
        label=gettext_lazy("Refuse"),
        explanation=gettext_lazy("The applicants read your reason. They may apply again later."),
        done=gettext_lazy("The application is refused."),
        form=lambda _application, data: TextForm(gettext_lazy("Reason"), data),
        rule=may_handle,
        act=actions.refuse,
    ),
)
DECISIONS = {decision.slug: decision for decision in _DECISIONS}


@login_required
def application_decide(request: HttpRequest, key: str, decision: str) -> HttpResponse:
    """Do one of the things moderators can do with an application."""
    application, chosen = _application(request, key), DECISIONS.get(decision)
    if chosen is None:
        raise Http404
    require(chosen.rule(person_of(request), application))
    form = chosen.form(application, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _decided(request, application, chosen, form)
    context = {"application": application, "decision": chosen, "form": form}
    status = 422 if form.errors else 200
    return render(request, "joining/application_decide.html", context, status=status)


def _decided(
    request: HttpRequest, application: MembershipApplication, chosen: Decision, form: forms.Form
) -> HttpResponse:
    try:
        chosen.act(
            actor=person_of(request), application=application, now=timezone.now(),
            **form.cleaned_data,
        )  # fmt: skip
    except actions.TooLate:
        messages.error(request, _("Somebody was quicker: please look where it stands now."))
    else:
        messages.success(request, str(chosen.done))
    return redirect("joining:application-detail", application.key)


@login_required
@require_POST
def application_vote(request: HttpRequest, key: str, slug: str) -> HttpResponse:
    """Cast a county's vote."""
    application = _application(request, key)
    organisation = get_object_or_404(Organisation, slug=slug)
    form = VoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please choose yes, no or abstention."))
        return redirect("joining:application-detail", key)
    try:
        actions.cast_vote(
            actor=person_of(request),
            application=application,
            organisation=organisation,
            choice=form.cleaned_data["choice"],
            now=timezone.now(),
        )
    except actions.TooLate:
        messages.error(request, _("The vote is over."))
    else:
        messages.success(request, _("Your county's vote is counted. You can change it to the end."))
    return redirect("joining:application-detail", key)


def _application(request: HttpRequest, key: str) -> MembershipApplication:
    application = get_object_or_404(applications_for(request.user), key=key)
    if not may_see_application(request.user, application):
        raise Http404
    return application
