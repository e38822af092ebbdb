"""What an editor does not get to see in the CMS, asked of the database.

`rules.may_work_on` says it for one page; docs/decisions/0005 says why.
"""

from collections.abc import Collection, Iterator

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page, ReferenceIndex, Revision, get_page_models

from portal.members.audiences import Reader, tokens_of, visible_q
from portal.members.content import Visibility
from portal.members.models import Membership, User
from portal.publishing.models.pages import ContentPage


def content_models() -> Iterator[type[ContentPage]]:
    """Yield every kind of page that belongs to an organisation."""
    return (model for model in get_page_models() if issubclass(model, ContentPage))


def hidden_pages(editor: User) -> QuerySet[Page]:
    """Return the pages this editor may not work on: another county's own, drafts included.

    The newest revision counts as well as the page: a county may have kept to itself what it is
    still writing.
    """
    hidden = Q(pk__in=())
    for model in content_models():
        others = model.objects.exclude(visible_q(editor)).order_by()
        hidden |= Q(pk__in=others.values("pk"))
    hidden |= _internal("latest_revision__content", editor)
    pages: QuerySet[Page] = Page.objects.order_by().filter(hidden, ~Q(live=False, owner=editor))
    return pages


def has_hidden_history(editor: User, pks: Collection[int]) -> bool:
    """Whether one of these pages was once kept to a county that is not the editor's."""
    revisions = Revision.page_revisions.filter(object_id__in=[str(pk) for pk in pks])
    return bool(revisions.filter(_internal("content", editor)).exists())


def _internal(content: str, editor: User) -> Q:
    internal = Q(**{f"{content}__visibility": Visibility.COUNTY.value})
    if own := _own_organisations(editor):
        internal &= ~Q(**{f"{content}__organisation__in": own})
    return internal


def _own_organisations(editor: User) -> list[int]:
    tokens = tokens_of(editor)
    return [int(token.removeprefix("org:")) for token in tokens if token.startswith("org:")]


def workable_files(model: type[Model], editor: User) -> Q:
    """Return the condition on a file that this editor may work with it.

    She may where she uploaded it, or where a page she may work on uses it. What no page uses yet
    is everybody's, unless somebody of a county uploaded it: it may be meant for a page of that
    county alone.
    """
    uses = _uses_of(model).filter(to_object_id=Cast(OuterRef("pk"), CharField()))
    hidden = hidden_pages(editor).values_list(Cast("pk", CharField()))
    of_a_county = Membership.objects.filter(user=OuterRef("uploaded_by_user"))
    return (
        Q(uploaded_by_user=editor)
        | Exists(uses.exclude(object_id__in=hidden))
        | (~Exists(uses) & ~Exists(of_a_county))
    )


def may_see_file(reader: Reader, file: Model) -> bool:
    """Whether a published page the reader may see uses this file; two queries."""
    uses = _uses_of(type(file)).filter(to_object_id=str(file.pk))
    pks = [int(pk) for pk in uses.values_list("object_id", flat=True).distinct()]
    return bool(pks) and _visible_pages(reader).filter(pk__in=pks).exists()


def pages_using(file: Model) -> QuerySet[Page]:
    """Return all pages that use this file as they stand, drafts included."""
    pks = [
        int(pk)
        for pk in _uses_of(type(file))
        .filter(to_object_id=str(file.pk))
        .values_list("object_id", flat=True)
        .distinct()
    ]
    pages: QuerySet[Page] = Page.objects.filter(pk__in=pks).order_by("pk")
    return pages


def _uses_of(model: type[Model]) -> QuerySet[ReferenceIndex]:
    types = ContentType.objects.get_for_models(model, Page)
    uses: QuerySet[ReferenceIndex] = ReferenceIndex.objects.filter(
        to_content_type=types[model], base_content_type=types[Page]
    )
    return uses


def _visible_pages(reader: Reader) -> QuerySet[Page]:
    """Return the published pages of every kind this reader may see; plain pages are for all."""
    visible = ~Q(content_type__in=ContentType.objects.get_for_models(*content_models()).values())
    for model in content_models():
        visible |= Q(pk__in=model.objects.visible_to(reader).order_by().values("pk"))
    pages: QuerySet[Page] = Page.objects.order_by().filter(visible, live=True)
    return pages
