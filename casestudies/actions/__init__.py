"""What a person, or a program, may do with case studies and guidelines.

Counties write outside the CMS (`writing.py`, `reading_in.py`). Editors work in it, where Wagtail's
actions do the same (`casestudies/bridge.py`). Programs bring in what counties have
(`importing.py`).
"""

from casestudies.actions.importing import (
    NewAttachment,
    NewExample,
    NewKeyFigure,
    NewStep,
    import_case_study,
    import_guideline,
)
from portal.publishing.imports import Common, Imported

__all__ = ["Common", "Imported", "NewAttachment", "NewExample", "NewKeyFigure", "NewStep",
           "import_case_study", "import_guideline"]  # fmt: skip
