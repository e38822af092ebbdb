"""The door of the CMS.

Wagtail asks for permissions view by view, and some of its views name pages they never checked: a
move's confirmation, the lists of bulk actions, choosers, reports. So it is decided here, once, for
every request below /cms/:

- only moderators and administrators come in, as their role says at this moment;
- an address that is not on the list below does not exist. Reports, workflows, people, groups and
  sites have no use here, and would tell of pages the editor may not know of; nor has completion
  of tags, which would tell the words other counties sort their files by;
- a request that names a page hidden from the editor is answered as if there were none;
- what changes something runs in one transaction, so that act and fact are kept together.

Lists are filtered where Wagtail makes them (`portal/publishing/wagtail_hooks.py`).
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from portal.members.models import User
from portal.publishing.desk import at_the_desk
from portal.publishing.models import has_hidden_history, hidden_pages
from portal.publishing.office import join_office
from portal.publishing.rules import may_enter_cms

GetResponse = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]

OPEN = frozenset(
    {
        "cms-login", "cms-account",  # ours: they lead to the portal's own pages
        "wagtailadmin_home", "wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_sprite",
        "wagtailadmin_javascript_catalog", "wagtailadmin_dismissibles",
        "wagtailadmin_block_preview",
        "wagtailadmin_explore_root", "wagtailadmin_explore", "wagtailadmin_explore_results",
        "wagtailadmin_api:pages:listing", "wagtailadmin_api:pages:detail",
        "wagtailadmin_choose_page", "wagtailadmin_choose_page_child",
        "wagtailadmin_choose_page_search", "wagtailadmin_choose_page_chosen_multiple",
        "wagtailadmin_choose_page_external_link", "wagtailadmin_choose_page_email_link",
        "wagtailadmin_choose_page_phone_link", "wagtailadmin_choose_page_anchor_link",
        "wagtail_bulk_action",
    }
)  # fmt: skip
OPEN_PAGES = frozenset(
    {
        "add", "add_subpage", "preview_on_add", "edit", "preview_on_edit", "view_draft", "delete",
        "unpublish", "copy", "lock", "unlock", "search", "search_results", "history",
        "history_results", "revisions_index", "revisions_view", "revisions_revert",
        "revisions_compare", "revisions_unschedule",
    }
)  # fmt: skip
OPEN_NAMESPACES = frozenset(
    {
        "wagtailadmin_editing_sessions", "wagtaildocs", "wagtaildocs_chooser", "wagtailimages",
        "wagtailimages_chooser", "search_synonyms", "search_best_bets",
    }
)  # fmt: skip
# The pages that use a file are listed unfiltered; addresses made for pictures pass by our check;
# an upload that was not finished is asked for by its number, whoever brought it.
CLOSED = frozenset(
    {
        "wagtaildocs:create_multiple_from_uploaded_document", "wagtaildocs:delete_upload_multiple",
        "wagtailimages:create_multiple_from_uploaded_image", "wagtailimages:delete_upload_multiple",
        "wagtaildocs:document_usage", "wagtailimages:image_usage", "wagtailimages:url_generator",
        "wagtailimages:url_generator_output",
    }
)  # fmt: skip
_PAGE_ARGUMENTS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id")
_HISTORY = ("history", "revisions")


class CmsMiddleware:
    """Let editors work, on what they may work on; stands last, next to the views."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_cms(request) or not isinstance(request.user, User):
            return self.get_response(request)
        with at_the_desk(request.user):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Refuse, or call the view in a transaction."""
        if not _is_cms(request) or not isinstance(request.user, User):
            return None  # Wagtail asks strangers to log in
        if not (verdict := may_enter_cms(request.user)):
            raise PermissionDenied(verdict.reason)
        join_office(request.user)
        _refuse_closed(request)
        _refuse_hidden(request, request.user, args, kwargs)
        with transaction.atomic():
            return view(request, *args, **kwargs)


def _is_cms(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("wagtailadmin_home"))


def _refuse_closed(request: HttpRequest) -> None:
    if not is_open(request.resolver_match.view_name if request.resolver_match else ""):
        raise Http404


def is_open(view_name: str) -> bool:
    """Whether this address of Wagtail's admin is in use here."""
    if view_name in CLOSED:
        return False
    namespace, _colon, name = view_name.rpartition(":")
    if namespace == "wagtailadmin_pages":
        return name in OPEN_PAGES
    return view_name in OPEN or namespace in OPEN_NAMESPACES


def _refuse_hidden(
    request: HttpRequest, editor: User, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    named = set(_pages_named(request, args, kwargs))
    if not named:
        return
    if hidden_pages(editor).filter(pk__in=named).exists():
        raise Http404
    if _shows_history(request) and has_hidden_history(editor, named):
        raise Http404


def _shows_history(request: HttpRequest) -> bool:
    match = request.resolver_match
    return bool(match and match.url_name and match.url_name.startswith(_HISTORY))


def _pages_named(
    request: HttpRequest, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Iterator[int]:
    """Yield the ids of all pages a request names in its address."""
    yield from (int(kwargs[name]) for name in _PAGE_ARGUMENTS if name in kwargs)
    match request.resolver_match and request.resolver_match.view_name:
        case "wagtailadmin_pages:revisions_compare":
            yield int(args[0])
        case "wagtailadmin_api:pages:detail":
            yield int(kwargs["pk"])
        case "wagtailadmin_choose_page_chosen_multiple":
            yield from _listed(request)
        case "wagtail_bulk_action" if kwargs["app_label"] == "wagtailcore":
            yield from _listed(request)
        case "wagtailadmin_editing_sessions:ping":
            yield from _numbers([kwargs["object_id"]])


def _listed(request: HttpRequest) -> Iterator[int]:
    return _numbers(request.GET.getlist("id"))


def _numbers(values: list[str]) -> Iterator[int]:
    """Read ids; anything else, such as "all", would name pages we cannot check."""
    for value in values:
        if not (value.isascii() and value.isdigit()):
            raise Http404
        yield int(value)
