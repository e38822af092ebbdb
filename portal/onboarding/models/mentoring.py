"""Who offers to be a mentor, who is whose, and what was said on the way."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.kernel.content import Reference, new_key
from portal.members.models import Organisation
from portal.onboarding.rules.states import CURRENT, WAITING, State
from portal.taxonomy.models import Platform, Topic

TEXT_LENGTH = 2_000


class MentorOffer(models.Model):
    """A county says for how many new ones it has time, and what it can help with."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="+")
    capacity = models.PositiveSmallIntegerField(_("places"), default=0)
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")
    platforms = models.ManyToManyField(Platform, blank=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("offer of a mentor")
        verbose_name_plural = _("offers of mentors")
        constraints = (
            models.CheckConstraint(name="mentoroffer_capacity", condition=Q(capacity__lte=5)),
        )

    def __str__(self) -> str:
        return f"{self.organisation} ({self.capacity})"


class MentorshipQuerySet(models.QuerySet["Mentorship"]):
    """Filters by where a mentorship stands."""

    def _of_members(self) -> "MentorshipQuerySet":
        member = Organisation.Status.MEMBER
        return self.filter(mentor__status=member, mentee__status=member)

    def active(self) -> "MentorshipQuerySet":
        """Running, between two that are members: a suspended county has no part in it."""
        return self._of_members().filter(state=State.ACTIVE)

    def waiting(self) -> "MentorshipQuerySet":
        """Proposed, and not agreed to by both yet."""
        return self._of_members().filter(state__in=sorted(WAITING))

    def of(self, organisation: Organisation) -> "MentorshipQuerySet":
        """Those in which a county is one of the two."""
        return self.filter(Q(mentor=organisation) | Q(mentee=organisation))


class Mentorship(models.Model):
    """An experienced county helps a new one; both have to agree."""

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    mentor = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    mentee = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.PROPOSED
    )
    proposed_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = MentorshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("mentorship")
        verbose_name_plural = _("mentorships")
        ordering = ("-proposed_at", "-pk")
        indexes = (models.Index(fields=["mentor", "state"], name="mentorship_by_mentor"),)
        constraints = (
            models.CheckConstraint(name="mentorship_of_two", condition=~Q(mentor=F("mentee"))),
            models.CheckConstraint(
                name="mentorship_state_known", condition=Q(state__in=State.values)
            ),
            models.UniqueConstraint(
                fields=["mentee"],
                name="mentorship_one_current_per_mentee",
                condition=Q(state__in=sorted(CURRENT)),
            ),
            models.CheckConstraint(
                name="mentorship_active_has_begun",
                condition=~Q(state__in=["active", "ended"]) | Q(began_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.mentor} → {self.mentee} ({self.get_state_display()})"

    def other_side(self, organisation: Organisation) -> Organisation:
        """Return with whom this county has to do here."""
        return self.mentee if organisation.pk == self.mentor_id else self.mentor


class MentorshipEvent(models.Model):
    """What happened to a mentorship; rows are only added."""

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    mentorship = models.ForeignKey(Mentorship, models.CASCADE, related_name="events")
    state = models.CharField(max_length=20, choices=State.choices)
    # Which of the two said so; None: the clock, the matching or a moderator.
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The reason for a no, the thanks at the end; read by both counties.
    text = models.TextField(max_length=TEXT_LENGTH, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("event of a mentorship")
        verbose_name_plural = _("events of mentorships")
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                name="mentorshipevent_state_known", condition=Q(state__in=State.values)
            ),
        )

    def __str__(self) -> str:
        return f"{self.mentorship}: {self.get_state_display()}"

    @property
    def reference(self) -> Reference:
        """Its address for the outbox."""
        return Reference("mentorship_event", self.key)


class MeetingSuggestion(models.Model):
    """A county asks its mentor for an exchange meeting; read by these two."""

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    mentorship = models.ForeignKey(Mentorship, models.CASCADE, related_name="suggestions")
    text = models.TextField(_("message"), max_length=TEXT_LENGTH)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("suggestion of a meeting")
        verbose_name_plural = _("suggestions of meetings")
        ordering = ("-sent_at", "-pk")

    def __str__(self) -> str:
        return f"{self.mentorship} {self.sent_at:%d.%m.%Y}"

    @property
    def reference(self) -> Reference:
        """Its address for the outbox."""
        return Reference("meeting_suggestion", self.key)
