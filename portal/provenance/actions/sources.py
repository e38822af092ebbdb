"""What happens to sources after they were taken: edits of the post, and publishing the page."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from forum.models import Answer, Question
from portal.kernel.verdict import require
from portal.members.models import User
from portal.outbox.recording import record
from portal.provenance.facts import SourceChanged, SourceSeen
from portal.provenance.models import BlockSource, Citation
from portal.provenance.queries.pages import looks_after, page_exists, sources_in
from portal.provenance.queries.posts import ANSWER, QUESTION, posts_of
from portal.publishing.models import ContentPage


@transaction.atomic
def note_edits(*, questions: Collection[str]) -> int:
    """Tell of every edit in these questions that nobody was told of yet; return of how many."""
    answers = Answer.with_openings.filter(question__key__in=questions).values("key")
    texts = Question.objects.filter(key__in=questions).order_by().values("key")
    taken = Q(post_kind=ANSWER, post_key__in=answers) | Q(post_kind=QUESTION, post_key__in=texts)
    sources = list(BlockSource.objects.filter(taken, page_exists()))
    posts = posts_of(sources) if sources else {}
    return sum(
        _note_edit(source, post.version)
        for source in sources
        if (post := posts.get((source.post_kind, source.post_key)))
    )


def _note_edit(source: BlockSource, version: int) -> bool:
    untold = BlockSource.objects.filter(
        pk=source.pk, told_version__lt=version, seen_version__lt=version
    )
    if not untold.update(told_version=version):
        return False
    record(SourceChanged(reference=source.reference))
    return True


@transaction.atomic
def mark_seen(*, actor: User, page: ContentPage, source: BlockSource, version: int) -> None:
    """Say that the page has been looked at after an edit; a later edit counts anew."""
    require(looks_after(actor, page))
    post = posts_of([source]).get((source.post_kind, source.post_key))
    seen = min(version, post.version if post else 0)
    unseen = BlockSource.objects.filter(pk=source.pk, seen_version__lt=seen)
    if unseen.update(seen_version=seen):
        record(SourceSeen(reference=source.reference))


@transaction.atomic
def cite(*, page: ContentPage) -> None:
    """Keep which sources stand in a page, when it is published as it is in memory."""
    Citation.objects.filter(page_kind=page.kind, page_key=page.key).delete()
    Citation.objects.bulk_create(
        Citation(source=source, page_kind=page.kind, page_key=page.key)
        for source in sources_in(page)
    )
