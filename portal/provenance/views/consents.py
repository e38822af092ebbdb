"""What somebody is to consent to, and has consented to."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.kernel.markdown import render_markdown
from portal.members.requests import person_of
from portal.provenance.actions.consent import DecidedMeanwhile, decide
from portal.provenance.forms import DecideForm
from portal.provenance.models import BlockSource
from portal.provenance.queries.consents import consents_of, open_consents_of
from portal.provenance.queries.pages import block_html, page_called, pages_called
from portal.provenance.queries.posts import posts_of, text_taken
from portal.provenance.rules import Consent

PAGE_SIZE = 25


@require_safe
@login_required
def consent_list(request: HttpRequest) -> HttpResponse:
    """Show what waits for her word, and what she has said."""
    consents = consents_of(person_of(request))
    open_first = list(open_consents_of(person_of(request)))
    decided = Paginator(consents.exclude(consent=Consent.OPEN), PAGE_SIZE)
    number = decided.get_page(request.GET.get("page"))
    pages = pages_called(source.page for source in (*open_first, *number.object_list))
    context = {
        "open": [(one, pages.get(one.page)) for one in open_first],
        "decided": [(one, pages.get(one.page)) for one in number.object_list],
        "page": number,
    }
    return render(request, "provenance/consent_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consent_decide(request: HttpRequest, key: str) -> HttpResponse:
    """Show what would be published, and take her word."""
    found = consents_of(person_of(request)).select_related("organisation", "author")
    source = get_object_or_404(found, key=key)
    form = DecideForm(request.POST or None, initial={"standing": source.standing})
    if request.method == "POST" and form.is_valid():
        try:
            return _decided(request, source, form)
        except DecidedMeanwhile:
            source.refresh_from_db()
            form = _again(source, form)
    page = page_called(source.page)
    post = posts_of([source]).get((source.post_kind, source.post_key))
    taken = text_taken(source)
    context = {
        "source": source,
        "page": page,
        "form": form,
        "question": post.question if post and post.seen_by(request.user) else None,
        "text_now": page and block_html(page, source.block),
        "taken": render_markdown(taken) if taken else "",
        "kind": page and page._meta.verbose_name,
        "steps": source.steps.select_related("person"),
    }
    status = 422 if form.errors else 200
    return render(request, "provenance/consent_decide.html", context, status=status)


def _decided(request: HttpRequest, source: BlockSource, form: DecideForm) -> HttpResponse:
    decided = decide(
        actor=person_of(request),
        source=source,
        agrees="agree" in request.POST,
        remark=form.cleaned_data["remark"],
        standing=form.cleaned_data["standing"],
        now=timezone.now(),
    )
    messages.success(request, _said(decided))
    return redirect("provenance:consent-list")


def _again(source: BlockSource, form: DecideForm) -> DecideForm:
    """Ask once more about what has changed meanwhile; what was typed is kept."""
    again = DecideForm({"standing": source.standing, "remark": form.cleaned_data["remark"]})
    again.is_valid()
    again.add_error(
        None, _("Meanwhile this has changed. Please read it again; your remark is still here.")
    )
    return again


def _said(source: BlockSource) -> str:
    match source.consent:
        case Consent.AGREED:
            return _("Thank you. It may stand in the page; you can withdraw that at any time.")
        case Consent.WITHDRAWN:
            return _(
                "Your consent is withdrawn. The county of the page and the moderators are told; the"
                " page stays as it is until they act, and cannot be published again with your text."
            )
    return _("Thank you. It will not be published in the page.")
