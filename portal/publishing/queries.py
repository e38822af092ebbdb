"""Which pages and files an editor may work on, and who may see a file."""
