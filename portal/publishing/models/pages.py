"""What all pages made in the CMS have in common: whose they are, who reads them, their address."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Protocol

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, PageManager, PagePermissionTester
from wagtail.query import PageQuerySet

from portal.kernel.content import Reference
from portal.kernel.markdown import excerpt, plain_text
from portal.kernel.text import clean_line, clean_text
from portal.members.audiences import Reader, may_see, visible_q
from portal.members.content import OwnedContent
from portal.members.models import User
from portal.publishing.foreign_files import require_workable_files
from portal.publishing.forms import CopyAsDraftForm
from portal.publishing.gaps import Gap
from portal.publishing.parts import parts_of
from portal.publishing.pictures import gaps_of
from portal.publishing.rules import WorkedOn, may_enter_cms, may_work_on

# How many letters of the text stand for its summary, and how many are read to cut them at a word.
LEAD = 240
BEGINNING = 400


class ContentPageQuerySet(PageQuerySet):
    """Pages by who may see them."""

    def visible_to(self, reader: Reader) -> "ContentPageQuerySet":
        """Keep the published pages this reader may see."""
        return self.filter(visible_q(reader), live=True)


class Numbered(WorkedOn, Protocol):
    """What is needed to know who edits a page, and where."""

    pk: int


ContentPageManager = PageManager.from_queryset(ContentPageQuerySet)


class ContentPage(OwnedContent, Page):
    """A page that belongs to an organisation and is content: it can be found, and hidden.

    `html` and `text` are made from the editors' fields by `clean()`, which Wagtail calls before
    it saves a live page: readers and the search use them and nothing else. They hold what the
    page's own `sections()` say.
    """

    # Wagtail's field; mypy reads this class before it has seen Wagtail's.
    title: str

    kind: ClassVar[str]
    url_name: ClassVar[str]
    list_url_name: ClassVar[str]
    article_template: ClassVar[str]
    # Where its county writes on it outside the CMS; "" where only moderators write.
    writing_url_name: ClassVar[str] = ""
    # What stands at this place of the address is another page of the site.
    reserved_slugs: ClassVar[frozenset[str]] = frozenset()

    summary = models.CharField(
        _("summary"),
        max_length=400,
        blank=True,
        help_text=_("One or two sentences for lists. Empty: the first words of the text."),
    )
    published_at = models.DateTimeField(
        _("published on"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("Empty: when it is published for the first time."),
    )
    topics = ParentalManyToManyField(
        "taxonomy.Topic", blank=True, related_name="+", verbose_name=_("topics")
    )
    channels = ParentalManyToManyField(
        "taxonomy.Platform", blank=True, related_name="+", verbose_name=_("channels")
    )
    html = models.JSONField(default=dict, editable=False)
    text = models.TextField(blank=True, editable=False)

    objects: ClassVar[Any] = ContentPageManager()

    exclude_fields_in_copy: ClassVar[list[str]] = ["key", "published_at"]
    copy_form_class = CopyAsDraftForm
    # The search is the portal's own; this one serves the choosers of the CMS, which know titles.
    search_fields: ClassVar[list[Any]] = Page.search_fields
    show_in_menus_default = False

    class Meta(OwnedContent.Meta):
        abstract = True

    @property
    def reference(self) -> Reference:
        """The address of this page across apps."""
        return Reference(self.kind, self.key)

    def get_absolute_url(self) -> str:
        """Return the address readers use; it depends on the page's own slug only."""
        return reverse(self.url_name, args=[self.slug])

    @property
    def writing_url(self) -> str:
        """Return where its county writes on it outside the CMS, or ""."""
        return reverse(self.writing_url_name, args=[self.pk]) if self.writing_url_name else ""

    @classmethod
    def edit_url(cls, reader: Reader, page: "Numbered") -> str:
        """Return where this reader edits a published page, or ""; no query beside her rights."""
        if isinstance(reader, User) and may_enter_cms(reader) and may_work_on(reader, page):
            return reverse("wagtailadmin_pages:edit", args=[page.pk])
        return ""

    @classmethod
    def folder(cls) -> Page:
        """Return the folder under which all pages of this kind stand."""
        (folder,) = cls.allowed_parent_page_models()
        return folder.objects.get()

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """Tell Wagtail the address too, wherever in its tree the page stands."""
        parts = super().get_url_parts(request)
        return parts and (parts[0], parts[1], self.get_absolute_url())

    def sections(self) -> Mapping[str, str]:
        """Return the HTML of each section by the name of its field."""
        raise NotImplementedError

    def words(self) -> Iterator[str]:
        """Yield what the search shall find beside the title and the sections."""
        yield self.summary

    def clean(self) -> None:
        """Check the page and make what is derived from its fields."""
        super().clean()
        require_workable_files(self)
        self.derive()

    def derive(self) -> None:
        """Make `html`, `text`, and what was left empty but follows from the rest."""
        self.title = clean_line(self.title)
        self.summary = clean_line(self.summary)
        sections = {name: clean_text(html) for name, html in self.sections().items() if html}
        self.html = sections
        self.text = "\n".join(filter(None, (*self.words(), *map(plain_text, sections.values()))))
        self.published_at = self.published_at or self.first_published_at

    def gaps(self) -> list[Gap]:
        """Return what this page still lacks before somebody may be asked to release it."""
        untitled = [] if self.title else [Gap("title", _("The page has no title."))]
        return untitled + gaps_of(self)

    def steps_named(self) -> list[tuple[str, str]]:
        """Return number and title of what stands on the page as a step, in the order of `html`."""
        return []

    @property
    def lead(self) -> str:
        """The summary, or the first words of the text."""
        read = self.__dict__.get("beginning")
        return self.summary or excerpt(self.text[:BEGINNING] if read is None else read, LEAD)

    @property
    def description(self) -> str:
        """What search engines and previews of links say of the page."""
        return self.search_description or self.lead

    def article_context(self) -> dict[str, Any]:
        """Gather what the kind's own article template shows."""
        return {}

    def article(self, request: HttpRequest) -> str:
        """Render all that stands between the breadcrumbs and the footer."""
        context = {
            "page": self,
            "list_url": reverse(self.list_url_name),
            **self.article_context(),
            **self.surroundings(request.user),
            "parts": parts_of(self, request.user),
        }
        return render_to_string(self.article_template, context, request)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Give Wagtail's own way to a page, and its preview, the same article."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"article": self.article(request)}

    def surroundings(self, reader: Reader) -> dict[str, Any]:
        """Return what leads on from the page: topics, channels, and related pages."""
        topics = list(self.topics.all())
        channels = list(self.channels.all())
        return {"topics": topics, "channels": channels, "related": self._related(reader, topics)}

    def _related(self, reader: Reader, topics: list[Any], limit: int = 4) -> list[Any]:
        """Return the newest pages on one of these topics, without sorting all there are."""
        others = type(self).objects.visible_to(reader).exclude(pk=self.pk)
        through = type(self).topics.through.objects.filter(
            **{type(self).topics.field.m2m_field_name(): OuterRef("pk")},
            topic__in=[topic.pk for topic in topics],
        )
        return list(
            others.filter(Exists(through))
            .order_by("-published_at")
            .select_related("organisation")
            .only("title", "slug", "published_at", "organisation__display_name")[:limit]
        )

    def publish(self, *args: Any, **kwargs: Any) -> None:
        """Publish in one transaction with the fact that follows from it (`casestudies/bridge.py`).

        Wagtail does not make it one: it saves, then it signals.
        """
        with transaction.atomic():
            super().publish(*args, **kwargs)

    def unpublish(self, *args: Any, **kwargs: Any) -> None:
        """Take the page back in one transaction with the fact that follows from it."""
        with transaction.atomic():
            super().unpublish(*args, **kwargs)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page, wherever Wagtail may call it from, to those who may see it."""
        if not (self.live and may_see(request.user, self)):
            raise Http404
        return super().serve(request, *args, **kwargs)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the unsaved page as its readers will see it."""
        self.derive()
        return super().serve_preview(request, mode_name)

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """List the page for search engines only where everyone may read it."""
        return super().get_sitemap_urls(request) if self.visibility == "public" else []

    def permissions_for_user(self, user: User) -> PagePermissionTester:
        """Return what an editor may do with this page: nothing where it is another county's own."""
        return ContentPagePermissionTester(user, self)


