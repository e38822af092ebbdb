"""Reads. All start from what the reader may see."""
