"""Whether a worker lives: each of its threads leaves a sign every now and then."""

from datetime import datetime, timedelta

from portal.outbox.models import Sign

# So long a thread may be at one delivery (a PDF file, a mail server that does not answer).
SILENCE = timedelta(minutes=3)


def give_sign(thread: str, now: datetime) -> None:
    """Note that this thread of a worker is at work."""
    Sign.objects.update_or_create(thread=thread, defaults={"seen_at": now})


def last_sign() -> datetime | None:
    """Return when the thread that was silent longest was last seen; None before the first time."""
    return Sign.objects.order_by("seen_at").values_list("seen_at", flat=True).first()
