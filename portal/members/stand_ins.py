"""Organisations that stand for a county which must not be named: "Ein Landkreis aus Hessen".

A stand-in has no people, no status and no tokens, so nobody acts for it and nothing counts it.
"""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from portal.members.counties import CITY_TYPES, LAENDER, german_slug
from portal.members.models import Organisation

# Whoever guesses is wrong four times out of five.
FEWEST_ALIKE = 5


def members_alike(
    organisation: Organisation, apart: Collection[Organisation] = ()
) -> QuerySet[Organisation]:
    """Return the member counties that the stand-in's name may mean, without those set APART."""
    city = Q(type_label__in=CITY_TYPES)
    return Organisation.objects.filter(
        city if organisation.type_label in CITY_TYPES else ~city,
        kind=Organisation.Kind.COUNTY,
        status=Organisation.Status.MEMBER,
        land=organisation.land,
    ).exclude(pk__in=[one.pk for one in apart])


def stand_in_for(organisation: Organisation) -> Organisation:
    """Return the stand-in of a county, made when it is needed first; call it in a transaction."""
    name = stand_in_name(organisation)
    found, _made = Organisation.with_stand_ins.get_or_create(
        slug=german_slug(name),
        defaults={
            "kind": Organisation.Kind.STAND_IN,
            "name": name,
            "display_name": name,
            "land": organisation.land,
        },
    )
    return found


def stand_in_name(organisation: Organisation) -> str:
    """Return under which name a county asks confidentially."""
    one = "Eine kreisfreie Stadt" if organisation.type_label in CITY_TYPES else "Ein Landkreis"
    land = LAENDER[organisation.land]
    return f"{one} aus {'dem ' if land == 'Saarland' else ''}{land}"
