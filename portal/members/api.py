"""Organisations, read only: who takes part, under which address and key."""

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import Field

from portal.members.models import Organisation
from portal.members.queries import organisations, organisations_found

router = Router(tags=["organisations"])

Status = Literal["none", "applicant", "guest", "member", "suspended", "former"]
LAST_PAGE = 1_000


class OrganisationOut(Schema):
    slug: str
    ags: str = Field(description="official key of counties, five digits; empty for others")
    kind: Literal["county", "academic_partner"]
    name: str = Field(validation_alias="display_name", description="name and type")
    land: str = Field(description="first two digits of the key")
    population: int | None
    status: Status = Field(
        validation_alias="shown_status",
        description="the public knows members and guests; all others are `none` to it",
    )
    member_since: date | None = Field(validation_alias="shown_since")


class OrganisationPage(Schema):
    total: int
    items: list[OrganisationOut]


class OrganisationQuery(Schema):
    q: Annotated[str, Field(max_length=200)] = Field("", description="part of the name, or the key")
    status: Status | None = None
    page: Annotated[int, Field(ge=1, le=LAST_PAGE)] = 1
    page_size: Annotated[int, Field(ge=1, le=50)] = 20


@router.get("/organisations", response=OrganisationPage, summary="List organisations")
def organisation_list(request: HttpRequest, query: Query[OrganisationQuery]) -> dict[str, object]:
    """All counties, county-level cities and academic partners, by name."""
    found = organisations_found(
        request.user, status=query.status or "", words=query.q.replace("\x00", "").strip()
    )
    start = (query.page - 1) * query.page_size
    return {
        "total": found.count(),
        "items": list(found[start : start + query.page_size]),
    }


@router.get("/organisations/{slug}", response=OrganisationOut, summary="Show an organisation")
def organisation_detail(request: HttpRequest, slug: str) -> Organisation:
    """One organisation, by its address."""
    return get_object_or_404(organisations(request.user), slug=slug)
