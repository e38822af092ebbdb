"""Pages curators recommend for a search."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.kernel.content import Reference, new_key
from search.best_bets.bets import LONGEST_NOTE, LONGEST_QUERIES, Bet


class BestBet(models.Model):
    """A page that stands above the hits of some searches; who may not read it is not shown it.

    Who recommended what and when is kept in Wagtail's log.
    """

    kind = "best_bet"

    key = models.CharField(max_length=64, unique=True, default=new_key, editable=False)
    queries = models.CharField(_("searches"), max_length=LONGEST_QUERIES)
    page_kind = models.CharField(max_length=40, editable=False)
    page_key = models.CharField(max_length=120, editable=False)
    note = models.CharField(_("who recommends it, and why"), max_length=LONGEST_NOTE, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ("queries", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["queries", "page_kind", "page_key"], name="recommended_once"
            ),
        )

    def __str__(self) -> str:
        return self.queries

    @property
    def reference(self) -> Reference:
        """How facts name this row."""
        return Reference(self.kind, self.key)

    @property
    def bet(self) -> Bet:
        """What it says to the search."""
        return Bet(self.queries, self.page_kind, self.page_key, self.note, self.until)
