"""What the way into the group keeps beside the facts it is derived from."""

from portal.onboarding.models.assessment import Assessment, ChosenWorry, Experience
from portal.onboarding.models.mentoring import (
    MeetingSuggestion,
    MentorOffer,
    Mentorship,
    MentorshipEvent,
)
from portal.onboarding.models.paths import CountyPath, PersonPath, Tick, path_of_token

__all__ = [
    "Assessment", "ChosenWorry", "CountyPath", "Experience", "MeetingSuggestion", "MentorOffer",
    "Mentorship", "MentorshipEvent", "PersonPath", "Tick", "path_of_token",
]  # fmt: skip
