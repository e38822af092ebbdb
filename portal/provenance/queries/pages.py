"""Pages made from posts: their blocks, their sources, and the way from questions to them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.functional import Promise

from casestudies.models import CaseStudy, Guideline
from forum.models import Answer, Question
from forum.queries.thread import Label, label_rows
from portal.kernel.content import Reference
from portal.kernel.verdict import ALLOWED, Verdict, refused
from portal.members.audiences import Reader
from portal.members.models import User
from portal.members.rules import leads
from portal.provenance.models import BlockSource, Citation
from portal.provenance.queries.posts import ANSWER, QUESTION, Post, posts_of
from portal.provenance.rules import NOT_HERS, Lack, lack_of, may_look_after
from portal.publishing.models import ContentPage, hidden_pages
from portal.publishing.rules import may_enter_cms
from portal.publishing.stories import story_html

KINDS: dict[str, type[ContentPage]] = {model.kind: model for model in (CaseStudy, Guideline)}


@dataclass(frozen=True, slots=True)
class Article:
    """A page made from posts, as a link."""

    title: str
    url: str
    kind: str | Promise


@dataclass(frozen=True, slots=True)
class Credit:
    """A source as a published page names it; `post` only where the reader may see it."""

    source: BlockSource
    post: Post | None


@dataclass(frozen=True, slots=True)
class Row:
    """A source as those see it who look after its page."""

    source: BlockSource
    post: Post | None
    # Its block is still in the page as it was last worked on.
    stands: bool
    lack: Lack | None

    @property
    def changed(self) -> bool:
        """Whether the post was edited and nobody has looked at that yet."""
        return bool(self.post and self.post.version > self.source.seen_version)

    @property
    def edited(self) -> bool:
        """Whether the post says something else than what was taken."""
        return bool(self.post and self.post.version > self.source.version)


def blocks_of(page: ContentPage) -> set[UUID]:
    """Return the ids of all blocks in a page's texts."""
    ids = (block.id for name in page.get_streamfield_names() for block in getattr(page, name))
    return {found for found in map(_uuid, ids) if found}


def _uuid(value: str | None) -> UUID | None:
    try:
        return UUID(value) if value else None
    except ValueError:  # imported under an id of its own
        return None


def sources_in(page: ContentPage) -> QuerySet[BlockSource]:
    """Return the sources whose blocks stand in the page as it is in memory."""
    return BlockSource.objects.filter(block__in=blocks_of(page))


def block_html(page: ContentPage, block: UUID) -> str:
    """Return how a block reads in the page as it was last worked on; "" where it is gone."""
    latest = newest_state(page)
    stories = (getattr(latest, name) for name in latest.get_streamfield_names())
    found = [one for story in stories for one in story if _uuid(one.id) == block]
    return story_html(found)


def newest_state(page: ContentPage) -> ContentPage:
    """Return the page as it was last worked on."""
    latest: ContentPage = page.get_latest_revision_as_object()
    return latest


def rows_of(page: ContentPage) -> list[Row]:
    """Return a page's sources, and those whose blocks are gone from it (three queries)."""
    blocks = blocks_of(page)
    taken_for = Q(page_kind=page.kind, page_key=page.key)
    sources = list(BlockSource.objects.filter(taken_for | Q(block__in=blocks)))
    posts = posts_of(sources)
    return [
        Row(
            source,
            posts.get((source.post_kind, source.post_key)),
            source.block in blocks,
            lack_of(source, page),
        )
        for source in sources
    ]


def page_called(reference: Reference) -> ContentPage | None:
    """Return the page at this address, or None where it is gone."""
    model = KINDS.get(reference.kind)
    if model is None:
        return None
    found: ContentPage | None = (
        model.objects.filter(key=reference.key).select_related("organisation").first()
    )
    return found


def pages_called(references: Iterable[Reference]) -> dict[Reference, ContentPage]:
    """Return the pages at these addresses that are still there; one query per kind."""
    wanted = set(references)
    found: dict[Reference, ContentPage] = {}
    for kind, model in KINDS.items():
        keys = [reference.key for reference in wanted if reference.kind == kind]
        pages = model.objects.filter(key__in=keys).select_related("organisation")
        found |= {page.reference: page for page in pages.defer("html", "text")}
    return found


