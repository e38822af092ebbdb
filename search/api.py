"""The search as an API: the same hits, counts and rights as the page."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query as Parameters
from ninja import Router, Schema

from portal.members.audiences import tokens_of
from search.best_bets.shown import Recommended, with_best_bets
from search.port import EARLIEST, LARGEST_PAGE, LATEST, Query
from search.service import Found, search

router = Router(tags=["search"])


class HitOut(Schema):
    """One hit; `snippet` is HTML with `<mark>` around the words that matched."""

    kind: str
    key: str
    title: str
    url: str
    snippet: str
    organisation: str
    published_at: datetime | None
    score: float


class RecommendedOut(Schema):
    """A page that curators recommend for this very search. `note`: who does, and why."""

    kind: str
    key: str
    title: str
    url: str
    organisation: str
    note: str


class SearchOut(Schema):
    """A page of hits. `degraded`: the engine is away, only titles were searched.

    A facet is counted among the hits of all other filters. `corrected`: typed words, and what was
    looked for as well; `meant`: a text that finds much more; `unknown`: filters in `q` with values
    nobody knows, looked for as words. What is recommended stands on the first page without filters,
    and there not among the hits.
    """

    total: int
    hits: list[HitOut]
    recommended: list[RecommendedOut]
    facets: dict[str, dict[str, int]]
    corrected: dict[str, str]
    meant: str
    unknown: list[str]
    degraded: bool


Text = Annotated[
    str,
    Parameters(
        description="What to look for, with operators as on the page; the newest where empty."
    ),
]
Many = Annotated[list[str], Parameters(max_length=20)]
Day = Annotated[date | None, Parameters(ge=EARLIEST, le=LATEST)]
Exact = Annotated[bool, Parameters(description="Every word as it is typed, uncorrected.")]
PageNumber = Annotated[int, Parameters(ge=1, le=1_000)]
PageSize = Annotated[int, Parameters(ge=1, le=LARGEST_PAGE)]


@router.get("/search", response=SearchOut, summary="Search what you may read")
def search_content(  # noqa: PLR0917 - ninja calls by keyword
    request: HttpRequest,
    q: Text = "",
    kind: Many = [],  # noqa: B006 - ninja reads the default, nobody changes it
    organisation: Many = [],  # noqa: B006
    topic: Many = [],  # noqa: B006
    channel: Many = [],  # noqa: B006
    year: Many = [],  # noqa: B006
    solved: Many = [],  # noqa: B006
    language: Many = [],  # noqa: B006
    since: Day = None,
    until: Day = None,
    exact: Exact = False,  # noqa: FBT002
    page: PageNumber = 1,
    page_size: PageSize = 10,
) -> dict[str, Any]:
    """Find content by words and exact filters (slugs; several values mean any of them)."""
    found, recommended = with_best_bets(
        request.user,
        search(
            request.user,
            Query(
                text=q,
                audience=tokens_of(request.user),
                kinds=tuple(kind),
                organisations=tuple(organisation),
                topics=tuple(topic),
                channels=tuple(channel),
                years=tuple(year),
                solved=tuple(solved),
                languages=tuple(language),
                since=since,
                until=until,
                exact=exact,
                operators=True,
                page=page,
                page_size=page_size,
            ),
        ),
    )
    return {
        "total": found.total,
        "hits": [_hit(hit) for hit in found.hits],
        "recommended": [_recommended(one) for one in recommended],
        "facets": {
            name: {bucket.value: bucket.count for bucket in buckets}
            for name, buckets in found.facets.items()
        },
        "corrected": dict(found.corrected),
        "meant": found.meant,
        "unknown": [f"{one.field}:{one.value}" for one in found.typed.unknown],
        "degraded": found.degraded,
    }


def _hit(hit: Found) -> dict[str, Any]:
    return {
        "kind": hit.reference.kind,
        "key": hit.reference.key,
        "title": hit.plain_title,
        "url": hit.url,
        "snippet": str(hit.snippet),
        "organisation": hit.organisation,
        "published_at": hit.published_at,
        "score": round(hit.score, 4),
    }


def _recommended(one: Recommended) -> dict[str, Any]:
    return {
        "kind": one.reference.kind,
        "key": one.reference.key,
        "title": one.title,
        "url": one.url,
        "organisation": one.organisation,
        "note": one.note,
    }
