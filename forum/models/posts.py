"""Questions, answers, comments, and what they said before they were edited."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models.behind import Veilable
from portal.kernel.content import Reference, new_key
from portal.members.audiences import Reader, visible_q
from portal.members.content import OwnedContent
from portal.members.models import Organisation
from portal.taxonomy.models import Platform, Topic

KIND = "question"
TITLE_LENGTH = 200
COMMENT_LENGTH = 2_000


class QuestionQuerySet(models.QuerySet["Question"]):
    """Filters by reader and by where a question stands."""

    def visible_to(self, reader: Reader) -> "QuestionQuerySet":
        """Keep what the reader may see; the database face of `audiences.may_see`."""
        return self.filter(visible_q(reader))

    def unanswered(self) -> "QuestionQuerySet":
        """Keep questions nobody has answered."""
        return self.filter(answers_count=0)

    def solved(self) -> "QuestionQuerySet":
        """Keep questions with an accepted answer."""
        return self.filter(is_solved=True)

    def for_organisations(self, organisations: tuple[Organisation, ...]) -> "QuestionQuerySet":
        """Keep questions that ask one of these, among others or all, and are not their own."""
        addressed = Question.addressed_to.through.objects.filter(
            question_id=models.OuterRef("pk"), organisation__in=organisations
        )
        return self.filter(
            Q(addressed_to_all=True) | Q(models.Exists(addressed)), is_solved=False
        ).exclude(organisation__in=organisations)


class Question(Veilable, OwnedContent):
    """A county asks one, several or all counties."""

    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    slug = models.SlugField(max_length=80)
    body = models.TextField(_("question"))
    body_html = models.TextField(editable=False)
    body_text = models.TextField(editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    author_name = models.CharField(max_length=120, blank=True)
    addressed_to_all = models.BooleanField(_("ask all counties"), default=True)
    addressed_to = models.ManyToManyField(Organisation, blank=True, related_name="+")
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")
    channels = models.ManyToManyField(Platform, blank=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    answers_count = models.PositiveIntegerField(default=0)
    is_solved = models.BooleanField(default=False)

    objects: ClassVar[QuestionQuerySet] = QuestionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(OwnedContent.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ("-asked_at", "-pk")
        indexes = (
            models.Index(F("asked_at").desc(), F("id").desc(), name="question_newest"),
            models.Index(fields=["organisation", "asked_at"], name="question_by_county"),
            models.Index(
                F("asked_at").desc(),
                F("id").desc(),
                name="question_unanswered",
                condition=Q(answers_count=0),
            ),
        )
        constraints = (
            *OwnedContent.Meta.constraints,
            models.CheckConstraint(name="question_has_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="question_solved_has_answer",
                condition=Q(is_solved=False) | Q(answers_count__gt=0),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def reference(self) -> Reference:
        """Its address across apps."""
        return Reference(KIND, self.key)

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("forum:question-detail", args=[self.pk, self.slug])


class Answer(Veilable, models.Model):
    """A county answers."""

    key = models.CharField(max_length=120, unique=True, default=new_key, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    author_name = models.CharField(max_length=120, blank=True)
    body = models.TextField(_("answer"))
    body_html = models.TextField(editable=False)
    body_text = models.TextField(editable=False)
    answered_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    is_accepted = models.BooleanField(default=False)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ("-is_accepted", "answered_at", "pk")
        indexes = (models.Index(fields=["question", "answered_at"], name="answer_in_order"),)
        constraints = (
            models.UniqueConstraint(
                fields=["question"], name="answer_one_accepted", condition=Q(is_accepted=True)
            ),
            models.CheckConstraint(
                name="answer_accepted_has_time",
                condition=Q(is_accepted=False, accepted_at=None)
                | Q(is_accepted=True, accepted_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} → {self.question}"

    def get_absolute_url(self) -> str:
        """Its place on the question's page."""
        return f"{self.question.get_absolute_url()}#antwort-{self.pk}"


class Comment(Veilable, models.Model):
    """A short remark on an answer."""

    key = models.CharField(max_length=120, unique=True, default=new_key, editable=False)
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="comments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    author_name = models.CharField(max_length=120, blank=True)
    body = models.CharField(_("comment"), max_length=COMMENT_LENGTH)
    commented_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ("commented_at", "pk")

    def __str__(self) -> str:
        return f"{self.organisation}: {self.body[:60]}"


class Revision(models.Model):
    """What a question or an answer said before an edit."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="revisions")
    answer = models.ForeignKey(
        Answer, models.CASCADE, null=True, blank=True, related_name="revisions"
    )
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=TITLE_LENGTH, blank=True)
    body = models.TextField()
    written_at = models.DateTimeField()
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    replaced_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("earlier version")
        verbose_name_plural = _("earlier versions")
        ordering = ("-replaced_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["question", "version"],
                name="revision_of_question_once",
                condition=Q(answer=None),
            ),
            models.UniqueConstraint(
                fields=["answer", "version"],
                name="revision_of_answer_once",
                condition=Q(answer__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.question} ({self.version})"
