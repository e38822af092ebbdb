"""The form for one line of synonyms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.kernel.text import entries_of
from search.cms import CuratorsForm
from search.query import LONGEST_TEXT, bounded
from search.synonyms.lines import LONGEST_NOTE, LONGEST_SIDE, Line
from search.synonyms.living import lines
from search.synonyms.rules import may_stand


class SynonymsForm(CuratorsForm):
    """Words that mean the same, or that lead to others."""

    words = forms.CharField(
        label=_("Words"),
        max_length=LONGEST_SIDE,
        help_text=_(
            "Separated by commas, for example: Twitter, X. Short phrases are possible: soziale"
            " Medien, Social Media. Who searches for one of them finds the others too."
        ),
    )
    also = forms.CharField(
        label=_("Also finds (in this direction only)"),
        max_length=LONGEST_SIDE,
        required=False,
        help_text=_(
            "Only where it holds in one direction: who searches for “Kanzlei” should also find"
            " “Rechtsamt”, but not the other way round. Otherwise leave it empty."
        ),
    )
    note = forms.CharField(
        label=_("Remark for other curators"), max_length=LONGEST_NOTE, required=False
    )
    probe = forms.CharField(
        label=_("Try this search"),
        max_length=LONGEST_TEXT,
        required=False,
        help_text=_("If you leave it empty, the first of the words is searched for."),
    )

    def __init__(self, *args: Any, instance: Any, **kwargs: Any) -> None:
        if instance:
            initial = {name: getattr(instance, name) for name in ("words", "also", "note")}
            kwargs["initial"] = initial | (kwargs.get("initial") or {})
        super().__init__(*args, instance=instance, **kwargs)

    @property
    def line(self) -> Line:
        """What was entered."""
        return Line(self.cleaned_data["words"], self.cleaned_data["also"])

    @property
    def probed(self) -> str:
        """The search to be tried."""
        return bounded(self.cleaned_data["probe"]) or entries_of(self.line.words)[0]

    def clean(self) -> None:
        """Ask the rule, beside what others entered."""
        if self.errors:
            return
        row = self.instance.pk if self.instance else 0
        if not (verdict := may_stand(self.line, tuple(lines(besides=row)))):
            self.add_error("words", str(verdict.reason))
