"""Keeping programs out of public forms: no third party, no puzzle, no cookie."""

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

FASTEST_SECONDS = 3
LONGEST_SECONDS = 24 * 60 * 60
_signer = signing.TimestampSigner(salt="portal.joining.spam")


class Trap(forms.TextInput):
    """A field people do not see and programs fill in."""

    template_name = "components/trap.html"
    # Rendered with the hidden fields: no label, no place on the page.
    is_hidden = True


class SpamGuarded(forms.Form):
    """A form that a person fills in: not at once, and not the field she cannot see."""

    shown_at = forms.CharField(
        required=False, widget=forms.HiddenInput, initial=lambda: _signer.sign("form")
    )
    homepage = forms.CharField(required=False, max_length=200, widget=Trap)

    def clean(self) -> dict[str, Any]:
        """Refuse what came too quick, too late, or with the trap filled in."""
        values = super().clean() or {}
        if values.get("homepage"):
            raise ValidationError(_("This was not sent. Please leave the last field empty."))
        try:
            _signer.unsign(values.get("shown_at", ""), max_age=LONGEST_SECONDS)
        except signing.BadSignature:
            self._begin_anew()
            raise ValidationError(
                _("The page was open for a long time. Please send it once more.")
            ) from None
        if not self._took_a_while(values["shown_at"]):
            raise ValidationError(_("Please wait a moment, and send it once more."))
        return values

    def _took_a_while(self, shown_at: str) -> bool:
        try:
            _signer.unsign(shown_at, max_age=FASTEST_SECONDS)
        except signing.SignatureExpired:
            return True
        return False

    def _begin_anew(self) -> None:
        """Give the page that comes back a time of its own: the next attempt counts from now."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["shown_at"] = _signer.sign("form")
        self.data = data

    @property
    def values(self) -> dict[str, Any]:
        """What was asked for, without the guards."""
        guards = SpamGuarded.base_fields
        return {name: value for name, value in self.cleaned_data.items() if name not in guards}