class IndexPage(Page):
    """The folder of all pages of one kind. The site needs it: it stays where it is."""

    intro = models.TextField(
        _("introduction"), blank=True, help_text=_("Stands above the list, as plain text.")
    )

    max_count = 1
    preview_modes: ClassVar[list[Any]] = []
    parent_page_types: ClassVar[list[str]] = ["pages.RootPage"]
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("intro")]
    promote_panels: ClassVar[list[Any]] = []
    settings_panels: ClassVar[list[Any]] = []

    class Meta:
        abstract = True

    def permissions_for_user(self, user: User) -> PagePermissionTester:
        """Return what an editor may do: everything but to take the folder away."""
        return IndexPagePermissionTester(user, self)


class OpenPagePermissionTester(PagePermissionTester):
    """Wagtail's permissions without its privacy control: `visibility` says who reads a page."""

    def can_set_view_restrictions(self) -> bool:
        """Never: two truths about who reads a page would leak."""
        return False


class ContentPagePermissionTester(OpenPagePermissionTester):
    """Wagtail's permissions, and none at all for a page this editor may not work on.

    Wagtail lets administrators do everything; this applies to them as well.
    """

    def __init__(self, user: User, page: ContentPage) -> None:
        super().__init__(user, page)
        self.may_work = bool(may_work_on(user, page))


def _unless_hidden(name: str) -> Any:
    ask = getattr(OpenPagePermissionTester, name)

    def asked(self: ContentPagePermissionTester, *args: Any, **kwargs: Any) -> bool:
        return self.may_work and bool(ask(self, *args, **kwargs))

    return asked


for _name in vars(PagePermissionTester):
    if _name.startswith("can_"):
        setattr(ContentPagePermissionTester, _name, _unless_hidden(_name))


class IndexPagePermissionTester(OpenPagePermissionTester):
    """The folders and the root carry the addresses of everything below: nobody removes them."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:  # noqa: ARG002, FBT001, FBT002
        """Never; nor may it be moved, which Wagtail asks by the same question."""
        return False

    def can_unpublish(self) -> bool:
        """Never."""
        return False

    def can_copy(self) -> bool:
        """Never: a copy would carry along everything below, seen or not."""
        return False

    def can_reorder_children(self) -> bool:
        """Never: lists are in the order of their dates."""
        return False
