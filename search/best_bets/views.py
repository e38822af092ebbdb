"""The curators' pages for recommendations, in the CMS."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from portal.kernel.text import entries_of
from portal.members.audiences import tokens_of
from search.best_bets.actions import end_recommendation, recommend
from search.best_bets.forms import BestBetForm
from search.best_bets.models import BestBet
from search.best_bets.shown import titles_of
from search.cms import CuratorsViewSet, ListView, Trying
from search.port import Query
from search.service import SearchPage, search


class _BestBet(Trying):
    template_name = "search/cms/best_bet_form.html"

    def keep(self, form: BestBetForm) -> BestBet:
        """Recommend it, or change that."""
        return recommend(
            actor=form.reader, best_bet=self.object or BestBet(), bet=form.bet, now=timezone.now()
        )

    def trial(self, form: BestBetForm) -> SearchPage:
        """Return what the first search finds now, without what is recommended."""
        return _found_now(form, form.cleaned_data["queries"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show for a kept row what its search finds now, before anything is pressed."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        if self.object and "trial" not in context:
            context["trial"] = _found_now(self.form, self.object.queries)
        return context


def _found_now(form: BestBetForm, queries: str) -> SearchPage:
    text = next(iter(entries_of(queries)), "")
    return search(form.reader, Query(text=text, audience=tokens_of(form.reader)))


class BestBetAdd(_BestBet, generic.CreateView):
    """A new recommendation."""


class BestBetEdit(_BestBet, generic.EditView):
    """A recommendation changes."""


class BestBetDelete(generic.DeleteView):
    """A recommendation ends, after asking."""

    def delete_action(self) -> None:
        """Let the action do it."""
        end_recommendation(actor=self.request.user, best_bet=self.object)


class BestBetList(ListView):
    """All recommendations, with the titles of those pages the curator may read."""

    export_headings = {"page_title": _("Page")}

    def prepared(self, rows: Any) -> list[BestBet]:
        """Name the pages; as many queries for one row as for twenty."""
        listed = list(rows)
        titles = titles_of(self.request.user, [row.bet.page for row in listed])
        for row in listed:
            row.page_title = titles.get(row.bet.page, _("not findable for you at present"))
        return listed

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """Prepare the rows of this page of the list."""
        paginator, page, rows, has_others = super().paginate_queryset(queryset, page_size)
        return paginator, page, self.prepared(rows), has_others


class BestBetViewSet(CuratorsViewSet):
    """Recommendations under /cms/."""

    model = BestBet
    name = "search_best_bets"
    url_prefix = "suche/empfehlungen"
    icon = "pick"
    menu_label = _("Recommendations")
    form_class = BestBetForm
    index_view_class = BestBetList
    add_view_class = BestBetAdd
    edit_view_class = BestBetEdit
    delete_view_class = BestBetDelete
    create_template_name = edit_template_name = BestBetAdd.template_name
    list_display: Any = ("queries", Column("page_title", label=_("Page")), "note", "until")
    list_export = ("queries", "page_title", "note", "until")
    search_fields: Any = ("queries", "note")
    export_filename = "empfehlungen"
