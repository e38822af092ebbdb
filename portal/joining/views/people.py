"""The pages about an organisation's people. What somebody may not know of is not there."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from portal.joining.actions import people as actions
from portal.joining.forms.people import InviteForm, LeaveForm, NewAccountForm, RoleForm
from portal.joining.models import Invitation
from portal.joining.models.people import invitation_of
from portal.joining.queries.people import (
    events_of,
    held_as_seen_by,
    held_by,
    open_invitations,
    other_leaders,
    people_of,
)
from portal.joining.queries.requests import open_requests
from portal.joining.rules.people import may_look_after_people, may_remove, may_see_people
from portal.kernel.verdict import Refused, require
from portal.members.models import LEADING, Membership, Organisation, User
from portal.members.requests import person_of


@login_required
@require_GET
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """List who acts for an organisation, and who is invited."""
    organisation = own_organisation(request, slug)
    looks_after = bool(may_look_after_people(person_of(request), organisation))
    context = {
        "organisation": organisation,
        "people": people_of(organisation),
        "held": held_by(person_of(request), organisation),
        "looks_after": looks_after,
        "now": timezone.now(),
        "invitations": open_invitations(organisation) if looks_after else (),
        "asked": open_requests(organisation) if looks_after else (),
        "events": events_of(organisation) if looks_after else (),
    }
    return render(request, "joining/people.html", context)


@login_required
@never_cache
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite colleagues: first the list is read and shown, then it is sent."""
    organisation = own_organisation(request, slug)
    require(may_look_after_people(person_of(request), organisation))
    form = InviteForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _invite_page(request, organisation, form)
    if "confirmed" not in request.POST or not form.good:
        return _invite_page(request, organisation, form, checked=True)
    return _invited(request, organisation, form)


def _invite_page(
    request: HttpRequest, organisation: Organisation, form: InviteForm, *, checked: bool = False
) -> HttpResponse:
    context = {"organisation": organisation, "form": form, "checked": checked}
    return render(request, "joining/invite.html", context, status=422 if form.errors else 200)


def _invited(request: HttpRequest, organisation: Organisation, form: InviteForm) -> HttpResponse:
    sent, there = 0, []
    for row in form.good:
        try:
            actions.invite(
                actor=person_of(request),
                organisation=organisation,
                email=row.email,
                name=row.name,
                role=row.role,
                now=timezone.now(),
            )
            sent += 1
        except actions.AlreadyThere:
            there.append(row.email)
        except Refused as refused:
            messages.error(request, f"{row.email}: {refused}")
    if sent:
        said = ngettext(
            "%(n)d invitation is on its way.", "%(n)d invitations are on their way.", sent
        )
        messages.success(request, said % {"n": sent})
    if there:
        messages.info(request, _("Already with you: %(people)s") % {"people": ", ".join(there)})
    return redirect("joining:people", organisation.slug)


