"""Saved searches and their alerts, and wishes for case studies."""
