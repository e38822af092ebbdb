"""The key with which a person's feed reader reads what she may read."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.kernel.content import new_key


class FeedKey(models.Model):
    """A person's key for feeds, one at a time; deleting it closes all addresses that hold it.

    It is no personal token: a feed's address lies in programs and logs, so it opens feeds and
    nothing else. The secret is made from `name` and the server's key (`portal.feeds.keys`), so
    that her pages can show it again, and whoever reads this table alone cannot use it.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("key for feeds")
        verbose_name_plural = _("keys for feeds")

    def __str__(self) -> str:
        return f"{self.person_id} · {self.made_at:%Y-%m-%d}"
