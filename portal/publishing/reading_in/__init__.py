"""Documents people bring: Word files and Markdown, read as HTML that is safe, in sections.

What a file is says its content, not its name. Nothing here trusts its input: a file that is not
what it should be is refused with a sentence (`NotReadable`).
"""

from portal.publishing.reading_in.documents import LARGEST, Document, NotReadable, read_document
from portal.publishing.reading_in.sections import Part, Sorted, sort_into

__all__ = ["LARGEST", "Document", "NotReadable", "Part", "Sorted", "read_document", "sort_into"]
