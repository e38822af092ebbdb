"""How Kreiswissen uses django-allauth: accounts come by invitation, its mails are ours."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ResetPasswordForm
from allauth.account.models import EmailAddress
from allauth.core import context as allauth_context
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from portal.members.models import User
from portal.notifications.actions import write_account_mail
from portal.notifications.sealing import letter_of

# What parts a mail from why one gets it.
REASON = "\n-- \n"


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
        """Write to a person in her language, whichever the page has; the worker sends it."""
        user = context.get("user")
        language = user.language if isinstance(user, User) else translation.get_language()
        context = {"request": allauth_context.request, "email": email, **context}
        with translation.override(language):
            message = self.render_mail(template_prefix, [email] if email else [], context)
        write_account_mail(
            person=user if isinstance(user, User) and user.pk else None,
            letter=letter_of(message),
            now=timezone.now(),
        )

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


class QuietResetPasswordForm(ResetPasswordForm):
    """Asks for a new password, and does the same for an address that nobody has."""

    def save(self, request: HttpRequest, **options: Any) -> str:
        """Write the same mail for an unknown address, to nobody."""
        if not self.users:
            nobody = User(email=self.cleaned_data["email"])
            # For somebody allauth reads her addresses once more.
            list(EmailAddress.objects.filter(user=0).values_list("email"))
            key = default_token_generator.make_token(nobody)
            context = {"user": nobody, "password_reset_url": key}
            AccountAdapter(request).send_mail("account/email/password_reset_key", "", context)
        return str(super().save(request, **options))
