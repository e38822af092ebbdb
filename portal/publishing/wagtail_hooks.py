"""What Wagtail's admin shows here, and what it leaves out. The door is `middleware.py`."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, ForeignKey
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import escape
from taggit.models import Tag
from wagtail import hooks
from wagtail.admin import filters, messages
from wagtail.admin.forms.models import register_form_field_override
from wagtail.documents import get_document_model
from wagtail.documents.widgets import AdminDocumentChooser
from wagtail.images.views import chooser as image_chooser
from wagtail.images.widgets import AdminImageChooser
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.rich_text import LinkHandler

from portal.members.models import User
from portal.publishing.foreign_files import FileChoiceField
from portal.publishing.guards import obstacles_to
from portal.publishing.models import ContentPage, Download, Picture, hidden_pages

_MENU = {"explorer", "images", "documents", "curated-search"}


def leave_out_hidden_pages() -> None:
    """Filter the one method from which explorer, search and admin API take their pages.

    Wagtail has hooks for the explorer and the chooser, none for its search and its API.
    """
    explorable = PagePermissionPolicy.explorable_instances

    def explorable_unless_hidden(policy: Any, user: User) -> Any:
        return explorable(policy, user).exclude(pk__in=hidden_pages(user).values("pk"))

    PagePermissionPolicy.explorable_instances = explorable_unless_hidden


def leave_out_hidden_tags() -> None:
    """Count tags of those files only with which the editor may work, wherever they are offered.

    Wagtail has no hook for that; both places take the function from where it is imported.
    """
    filters.popular_tags_for_model = image_chooser.popular_tags_for_model = _popular_tags


def _popular_tags(model: Any, count: int = 10) -> Any:
    kind = ContentType.objects.get_for_model(model)
    workable = model.objects.order_by().values("pk")
    items = "taggit_taggeditem_items"
    tags = Tag.objects.filter(
        **{f"{items}__content_type": kind, f"{items}__object_id__in": workable}
    )
    return tags.annotate(item_count=Count(items)).order_by("-item_count", "name")[:count]


leave_out_hidden_pages()
leave_out_hidden_tags()
register_form_field_override(
    ForeignKey,
    to=Download,
    override={"form_class": FileChoiceField, "widget": AdminDocumentChooser},
)
register_form_field_override(
    ForeignKey,
    to=Picture,
    override={"form_class": FileChoiceField, "widget": AdminImageChooser},
)


def _editor(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - strangers never get behind the door
    return request.user


@hooks.register("construct_explorer_page_queryset")
def explorer_leaves_out_hidden_pages(parent: Page, pages: Any, request: HttpRequest) -> Any:  # noqa: ARG001
    """Keep the pages this editor may work on."""
    return pages.exclude(pk__in=hidden_pages(_editor(request)).values("pk"))


@hooks.register("construct_page_chooser_queryset")
def chooser_leaves_out_hidden_pages(pages: Any, request: HttpRequest) -> Any:
    """Keep the pages this editor may work on."""
    return pages.exclude(pk__in=hidden_pages(_editor(request)).values("pk"))


@hooks.register("construct_homepage_summary_items")
def no_counts(request: HttpRequest, items: list[Any]) -> None:  # noqa: ARG001
    """Count nothing: Wagtail counts pages the editor may not know of."""
    items.clear()


@hooks.register("construct_homepage_panels")
def no_panels(request: HttpRequest, panels: list[Any]) -> None:  # noqa: ARG001
    """List nothing: what an editor worked on once may be hidden from her now."""
    panels.clear()


@hooks.register("construct_main_menu")
def only_what_is_in_use(request: HttpRequest, items: list[Any]) -> None:  # noqa: ARG001
    """Offer what is in use; people and roles are looked after in /verwaltung/."""
    items[:] = [item for item in items if item.name in _MENU]


@hooks.register("before_publish_page")
def say_what_keeps_it(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Lead back to the form with what keeps the page from being published; the text is saved."""
    obstacles = obstacles_to(page) if isinstance(page, ContentPage) else []
    for obstacle in obstacles:
        button = messages.button(obstacle.url, obstacle.label)
        messages.error(request, obstacle.text, buttons=[button])
    return redirect("wagtailadmin_pages:edit", page.pk) if obstacles else None


@hooks.register("before_bulk_action")
def say_what_keeps_one_of_them(
    request: HttpRequest, action_type: str, pages: list[Page], _action: Any
) -> HttpResponse | None:
    """Publish none of several pages where something keeps one of them from it."""
    if action_type != "publish":
        return None
    for page in pages:
        latest = page.get_latest_revision_as_object()
        if response := say_what_keeps_it(request, latest):
            return response
    return None


class PageLink(LinkHandler):
    """A link to a page by its number: it holds when the page moves, and tells nothing of it."""

    identifier = "page"

    @staticmethod
    def get_model() -> type[Page]:
        """Return the model Wagtail keeps references to."""
        return Page

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, str]) -> str:
        """Write the opening tag."""
        return _link("publishing:page-by-number", attrs)

    @classmethod
    def extract_references(cls, attrs: dict[str, str]) -> Any:
        """Yield what is linked."""
        yield Page, attrs["id"], "", ""


class FileLink(LinkHandler):
    """A link to a file by its number: its name may change when a new version is uploaded."""

    identifier = "document"

    @staticmethod
    def get_model() -> Any:
        """Return the model Wagtail keeps references to."""
        return get_document_model()

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, str]) -> str:
        """Write the opening tag."""
        return _link("publishing:file-by-number", attrs)

    @classmethod
    def extract_references(cls, attrs: dict[str, str]) -> Any:
        """Yield what is linked."""
        yield cls.get_model(), attrs["id"], "", ""


def _link(url_name: str, attrs: dict[str, str]) -> str:
    number = attrs.get("id", "")
    return (
        f'<a href="{escape(reverse(url_name, args=[int(number)]))}">' if number.isdigit() else "<a>"
    )


@hooks.register("register_rich_text_features", order=100)
def links_by_number(features: Any) -> None:
    """Replace Wagtail's handlers, which look up each link and write its present address."""
    features.register_link_type(PageLink)
    features.register_link_type(FileLink)
