"""Reads about case studies and guidelines."""

from casestudies.queries.reviewing import pages_to_review

__all__ = ["pages_to_review"]
