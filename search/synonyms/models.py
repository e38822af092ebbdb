"""What curators say means the same."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.kernel.content import Reference, new_key
from search.synonyms.lines import LONGEST_NOTE, LONGEST_SIDE, Line


class Synonyms(models.Model):
    """Words that mean the same; or, with `also`, words that lead to others but not back.

    Who changed what and when is kept in Wagtail's log.
    """

    kind = "synonyms"

    key = models.CharField(max_length=64, unique=True, default=new_key, editable=False)
    words = models.CharField(_("words"), max_length=LONGEST_SIDE)
    also = models.CharField(_("also finds"), max_length=LONGEST_SIDE, blank=True)
    note = models.CharField(_("remark"), max_length=LONGEST_NOTE, blank=True)

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ("words", "pk")
        constraints = (
            models.UniqueConstraint(fields=["words", "also"], name="synonyms_said_once"),
        )

    def __str__(self) -> str:
        return f"{self.words} → {self.also}" if self.also else self.words

    @property
    def reference(self) -> Reference:
        """How facts name this row."""
        return Reference(self.kind, self.key)

    @property
    def line(self) -> Line:
        """What it says to the search."""
        return Line(self.words, self.also)
