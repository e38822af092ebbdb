"""The forms in which counties write case studies."""
