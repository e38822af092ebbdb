"""What people want to hear of, what they were told, which mails wait, and which went out."""

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
    """Somebody wants to hear of what is new on a topic, or not to."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    # Muted is stronger than what else is followed.
    muted = models.BooleanField(default=False)
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


class InboxNotice(models.Model):
    """Somebody is told that something happened, and why she is told.

    It keeps addresses, no words: title, text and who did it are looked up when it is shown, with
    the rights its reader has then.
    """

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # Names of a `matters.Matter` and of one of its reasons.
    matter = models.CharField(max_length=NOTICE_LENGTH)
    reason = models.CharField(max_length=NOTICE_LENGTH)
    thing_kind = models.CharField(max_length=40)
    thing_key = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("-created_at", "-pk")
        indexes = (
            models.Index(
                models.F("person"), models.F("created_at").desc(), models.F("id").desc(),
                name="inboxnotice_newest",
            ),
            models.Index(
                fields=["person"], name="inboxnotice_unread", condition=models.Q(read_at=None)
            ),
            models.Index(fields=["read_at"], name="inboxnotice_read_at"),
            models.Index(fields=["created_at"], name="inboxnotice_created_at"),
        )  # fmt: skip
        constraints = (
            # However often it is delivered, she is told once.
            models.UniqueConstraint(
                fields=["person", "matter", "thing_kind", "thing_key"], name="inboxnotice_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} ← {self.matter}"

    @property
    def thing(self) -> Reference:
        """What it is about."""
        return Reference(self.thing_kind, self.thing_key)

    @property
    def reference(self) -> Reference:
        """Its address for the outbox."""
        return Reference("inbox_notice", self.key)


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
