"""Keeping what somebody types, and bringing files into it; with and without scripts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum.actions import drafts as actions
from forum.actions.files import add_file
from forum.models import Attachment
from forum.rendering import DECORATION, PLACEHOLDER
from forum.rules import may_write
from forum.views.kept_text import keeps_text
from forum.views.places import Place, place_named
from portal.kernel.files import clean_file
from portal.kernel.text import clean_line
from portal.kernel.verdict import Refused, require
from portal.members.requests import person_of

LONGEST_DESCRIPTION = 300


@keeps_text
@login_required
@require_POST
def draft_save(request: HttpRequest) -> HttpResponse:
    """Keep what stands in a form; a script gets a sentence to show, others the form again."""
    place = place_named(request, request.POST.get("place", ""))
    if "quiet" in request.POST:
        return _saved_quietly(request, place)
    _save(request, place)
    messages.success(request, _("Your draft is saved. You find it here again, on any device."))
    return redirect(place.url)


def _saved_quietly(request: HttpRequest, place: Place) -> HttpResponse:
    try:
        saved = _save(request, place)
    except Refused as refused:
        return JsonResponse({"said": str(refused.verdict.reason)}, status=403)
    at = date_format(timezone.localtime(), "H:i")
    said = _("Draft saved at %(time)s") % {"time": at}
    return JsonResponse({"said": said if saved else ""})


def _save(request: HttpRequest, place: Place, body: str | None = None) -> bool:
    fields = {name: request.POST.getlist(name) for name in actions.KEPT_FIELDS}
    if body is not None:
        fields["body"] = [body]
    return actions.save_draft(
        actor=person_of(request),
        place=place.name,
        fields=fields,
        key=request.POST.get("key", ""),
        now=timezone.now(),
    )


@login_required
@require_POST
def draft_discard(request: HttpRequest) -> HttpResponse:
    """Throw away what was kept at a place."""
    place = place_named(request, request.POST.get("place", ""))
    actions.give_up_draft(actor=person_of(request), place=place.name, now=timezone.now())
    messages.success(request, _("The draft is discarded."))
    return redirect(place.url)


@keeps_text
@login_required
@require_POST
def file_add(request: HttpRequest) -> HttpResponse:
    """Take a file; a script gets the words to put into the text, others find them at its end."""
    require(may_write(request.user))
    if "quiet" in request.POST:
        return _added_quietly(request)
    place = place_named(request, request.POST.get("place", ""))
    body = request.POST.get("body", "")
    try:
        added = _added(request)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        body = f"{body.rstrip()}\n\n{added}\n".lstrip()
        messages.success(request, _("The file stands at the end of your text now."))
    _save(request, place, body)
    return redirect(place.url)


def _added_quietly(request: HttpRequest) -> HttpResponse:
    try:
        return JsonResponse({"text": _added(request)})
    except (ValidationError, Refused) as error:
        said = error.messages if isinstance(error, ValidationError) else [str(error)]
        return JsonResponse({"said": " ".join(said)}, status=422)


def _added(request: HttpRequest) -> str:
    upload = request.FILES.get("file")
    if upload is None:
        raise ValidationError(_("Please choose a file first."))
    added = add_file(actor=person_of(request), file=clean_file(upload), now=timezone.now())
    return _as_text(added, _description(request))


def _description(request: HttpRequest) -> str:
    if request.POST.get("decoration"):
        return str(DECORATION)
    said = clean_line(request.POST.get("description", ""))[:LONGEST_DESCRIPTION]
    return said.translate(str.maketrans("[]", "()")) or str(PLACEHOLDER)


def _as_text(added: Attachment, description: str) -> str:
    """Write a file as a text names it: the brackets say what the picture shows."""
    if added.is_image:
        return f"![{description}]({added.get_absolute_url()})"
    name = added.name.translate(str.maketrans("[]", "()"))
    return f"[{name}]({added.get_absolute_url()})"