def page_exists() -> Q:
    """Return the condition on a source that its page is not deleted."""
    there = Q(pk=None)
    for kind, model in KINDS.items():
        there |= Q(page_kind=kind, page_key__in=model.objects.order_by().values("key"))
    return there


def sources_from(question: Question) -> QuerySet[BlockSource]:
    """Return what was taken from a question, its answers, and those that became part of it."""
    answers = Answer.with_openings.filter(question=question).values("key")
    texts = Question.objects.filter(Q(pk=question.pk) | Q(merged_into=question.pk))
    return BlockSource.objects.filter(
        Q(post_kind=ANSWER, post_key__in=answers)
        | Q(post_kind=QUESTION, post_key__in=texts.order_by().values("key"))
    ).order_by()


def labels_of_articles(question: Question, reader: Reader) -> Iterator[QuerySet[Any, Any]]:
    """Yield the published pages made from a question that the reader may see, as labels.

    No query of their own: the forum reads them with what else stands beside a question.
    """
    cited = Citation.objects.filter(source__in=sources_from(question))
    for kind, model in KINDS.items():
        pages = model.objects.visible_to(reader).filter(
            key__in=cited.filter(page_kind=kind).values("page_key")
        )
        place = Concat(Value(f"{kind}:"), F("slug"), output_field=CharField())
        yield label_rows(pages, "made", place, "title", F("last_published_at"))


def article_of(label: Label) -> Article:
    """Return the page that is this label."""
    kind, _colon, slug = label.slug.partition(":")
    return Article(label.name, reverse(KINDS[kind].url_name, args=[slug]), _name_of(kind))


def looked_after_from(person: Reader, question: Question) -> list[Article]:
    """Return the pages made from a question whose sources she looks after (one query)."""
    if not isinstance(person, User):
        return []
    taken = sources_from(question)
    hers = Q(organisation__in=person.led_organisations)
    if may_enter_cms(person):
        hers |= ~Q(pk__in=hidden_pages(person).values("pk"))
    pages = [
        model.objects.filter(hers, key__in=taken.filter(page_kind=kind).values("page_key"))
        for kind, model in KINDS.items()
    ]
    return [
        Article(title, reverse("provenance:sources", args=[pk]), _name_of(kind))
        for kind, title, pk in _union(pages, "draft_title", "pk")
    ]


def looks_after(person: Reader, page: ContentPage) -> Verdict:
    """Whether she deals with a page's sources; what is hidden from her in the CMS is so here."""
    verdict = may_look_after(person, page, page.organisation)
    if not verdict or not isinstance(person, User) or leads(person, page.organisation):
        return verdict
    hidden = hidden_pages(person).filter(pk=page.pk).exists()
    return refused(NOT_HERS) if hidden else ALLOWED


def _name_of(kind: str) -> str | Promise:
    return KINDS[kind]._meta.verbose_name or kind


def _union(pages: list[Any], title: str, place: str) -> list[tuple[str, str, Any]]:
    """Return kind, title and place of the pages of every kind, by title."""
    first, *others = (
        one.order_by()
        .annotate(
            page_kind=Value(one.model.kind, output_field=CharField()),
            shown=F(title),
            place=F(place),
        )
        .values_list("page_kind", "shown", "place")
        for one in pages
    )
    return sorted(first.union(*others, all=True), key=lambda row: (row[1], row[0]))


def credits_of(reader: Reader, page: ContentPage) -> list[Credit]:
    """Return what a published page names as its sources, each post once."""
    cited = BlockSource.objects.filter(
        citations__page_kind=page.kind, citations__page_key=page.key
    ).order_by("post_kind", "taken_at", "pk")
    sources = list({(one.post_kind, one.post_key): one for one in cited}.values())
    posts = posts_of(sources) if sources else {}
    return [Credit(one, _seen(reader, posts.get((one.post_kind, one.post_key)))) for one in sources]


def _seen(reader: Reader, post: Post | None) -> Post | None:
    return post if post and post.seen_by(reader) else None
