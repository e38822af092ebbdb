"""The form for one recommendation: the page is chosen among what a search finds."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from portal.kernel.content import Reference
from portal.kernel.text import entries_of
from portal.members.audiences import tokens_of
from portal.members.models import User
from search.best_bets.bets import LONGEST_NOTE, LONGEST_QUERIES, Bet
from search.best_bets.models import BestBet
from search.cms import CuratorsForm
from search.port import Document, Query
from search.query import LONGEST_TEXT
from search.reactions import describe
from search.registry import searchable, visible_references
from search.service import Found, search

OFFERED = 15


class BestBetForm(CuratorsForm):
    """For which searches, which page, why, until when."""

    queries = forms.CharField(
        label=_("Searches"),
        max_length=LONGEST_QUERIES,
        help_text=_(
            "What people type, several searches separated by commas: Facebook eröffnen, Seite bei"
            " Facebook. Order, endings and question words do not matter; all other words must be"
            " the same."
        ),
    )
    probe = forms.CharField(
        label=_("Find the page"),
        max_length=LONGEST_TEXT,
        required=False,
        help_text=_("Words of its title. If you leave it empty, the first search is used."),
    )
    page = forms.ChoiceField(label=_("Page"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Who recommends it, and why"),
        max_length=LONGEST_NOTE,
        required=False,
        help_text=_(
            "One line that everybody sees beside the page, for example: Arbeitskreis Internet:"
            " still the best place to begin."
        ),
    )
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=AdminDateInput,
        help_text=_("Afterwards it is not shown any more. Empty: until somebody deletes it."),
    )

    def __init__(self, *args: Any, instance: BestBet | None, **kwargs: Any) -> None:
        if instance:
            names = ("queries", "note", "until")
            known = {name: getattr(instance, name) for name in names}
            kwargs["initial"] = known | {"page": str(instance.bet.page)}
        super().__init__(*args, instance=instance, **kwargs)
        self.offered = _offered(self.reader, self._sought())
        self.fields["page"].choices = self._choices()  # type: ignore[attr-defined]
        self.fields["page"].required = not self.trying

    @property
    def bet(self) -> Bet:
        """What was entered."""
        data = self.cleaned_data
        kind, _colon, key = data["page"].partition(":")
        return Bet(data["queries"], kind, key, data["note"], data["until"])

    def _sought(self) -> str:
        typed = str(self["probe"].value() or "").strip()
        return typed or next(iter(entries_of(str(self["queries"].value() or ""))), "")

    def _choices(self) -> list[tuple[str, str]]:
        """Offer what was found, and the page that is chosen, where she may read it."""
        chosen = _reference(str(self["page"].value() or ""))
        found = {str(hit.reference): _label_of_hit(hit) for hit in self.offered}
        return list((_labelled(self.reader, chosen) | found).items())


def _offered(reader: User, text: str) -> tuple[Found, ...]:
    if not text:
        return ()
    wanted = Query(text=text[:LONGEST_TEXT], audience=tokens_of(reader), page_size=OFFERED)
    return search(reader, wanted).hits


def _reference(chosen: str) -> list[Reference]:
    kind, colon, key = chosen.partition(":")
    return [Reference(kind, key)] if colon and searchable(kind) and "\0" not in key else []


def _labelled(reader: User, references: Iterable[Reference]) -> dict[str, str]:
    documents = describe(visible_references(reader, references))
    return {str(one.reference): _label(one) for one in documents.values()}


def _label(document: Document) -> str:
    described = searchable(document.reference.kind)
    return _line(document.title, described and described.label, document.organisation_name)


def _label_of_hit(hit: Found) -> str:
    return _line(hit.plain_title, hit.kind_label, hit.organisation_name)


def _line(title: str, *about: Any) -> str:
    return f"{title} ({', '.join(str(one) for one in about if one)})"
