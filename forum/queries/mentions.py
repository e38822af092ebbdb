"""Whom a handle names, and whom a writer may name: counties that take part, people of members."""

from collections.abc import Collection, Iterator

from django.db.models import Q, QuerySet
from django.urls import reverse

from forum.models import Mention, Question
from forum.rendering import Named, handles_in
from portal.members.counties import german_slug
from portal.members.models import ACTIVE_STATUSES, Membership, Organisation

MOST_OFFERED = 8


def named_in(html: str) -> dict[str, Named]:
    """Return whom the handles in a post's HTML name; what names nobody, or two, is left out."""
    handles = handles_in(html)
    if not handles:
        return {}
    named = {one.slug: _county(one) for one in _counties().filter(slug__in=handles)}
    if handles - named.keys():
        named |= _people_by_handle(handles - named.keys())
    return named


def people_named(html: str) -> list[str]:
    """Return the handles of people in a post's HTML."""
    return sorted(handle for handle, one in named_in(html).items() if one.person_id)


def answers_name_people(question: Question) -> bool:
    """Whether an answer names a person, who must not become public with it."""
    return (
        Mention.objects.filter(question=question, person__isnull=False)
        .exclude(answer=None)
        .exists()
    )


def offered_names(words: str) -> list[Named]:
    """Return whom a writer may mean who has typed WORDS after an @."""
    begun = german_slug(words)
    if not begun:
        return []
    found = [_county(one) for one in _counties() if _begins(one.slug, begun)]
    found += [one for one in _people() if _begins(one.handle, begun)]
    return found[:MOST_OFFERED]


def _begins(handle: str, begun: str) -> bool:
    """Whether a handle, or one of its words, begins so: "har" finds landkreis-harburg."""
    return handle.startswith(begun) or f"-{begun}" in handle


def _counties() -> QuerySet[Organisation]:
    return Organisation.objects.filter(status__in=sorted(ACTIVE_STATUSES))


def _county(organisation: Organisation) -> Named:
    return Named(
        handle=organisation.slug,
        label=organisation.display_name,
        url=_address(organisation),
        organisation_id=organisation.pk,
    )


def _address(organisation: Organisation) -> str:
    return f"{reverse('search:results')}?organisation={organisation.slug}"


def _people_by_handle(handles: Collection[str]) -> dict[str, Named]:
    return {one.handle: one for one in _people() if one.handle in handles}


def _people() -> Iterator[Named]:
    """Yield who may be named; of two with the same name each carries her county's."""
    members = (
        Membership.objects.filter(
            Q(organisation__status=Organisation.Status.MEMBER), user__is_active=True
        )
        .select_related("user", "organisation")
        .order_by("user__name", "user_id", "pk")
    )
    by_name: dict[str, list[Membership]] = {}
    for one in {one.user_id: one for one in reversed(members)}.values():
        by_name.setdefault(german_slug(one.user.name), []).append(one)
    for handle, alike in sorted(by_name.items()):
        for one in alike if handle else ():
            shared = len(alike) > 1
            yield Named(
                handle=f"{handle}.{one.organisation.slug}" if shared else handle,
                label=one.user.name,
                url=_address(one.organisation),
                person_id=one.user_id,
            )
