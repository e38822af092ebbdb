"""What people want to hear of, which mails wait, and which went out."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.kernel.content import Reference, new_key
from portal.taxonomy.models import Topic

NOTICE_LENGTH = 40


class SentMail(models.Model):
    """A mail was handed to the mail server. The digest names it without naming anybody."""

    digest = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = (models.Index(fields=["sent_at"], name="sentmail_sent_at"),)

    def __str__(self) -> str:
        return self.digest


class FollowedTopic(models.Model):
    """Somebody wants to hear of what is new on a topic."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("followed topic")
        verbose_name_plural = _("followed topics")
        constraints = (
            models.UniqueConstraint(fields=["person", "topic"], name="followedtopic_once"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} → {self.topic_id}"


class DeclinedNotice(models.Model):
    """Somebody does without a kind of mail (`notices.Notice`); without a row she gets it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    notice = models.CharField(max_length=NOTICE_LENGTH)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("declined notice")
        verbose_name_plural = _("declined notices")
        constraints = (
            models.UniqueConstraint(fields=["person", "notice"], name="declinednotice_once"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} ✗ {self.notice}"


class AccountMail(models.Model):
    """A mail of an account (new password, changed address), until the mail server has it.

    Other mails are written when they are due. This one holds a link that only the request knew; so
    it is kept, sealed: whoever reads the database alone cannot use it.
    """

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    # Whose account it is about; nobody where an address was entered that has none.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    sealed = models.BinaryField()
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("mail of an account")
        verbose_name_plural = _("mails of accounts")
        indexes = (models.Index(fields=["written_at"], name="accountmail_written_at"),)

    def __str__(self) -> str:
        return self.key

    @property
    def reference(self) -> Reference:
        """Its address for the outbox."""
        return Reference("account_mail", self.key)
