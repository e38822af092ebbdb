"""Reads about the way into the group; other apps take these."""

from portal.onboarding.queries.mentoring import mentees_of, mentor_of
from portal.onboarding.queries.paths import next_steps_for

__all__ = ["mentees_of", "mentor_of", "next_steps_for"]
