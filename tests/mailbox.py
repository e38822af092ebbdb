"""What people find in their mailboxes, once the worker has been there."""

from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from portal.outbox.delivery import Lane, deliver_pending


def received() -> list[EmailMultiAlternatives]:
    """Deliver what waits for the mail server and return all mails of this test."""
    deliver_pending(timezone.now(), lane=Lane.SLOW)
    return mail.outbox
