"""What files say, as the search needs it. Who may find it follows from the pages that hold them."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FileText(models.Model):
    """The text of a file, or why there is none; the same content is read once."""

    class State(models.TextChoices):
        """How the reading went."""

        READ = "read", _("can be found by its text")
        EMPTY = "empty", _("holds no text, only pictures of it perhaps")
        LOCKED = "locked", _("is locked by a password")
        BROKEN = "broken", _("cannot be read; it is damaged, or not what its name says")
        TOO_MUCH = "too_much", _("takes more time or memory to read than a text may")
        BOMB = "bomb", _("unpacks to far more than it should")
        OTHER = "other", _("is of a kind whose text is not read")
        GONE = "gone", _("is not there any more")

    digest = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=State)
    text = models.TextField(blank=True)
    read_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.digest[:12]} {self.state}"


class ReadFile(models.Model):
    """A stored file that was read. `token` names this very content (`holders.HeldFile`)."""

    token = models.CharField(max_length=250, unique=True)
    text = models.ForeignKey(FileText, models.CASCADE, related_name="files")

    def __str__(self) -> str:
        return self.token