@login_required
@require_POST
def invitation_again(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Send an invitation again."""
    invitation = _invitation(request, slug, key)
    try:
        actions.send_again(actor=person_of(request), invitation=invitation, now=timezone.now())
    except actions.NotUsable:
        messages.error(request, _("This invitation was accepted or revoked meanwhile."))
    else:
        messages.success(
            request, _("A new link is on its way. The one before does not work any more.")
        )
    return redirect("joining:people", slug)


@login_required
@require_POST
def invitation_revoke(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Revoke an invitation."""
    invitation = _invitation(request, slug, key)
    try:
        actions.revoke_invitation(
            actor=person_of(request), invitation=invitation, now=timezone.now()
        )
    except actions.NotUsable:
        messages.error(request, _("This invitation was accepted or revoked meanwhile."))
    else:
        messages.success(request, _("The invitation is revoked. Its link does not work any more."))
    return redirect("joining:people", slug)


@never_cache
@sensitive_post_parameters("password")
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: with one's account, or with a new one for the invited address."""
    invitation = invitation_of(token)
    if invitation is None or not _still_open(invitation):
        return render(request, "joining/invitation_gone.html", status=410)
    if isinstance(request.user, User):
        return _accept_logged_in(request, request.user, invitation)
    if User.objects.filter(email=invitation.email).exists():
        # Whoever holds the link reads the address's mail: she may know that it has an account.
        return render(request, "joining/invitation_login.html", {"invitation": invitation})
    return _accept_with_new_account(request, invitation)


def _still_open(invitation: Invitation) -> bool:
    return Invitation.objects.usable(timezone.now()).filter(pk=invitation.pk).exists()


def _accept_logged_in(request: HttpRequest, person: User, invitation: Invitation) -> HttpResponse:
    if person.email.lower() != invitation.email:
        context = {"invitation": invitation, "person": person}
        return render(request, "joining/invitation_other.html", context, status=403)
    if request.method != "POST":
        return render(request, "joining/invitation_accept.html", {"invitation": invitation})
    try:
        actions.accept_invitation(person=person, invitation=invitation, now=timezone.now())
    except actions.NotUsable:
        return render(request, "joining/invitation_gone.html", status=410)
    return _welcomed(request, invitation)


def _accept_with_new_account(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    initial = {"name": invitation.name}
    form = NewAccountForm(invitation.email, request.POST or None, initial=initial)
    if request.method != "POST" or not form.is_valid():
        context = {"invitation": invitation, "form": form}
        status = 422 if form.errors else 200
        return render(request, "joining/invitation_new_account.html", context, status=status)
    try:
        membership = actions.join_with_new_account(
            invitation=invitation, now=timezone.now(), **form.cleaned_data
        )
    except (actions.NotUsable, actions.WrongAddress):
        return render(request, "joining/invitation_gone.html", status=410)
    perform_login(request, membership.user)
    return _welcomed(request, invitation)


def _welcomed(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    said = _("Welcome! You act for %(organisation)s now.")
    messages.success(request, said % {"organisation": invitation.organisation.display_name})
    return redirect("dashboard")


@login_required
def member_change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a colleague's role."""
    membership = _membership(request, slug, pk)
    require(may_look_after_people(person_of(request), membership.organisation))
    initial = {"role": membership.role, "may_release": membership.may_release}
    form = RoleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_role(
                actor=person_of(request), membership=membership, now=timezone.now(),
                **form.cleaned_data,
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The role is changed."))
            return redirect("joining:people", slug)
    context = {
        "membership": membership,
        "form": form,
        "may_remove": bool(may_remove(person_of(request), membership)),
    }
    return render(request, "joining/member_change.html", context)


@login_required
def member_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """End a colleague's acting for the organisation, after saying what follows."""
    membership = _membership(request, slug, pk)
    require(may_remove(person_of(request), membership))
    # Ending an access is urgent at times: whoever does it takes over unless she names somebody.
    form = LeaveForm(membership, request.POST or None, initial={"successor": request.user})
    if request.method == "POST" and form.is_valid():
        try:
            actions.remove_person(
                actor=person_of(request), membership=membership, now=timezone.now(),
                successor=form.cleaned_data["successor"],
            )  # fmt: skip
        except actions.NeedsSuccessor:
            form.add_error("successor", _("Please choose who takes over."))
        else:
            messages.success(request, _("The access has ended at once, everywhere."))
            return redirect("joining:people", slug)
    return _leave_page(request, membership, form, "joining/member_remove.html")


@login_required
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Stop acting for an organisation, after handing over."""
    person = person_of(request)
    membership = get_object_or_404(
        Membership.objects.select_related("user", "organisation"),
        user=person, organisation__slug=slug,
    )  # fmt: skip
    form = LeaveForm(membership, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.leave(
                actor=person, membership=membership, now=timezone.now(),
                successor=form.cleaned_data["successor"],
                leave_alone="leave_alone" in request.POST,
            )  # fmt: skip
        except actions.NeedsSuccessor:
            form.add_error("successor", _("Please choose who takes over."))
        else:
            messages.success(request, _("You do not act for this organisation any more."))
            return redirect("account")
    return _leave_page(request, membership, form, "joining/leave.html")


def _leave_page(
    request: HttpRequest, membership: Membership, form: LeaveForm, template: str
) -> HttpResponse:
    context = {
        "membership": membership,
        "form": form,
        "held": held_as_seen_by(person_of(request), membership),
        "last": membership.role in LEADING and not other_leaders(membership),
    }
    return render(request, template, context, status=422 if form.errors else 200)


def own_organisation(request: HttpRequest, slug: str) -> Organisation:
    """Return an organisation whose people she may know of; for others there is no such page."""
    organisation = get_object_or_404(Organisation, slug=slug)
    if not may_see_people(person_of(request), organisation):
        raise Http404
    return organisation


def _invitation(request: HttpRequest, slug: str, key: str) -> Invitation:
    organisation = own_organisation(request, slug)
    require(may_look_after_people(person_of(request), organisation))
    invitations = Invitation.objects.select_related("organisation")
    return get_object_or_404(invitations, organisation=organisation, key=key)


def _membership(request: HttpRequest, slug: str, pk: int) -> Membership:
    organisation = own_organisation(request, slug)
    return get_object_or_404(people_of(organisation), pk=pk)
