from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from portal.kernel.verdict import Refused
from portal.members.actions import create_token, revoke_token
from portal.members.forms import TokenForm
from portal.members.models import User
from portal.members.queries import tokens_of_person


@login_required
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Show a person what the site knows of her, and the ways to change it."""
    person = _person(request)
    return render(request, "members/account.html", {"memberships": person.current_memberships})


@login_required
@never_cache
def account_tokens(request: HttpRequest) -> HttpResponse:
    """List a person's tokens; a new one's secret is in this one answer and nowhere else."""
    person, now = _person(request), timezone.now()
    form = TokenForm(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            _token, secret = create_token(actor=person, now=now, **form.cleaned_data)
            form = TokenForm()
        except Refused as refused:
            form.add_error(None, str(refused))
    context = {
        "form": form,
        "secret": secret,
        "now": now,
        "tokens": tokens_of_person(person),
    }
    return render(request, "members/account_tokens.html", context)


@login_required
@require_POST
def account_token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke one of the person's own tokens; others' do not exist for her."""
    person = _person(request)
    token = get_object_or_404(tokens_of_person(person), pk=pk)
    revoke_token(actor=person, token=token)
    return redirect("account-tokens")


def _person(request: HttpRequest) -> User:
    """Return who is logged in; `login_required` has made sure that somebody is."""
    if not isinstance(request.user, User):
        raise TypeError("This view needs login_required.")
    return request.user
