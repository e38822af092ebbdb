"""Case studies and guidelines in the browser."""
