"""Words that come with content from elsewhere."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from django.db.models import Q

from portal.taxonomy.models import Platform, Topic

W = TypeVar("W", Topic, Platform)


class Named(Protocol):
    """A word as it comes."""

    @property
    def slug(self) -> str:
        """Its address."""
        ...

    @property
    def name(self) -> str:
        """How it is shown."""
        ...


def words_for(model: type[W], named: Iterable[Named]) -> list[W]:
    """Return the words that are meant; one that is not known here is added."""
    return [_word(model, one.slug, one.name) for one in named]


def _word(model: type[W], slug: str, name: str) -> W:
    words = model._default_manager
    found = words.filter(slug=slug).first() or words.filter(Q(name=name)).first()
    return found or words.create(slug=slug, name=name)
