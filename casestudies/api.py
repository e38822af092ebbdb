"""Case studies and guidelines as an API, read only; the same rights as the pages."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from casestudies.models import CaseStudy, Guideline
from portal.publishing.api import PageFilter, PageList, PageOut, listed, readable, whole

router = Router()


class KeyFigureOut(Schema):
    label: str
    value: float
    unit: str
    year: int | None


class CaseStudyOut(PageOut):
    """A case study; the period counts in months."""

    period_start: date | None
    period_end: date | None
    effort_hours: int | None
    effort_euros: int | None
    effort_note: str
    key_figures: list[KeyFigureOut]
    contact_unit: str
    contact_email: str
    last_reviewed: date | None


class StepOut(Schema):
    title: str
    html: str


class ExampleTextOut(Schema):
    """A plain text to be taken over as it is."""

    title: str
    text: str


class GuidelineOut(PageOut):
    """A guideline with its steps in their order."""

    audience: str
    steps: list[StepOut]
    examples: list[ExampleTextOut]
    last_reviewed: date | None


@router.get("/case-studies", response=PageList, tags=["case studies"], summary="List case studies")
def list_case_studies(request: HttpRequest, wanted: Query[PageFilter]) -> dict[str, Any]:
    """Newest first; filter by slugs of the county, a topic, a channel."""
    return listed(CaseStudy, request.user, wanted)


@router.get(
    "/case-studies/{path:key}",
    response=CaseStudyOut,
    tags=["case studies"],
    summary="Read a case study",
)
def read_case_study(request: HttpRequest, key: str) -> dict[str, Any]:
    """Read one case study; 404 where you may not."""
    page: CaseStudy = get_object_or_404(readable(CaseStudy, request.user), key=key)
    own = ("period_start", "period_end", "effort_hours", "effort_euros", "effort_note",
           "contact_unit", "contact_email", "last_reviewed")  # fmt: skip
    return {
        **whole(page),
        **{name: getattr(page, name) for name in own},
        "key_figures": list(page.key_figures.all()),
    }


@router.get("/guidelines", response=PageList, tags=["guidelines"], summary="List guidelines")
def list_guidelines(request: HttpRequest, wanted: Query[PageFilter]) -> dict[str, Any]:
    """Newest first; filter by slugs of the county, a topic, a channel."""
    return listed(Guideline, request.user, wanted)


@router.get(
    "/guidelines/{path:key}", response=GuidelineOut, tags=["guidelines"], summary="Read a guideline"
)
def read_guideline(request: HttpRequest, key: str) -> dict[str, Any]:
    """Read one guideline; 404 where you may not."""
    page: Guideline = get_object_or_404(readable(Guideline, request.user), key=key)
    return {
        **whole(page),
        "audience": page.audience,
        "steps": page.html.get("steps", []),
        "examples": page.html.get("examples", []),
        "last_reviewed": page.last_reviewed,
    }
