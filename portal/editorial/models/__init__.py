"""The steps of a page's way, and what is said on it."""

from portal.editorial.models.steps import (
    AcademicReview,
    CountyRelease,
    EditorialReview,
    StepState,
    releasers_of,
)
from portal.editorial.models.submissions import Opinion, SectionNote, Submission

__all__ = [
    "AcademicReview",
    "CountyRelease",
    "EditorialReview",
    "Opinion",
    "SectionNote",
    "StepState",
    "Submission",
    "releasers_of",
]
