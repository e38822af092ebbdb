"""The directory's pages. Each starts from what the reader may see; none of them writes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from forum.models import Answer
from forum.rules import may_write
from portal.channels.queries import channels_of, own_organisations
from portal.directory import actions
from portal.directory.filters import FILTERS, Choice, Entry
from portal.directory.forms import PersonForm, ProfileForm, initial_of, initial_of_person
from portal.directory.models import Profile
from portal.directory.queries import (
    answers_of,
    case_studies_of,
    entries,
    events_of,
    guidelines_of,
    offers_of,
    own_membership,
    own_profile,
    people_of,
    person_called,
    profile_of,
)
from portal.directory.rules import may_edit_profile
from portal.kernel.verdict import require
from portal.members.audiences import Reader, member_organisations_of, sees_every_status
from portal.members.counties import LAENDER
from portal.members.models import ACTIVE_STATUSES, Membership, Organisation, User
from portal.members.queries import organisations
from portal.members.requests import person_of
from portal.onboarding.queries import mentees_of, mentor_of

PAGE_SIZE = 20
ANSWERS = 5
# How the map colours where an organisation stands; the rest is grey.
_ON_THE_MAP = ("member", "guest")


@require_GET
def county_list(request: HttpRequest) -> HttpResponse:
    """Show the counties of the working group on a map and in a list, both narrowed alike."""
    choice = Choice(entries(request.user), _asked(request.GET))
    fitting = choice.entries
    context = {
        "choice": choice,
        "page": Paginator(fitting, PAGE_SIZE).get_page(request.GET.get("page")),
        "areas": _areas(fitting),
        "every_status": sees_every_status(request.user),
        "query": request.GET.urlencode(),
    }
    return render(request, "directory/county_list.html", context)


def _asked(parameters: QueryDict) -> Mapping[str, Sequence[str]]:
    return {one.name: parameters.getlist(one.name) for one in FILTERS}


def _areas(fitting: Sequence[Entry]) -> dict[str, list[Entry]]:
    areas: dict[str, list[Entry]] = {"member": [], "guest": [], "other": []}
    for entry in fitting:
        if entry.ags:
            areas[entry.status if entry.status in _ON_THE_MAP else "other"].append(entry)
    return areas


@require_GET
def county_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an organisation: what it says, runs, wrote and answered, as this reader may see it."""
    reader = request.user
    organisation = organisations(reader).filter(slug=slug).first()
    if organisation is None:
        raise Http404
    profile = profile_of(organisation)
    context = {
        "organisation": organisation,
        "takes_part": organisation.status in ACTIVE_STATUSES,
        "land": LAENDER.get(organisation.land, ""),
        "status": Organisation.Status(organisation.shown_status).label,
        "profile": profile,
        "about": profile.about_for(reader) if profile else "",
        "offers": offers_of(profile, reader),
        "people": people_of(reader, organisation),
        "channels": channels_of(reader, organisation),
        "case_studies": case_studies_of(reader, organisation),
        "guidelines": guidelines_of(reader, organisation),
        "answers": _page(request, answers_of(reader, organisation)),
        **_mentorships(reader, organisation),
        "may_ask": _may_ask(reader, organisation),
        "may_edit": isinstance(reader, User) and bool(may_edit_profile(reader, organisation)),
    }
    return render(request, "directory/county_detail.html", context)


def _mentorships(reader: Reader, organisation: Organisation) -> dict[str, Any]:
    """Whose mentor it is, and who is its own: member organisations may know."""
    if not sees_every_status(reader):
        return {}
    return {"mentees": list(mentees_of(organisation)), "mentor": mentor_of(organisation)}


def _page(request: HttpRequest, answers: QuerySet[Answer]) -> Page[Answer]:
    return Paginator(answers, ANSWERS).get_page(request.GET.get("page"))


def _may_ask(reader: Reader, organisation: Organisation) -> bool:
    """Whether she can put a question to it: members ask members, and not themselves."""
    return (
        bool(may_write(reader))
        and organisation.status == Organisation.Status.MEMBER
        and organisation not in member_organisations_of(reader)
    )


@login_required
def profile_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change what an organisation says; what was typed stays where somebody else was quicker."""
    organisation = get_object_or_404(own_organisations(person_of(request)), slug=slug)
    require(may_edit_profile(person_of(request), organisation))
    profile = profile_of(organisation)
    form = ProfileForm(request.POST or None, initial=initial_of(profile))
    if (
        request.method == "POST"
        and form.is_valid()
        and (saved := _save_profile(request, organisation, profile, form))
    ):
        return saved
    context = {"form": form, "organisation": organisation, "events": events_of(organisation)}
    status = 422 if form.errors else 200
    return render(request, "directory/profile_edit.html", context, status=status)


def _save_profile(
    request: HttpRequest, organisation: Organisation, profile: Profile | None, form: ProfileForm
) -> HttpResponseRedirect | None:
    try:
        actions.edit_profile(
            actor=person_of(request),
            organisation=organisation,
            draft=form.draft,
            version=form.cleaned_data["version"],
            now=timezone.now(),
        )
    except actions.EditConflict:
        form.work_on(profile.version if profile else 0)
        form.add_error(None, _conflict())
        return None
    messages.success(request, _("Your change is saved."))
    return redirect(organisation)


def _conflict() -> str:
    return _(
        "A colleague changed the profile while you were writing. What you typed is still here:"
        " please compare it with the current profile and save again."
    )


@require_GET
@never_cache
def person_detail(request: HttpRequest, key: str) -> HttpResponse:
    """Show members what a person agreed to show; for all others there is no such page."""
    person = person_called(request.user, key)
    if person is None:
        raise Http404
    return render(request, "directory/person_detail.html", {"person": person})


@login_required
@never_cache
def own_profile_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Let a person enter what members may see of her, and agree to it field by field."""
    membership = _own_membership(request, slug)
    profile = own_profile(membership)
    form = PersonForm(request.POST or None, initial=initial_of_person(profile))
    if request.method == "POST" and form.is_valid():
        return _save_own_profile(request, membership, form)
    context: dict[str, Any] = {"form": form, "membership": membership, "profile": profile}
    context["consents"] = list(profile.consents.all()) if profile else []
    status = 422 if form.errors else 200
    return render(request, "directory/own_profile_edit.html", context, status=status)


def _save_own_profile(
    request: HttpRequest, membership: Membership, form: PersonForm
) -> HttpResponseRedirect:
    try:
        actions.edit_own_profile(
            actor=person_of(request), membership=membership, draft=form.draft, now=timezone.now()
        )
    except Membership.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("Saved. What you did not tick, nobody sees."))
    return redirect("directory:own-profile-edit", slug=membership.organisation.slug)


@login_required
@require_POST
def consent_withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Show nothing of a person any more."""
    membership = _own_membership(request, slug)
    actions.withdraw_consent(actor=person_of(request), membership=membership)
    messages.success(request, _("Nobody sees any of it any more."))
    return redirect("directory:own-profile-edit", slug=slug)


def _own_membership(request: HttpRequest, slug: str) -> Membership:
    membership = own_membership(person_of(request), slug)
    if membership is None:
        raise Http404
    return membership
