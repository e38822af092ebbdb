"""How Kreiswissen uses django-allauth: accounts come by invitation, its mails are ours."""

from concurrent.futures import ThreadPoolExecutor
from smtplib import SMTPException
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ResetPasswordForm
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

from portal.members.models import User

log = structlog.get_logger(__name__)

# What parts a mail from why one gets it.
REASON = "\n-- \n"

# One thread sends: a request that waited for the mail server would tell by its duration whether
# an account exists, and a hanging mail server would hang the login.
account_mails = ThreadPoolExecutor(max_workers=1, thread_name_prefix="account-mail")


def send_soon(message: EmailMessage) -> None:
    """Send a mail after the answer to the request; the process sends what waits before it ends."""
    account_mails.submit(_send, message)


def _send(message: EmailMessage) -> None:
    try:
        message.send()
    except (OSError, SMTPException):
        log.exception("account_mail_not_sent")


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by herself; mails are written in the reader's language, as text and HTML."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Closed: the sign-up page explains how to join instead."""
        return False

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMultiAlternatives:
        """Add the HTML version, made of the text: so no mail can be without one."""
        context = {**context, "base_url": settings.BASE_URL}
        message: EmailMultiAlternatives = super().render_mail(
            template_prefix, email, context, headers
        )
        text, _line, reason = str(message.body).rpartition(REASON)
        parts = {"subject": message.subject, "text": text, "reason": reason}
        message.attach_alternative(
            render_to_string("account/email/as_html.html", parts), "text/html"
        )
        return message

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write to a person in her language, whichever the page has."""
        user = context.get("user")
        language = user.language if isinstance(user, User) else translation.get_language()
        with translation.override(language):
            send_soon(self.render_mail(template_prefix, email, self._with_address(email, context)))

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the template whom it writes to, which allauth leaves out here."""
        super().send_notification_mail(
            template_prefix, user, {**(context or {}), "user": user}, email
        )

    def _with_address(self, email: str, context: dict[str, Any]) -> dict[str, Any]:
        return {"request": allauth_context.request, "email": email, **context}


class MFAAdapter(DefaultMFAAdapter):
    """Second factors carry the platform's name, whatever host it runs on."""

    def _get_site_name(self) -> str:
        return str(settings.WAGTAIL_SITE_NAME)


class QuietResetPasswordForm(ResetPasswordForm):
    """Asks for a new password, and takes as long for an address that nobody has."""

    def save(self, request: HttpRequest, **options: Any) -> str:
        """Write the same mail for an unknown address, and throw it away."""
        if not self.users:
            nobody = User(email=self.cleaned_data["email"])
            key = default_token_generator.make_token(nobody)
            AccountAdapter(request).render_mail(
                "account/email/password_reset_key",
                nobody.email,
                {"user": nobody, "password_reset_url": key},
            )
        return str(super().save(request, **options))
