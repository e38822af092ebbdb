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
    return _stand_in(stand_in_name(organisation), organisation.land)


def stand_in_called(slug: str) -> Organisation | None:
    """Return the stand-in of an address, as another instance named it; None where it is none."""
    for land in LAENDER:
        for city in (False, True):
            name = _name(land, city=city)
            if german_slug(name) == slug:
                return _stand_in(name, land)
    return None


def _stand_in(name: str, land: str) -> Organisation:
    found, _made = Organisation.with_stand_ins.get_or_create(
        slug=german_slug(name),
        defaults={
            "kind": Organisation.Kind.STAND_IN,
            "name": name,
            "display_name": name,
            "land": land,
        },
    )
    return found


def stand_in_name(organisation: Organisation) -> str:
    """Return under which name a county asks confidentially."""
    return _name(organisation.land, city=organisation.type_label in CITY_TYPES)


def _name(land: str, *, city: bool) -> str:
    one = "Eine kreisfreie Stadt" if city else "Ein Landkreis"
    article = "dem " if LAENDER[land] == "Saarland" else ""
    return f"{one} aus {article}{LAENDER[land]}"
