"""Where a question stands in the care of the moderators, as columns of the question itself."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from forum.rules.care import Closing, may_post_in

NOTE_LENGTH = 500
# Its address does not lead to another question.
HAS_PAGE = Q(merged_into=None, returned_as=None)
# Waits for answers.
OPEN = HAS_PAGE & Q(closing="", is_locked=False, outdated_at=None)


class Cared(models.Model):
    """Closed, locked, pinned, outdated, merged, split off: the state, without who and why.

    `CareAct` holds who did it, why, and what was before.
    """

    closing = models.CharField(_("closed"), max_length=12, choices=Closing.choices, blank=True)
    closing_note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    is_locked = models.BooleanField(default=False)
    is_pinned = models.BooleanField(default=False)
    pinned_until = models.DateField(null=True, blank=True)
    outdated_at = models.DateTimeField(null=True, blank=True)
    # What to read instead: the reference of any content of the site.
    successor_kind = models.CharField(max_length=40, blank=True)
    successor_key = models.CharField(max_length=120, blank=True)
    merged_into = models.ForeignKey(
        "forum.Question", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    # How many were merged into this one. With the constraint below no survivor is merged itself.
    merged_count = models.PositiveIntegerField(default=0)
    split_from = models.ForeignKey(
        "forum.Question", models.SET_NULL, null=True, blank=True, related_name="offshoots"
    )
    split_count = models.PositiveIntegerField(default=0)
    # A split was undone: this question is that answer again, and leads to it.
    returned_as = models.ForeignKey(
        "forum.Answer", models.CASCADE, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True
        indexes = (
            models.Index(
                F("is_pinned").desc(), F("asked_at").desc(), F("id").desc(),
                name="question_pinned_first",
            ),
            models.Index(
                fields=["pinned_until"], name="question_pinned", condition=Q(is_pinned=True)
            ),
        )  # fmt: skip
        constraints = (
            models.CheckConstraint(
                name="question_closing_known",
                condition=Q(closing__in=["", "elsewhere", "off_topic", "done", "duplicate"]),
            ),
            models.CheckConstraint(
                name="question_closed_has_note_only_then",
                condition=~Q(closing="") | Q(closing_note=""),
            ),
            models.CheckConstraint(
                name="question_pinned_has_end",
                condition=Q(is_pinned=False, pinned_until=None)
                | Q(is_pinned=True, pinned_until__isnull=False),
            ),
            models.CheckConstraint(
                name="question_successor_of_outdated",
                condition=Q(successor_kind="", successor_key="")
                | (Q(outdated_at__isnull=False) & ~Q(successor_kind="") & ~Q(successor_key="")),
            ),
            models.CheckConstraint(
                name="question_survivor_is_not_merged",
                condition=Q(merged_into=None) | Q(merged_count=0),
            ),
            models.CheckConstraint(
                name="question_not_merged_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
            ),
            models.CheckConstraint(
                name="question_leads_to_one_place",
                condition=Q(returned_as=None) | Q(merged_into=None),
            ),
        )

    @property
    def has_page(self) -> bool:
        """Whether it stands for itself: its address does not lead to another question."""
        return self.merged_into_id is None and self.returned_as_id is None

    @property
    def takes_posts(self) -> bool:
        """Whether somebody may answer or comment here now."""
        return bool(may_post_in(self))

    @property
    def keeps_readers(self) -> bool:
        """Whether its readers are fixed: others wrote here for the readers of another page."""
        return self.merged_count > 0 or self.split_from_id is not None

    @property
    def is_outdated(self) -> bool:
        """Whether the moderators say that this does not hold any more."""
        return self.outdated_at is not None
