"""Who may read a file: the readers of a page that uses it, and the editors who work with it.

It is asked of the database each time a file is handed out; no address leads to the folder itself.
"""

from typing import Any

from django.http import HttpResponseBase

from portal.members.audiences import Reader
from portal.members.models import User
from portal.publishing.models import may_see_file, workable_files
from portal.publishing.rules import may_enter_cms


def may_read_file(reader: Reader, file: Any) -> bool:
    """Whether this picture or download may be handed out to this reader."""
    if may_see_file(reader, file):
        return True
    if not isinstance(reader, User) or not may_enter_cms(reader):
        return False
    files = type(file)._base_manager
    return bool(files.filter(workable_files(type(file), reader), pk=file.pk).exists())


def harmless(response: HttpResponseBase, cache: str) -> HttpResponseBase:
    """Let a browser take a file for what it is said to be, and run nothing in it."""
    response["Cache-Control"] = cache
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
