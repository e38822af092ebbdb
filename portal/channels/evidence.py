"""What shows that a snapshot is what was kept on its day."""

import hashlib
import json
from datetime import date

from portal.channels.models import ChannelSnapshot


def digest_of(taken_on: date, text: str, alt_text: str, image: bytes) -> str:
    """Return one digest of everything a snapshot shows."""
    parts = [taken_on.isoformat(), text, alt_text, hashlib.sha256(image).hexdigest()]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def is_unchanged(snapshot: ChannelSnapshot) -> bool:
    """Whether the snapshot, its picture included, is what was kept."""
    image = b""
    if snapshot.image:
        with snapshot.image.open("rb") as file:
            image = file.read()
    kept = digest_of(snapshot.taken_on, snapshot.text, snapshot.alt_text, image)
    return kept == snapshot.digest
