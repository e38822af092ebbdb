"""Why a moderator looks who asked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.models import REASON_LENGTH


class LiftForm(forms.Form):
    """Say why; the county that asked can read it."""

    reason = forms.CharField(
        label=_("Why do you need to know?"),
        max_length=REASON_LENGTH,
        help_text=_("The county that asked can read this sentence."),
        error_messages={"required": _("Please say why: the county that asked may know.")},
    )
