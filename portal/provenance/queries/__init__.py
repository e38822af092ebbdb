"""Reads about the sources of pages, by what they start from."""
