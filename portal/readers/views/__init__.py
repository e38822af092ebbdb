"""What readers do with a page, by what they do."""
