"""Who is working in the CMS at this moment.

Wagtail asks its models for "all pictures" in many places and says nowhere for whom. The
middleware of the CMS puts the editor down here, and the managers of files leave out what belongs
to another county (`portal/publishing/queries.py`). Outside the CMS nobody sits at the desk, and
managers return everything.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from portal.members.models import User

_editor: ContextVar[User | None] = ContextVar("editor", default=None)


def current_editor() -> User | None:
    """Return who works in the CMS in this request, or None outside the CMS."""
    return _editor.get()


@contextmanager
def at_the_desk(editor: User) -> Iterator[None]:
    """Let this person work in the CMS until the end of the block."""
    token = _editor.set(editor)
    try:
        yield
    finally:
        _editor.reset(token)
