"""What the forum's pages hold of files, as the texts of files need it."""

from forum.models import KIND
from forum.models.held import held_files, keys_with_files, known_files
from portal.file_texts.holders import Holder

QUESTIONS = Holder(kind=KIND, files=held_files, keys=keys_with_files, known=known_files)
