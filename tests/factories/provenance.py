"""Pages made of answers as tests need them, made by the actions people use."""

from typing import Any

from django.utils import timezone

from forum.models import Answer
from portal.kernel.content import new_key
from portal.members.models import User
from portal.provenance.actions.beginning import NewArticle, begin_article
from portal.provenance.actions.consent import decide
from portal.provenance.models import BlockSource
from portal.publishing.models import ContentPage


def wanted(*answers: Answer, **fields: Any) -> NewArticle:
    """Want a case study of the first answer's county."""
    values = {
        "kind": "case_study",
        "title": "Filmen im Kreishaus",
        "organisation": answers[0].organisation,
        "visibility": "members",
        "answers": [one.key for one in answers],
    }
    return NewArticle(**(values | fields))


def article(actor: User, *answers: Answer, key: str = "", **fields: Any) -> ContentPage:
    """Make a draft of answers."""
    return begin_article(
        actor=actor,
        question=answers[0].question,
        wanted=wanted(*answers, **fields),
        key=key or new_key(),
        now=timezone.now(),
    )


def source_of(answer: Answer) -> BlockSource:
    """Return the source that is this answer."""
    return BlockSource.objects.get(post_key=answer.key)


def say(person: User, source: BlockSource, *, agrees: bool = True, remark: str = "") -> BlockSource:
    """Decide about a consent as it stands now."""
    source.refresh_from_db()
    return decide(
        actor=User.objects.get(pk=person.pk),
        source=source,
        agrees=agrees,
        remark=remark,
        standing=source.standing,
        now=timezone.now(),
    )
