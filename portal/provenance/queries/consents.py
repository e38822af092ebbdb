"""Who is to consent, and to what."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.members.audiences import active_organisations_of
from portal.members.models import Membership, User
from portal.members.queries import leaders_of
from portal.provenance.models import BlockSource
from portal.provenance.queries.pages import page_exists
from portal.provenance.rules import Consent


def deciders_of(source: BlockSource) -> list[User]:
    """Return who decides: its author while she acts for the county, or who leads that county.

    What the county said in its own name has no author. Where nothing was said in time, those who
    lead the county decide beside her.
    """
    author = source.author
    acts = Membership.objects.filter(user=source.author_id, organisation=source.organisation_id)
    deciders = [author] if author and author.is_active and acts.exists() else []
    if not deciders or source.overdue_at:
        deciders += [one for one in leaders_of(source.organisation) if one not in deciders]
    return deciders


def consents_of(person: User) -> QuerySet[BlockSource]:
    """Return the consents this person decides about: the same as `deciders_of`, from her side."""
    there = Membership.objects.filter(
        user=OuterRef("author"), organisation=OuterRef("organisation"), user__is_active=True
    )
    hers = Q(author=person, organisation__in=active_organisations_of(person))
    left = Q(organisation__in=person.led_organisations) & (
        ~Exists(there) | Q(overdue_at__isnull=False)
    )
    sources = BlockSource.objects.filter(hers | left, page_exists())
    return sources.order_by("-asked_at", "-pk")


def open_consents_of(person: User) -> QuerySet[BlockSource]:
    """Return what waits for her word, the longest waiting first."""
    return consents_of(person).filter(consent=Consent.OPEN).order_by("asked_at", "pk")


def unanswered_since(moment: datetime) -> QuerySet[BlockSource]:
    """Return the consents that were asked for before that moment and never answered."""
    return BlockSource.objects.filter(page_exists(), consent=Consent.OPEN, asked_at__lte=moment)
