"""What happens by the clock: old files and old feedback go; first versions are kept."""

from datetime import datetime, timedelta

from portal.readers.actions import forget_pdf, give_up_pdf, keep_version
from portal.readers.models import Feedback, PdfFile, pdf_folder
from portal.readers.queries import without_version

KEEP_PDF = timedelta(hours=24)
# Longer than any file takes: its worker is gone.
WAIT_FOR_PDF = timedelta(minutes=30)
KEEP_FEEDBACK = timedelta(days=365)
MOST_AT_ONCE = 200


def end_pdfs(now: datetime) -> int:
    """Delete PDF files after a day, and what lies there without belonging to any."""
    waiting = PdfFile.objects.filter(state=PdfFile.State.WAITING)
    for file in waiting.filter(asked_at__lt=now - WAIT_FOR_PDF):
        give_up_pdf(file=file)
    old = list(PdfFile.objects.filter(asked_at__lt=now - KEEP_PDF)[:MOST_AT_ONCE])
    for file in old:
        forget_pdf(file=file)
    known = {file.path.name for file in PdfFile.objects.only("key")}
    for path in pdf_folder().glob("*.pdf"):
        if path.name not in known:
            path.unlink(missing_ok=True)
    return len(old)


def forget_feedback(now: datetime) -> int:
    """Delete what was said more than a year ago: pages have changed since."""
    return Feedback.objects.filter(given_at__lt=now - KEEP_FEEDBACK).delete()[0]


def keep_first_versions(now: datetime) -> int:
    """Keep what pages say that were published before versions were kept."""
    pages = without_version(MOST_AT_ONCE)
    for page in pages:
        when = page.last_published_at or page.first_published_at or now
        keep_version(page=page, now=when)
    return len(pages)
