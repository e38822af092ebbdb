"""Questions, answers, comments, and what they said before they were edited."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forum.models.behind import Veilable
from forum.models.cared import HAS_PAGE, OPEN, Cared
from portal.kernel.content import Reference, new_key
from portal.members.audiences import Reader, visible_q
from portal.members.content import OwnedContent
from portal.members.models import Organisation, User
from portal.taxonomy.models import Platform, Topic

KIND = "question"
TITLE_LENGTH = 200
COMMENT_LENGTH = 2_000
THANKS_LENGTH = 200


class QuestionQuerySet(models.QuerySet["Question"]):
    """Filters by reader and by where a question stands."""

    def visible_to(self, reader: Reader) -> "QuestionQuerySet":
        """Keep what has a page the reader may see: a merged question's page is the survivor's."""
        return self.readable_by(reader).filter(HAS_PAGE)

    def readable_by(self, reader: Reader) -> "QuestionQuerySet":
        """Keep what the reader may know of; the database face of `audiences.may_see`."""
        return self.filter(visible_q(reader))

    def open(self) -> "QuestionQuerySet":
        """Keep questions that are neither closed, locked, outdated nor merged."""
        return self.filter(OPEN)

    def unanswered(self) -> "QuestionQuerySet":
        """Keep open questions nobody has answered."""
        return self.open().filter(answers_count=0, is_context=False)

    def pinned_first(self) -> "QuestionQuerySet":
        """Put what the moderators pinned on top, then the newest."""
        return self.order_by("-is_pinned", "-asked_at", "-pk")

    def solved(self) -> "QuestionQuerySet":
        """Keep questions with an accepted answer."""
        return self.filter(is_solved=True)

    def touch(self) -> None:
        """Count a change of their pages that leaves no entry in the outbox."""
        self.update(marks=F("marks") + 1)

    def looked_after_by(self, person: User) -> "QuestionQuerySet":
        """Keep open questions this person asked, or took over, and did not hand over."""
        hers = Q(caretaker=person) | Q(caretaker=None, author=person)
        return self.filter(hers, HAS_PAGE, is_solved=False)

    def for_organisations(self, organisations: tuple[Organisation, ...]) -> "QuestionQuerySet":
        """Keep open questions that ask one of these, among others or all, and are not their own."""
        addressed = Question.addressed_to.through.objects.filter(
            question_id=models.OuterRef("pk"), organisation__in=organisations
        )
        return self.filter(
            Q(addressed_to_all=True) | Q(models.Exists(addressed)),
            OPEN,
            is_solved=False,
            is_context=False,
        ).exclude(organisation__in=organisations)


class Question(Veilable, Cared, OwnedContent):
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
    # Who looks after it instead of its author, who has left.
    caretaker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    addressed_to_all = models.BooleanField(_("ask all counties"), default=True)
    addressed_to = models.ManyToManyField(Organisation, blank=True, related_name="+")
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")
    channels = models.ManyToManyField(Platform, blank=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    answers_count = models.PositiveIntegerField(default=0)
    is_solved = models.BooleanField(default=False)
    # When the newest answer or comment came, or else the question itself.
    last_post_at = models.DateTimeField(default=timezone.now)
    # Counts what changes the page and leaves no entry in the outbox: votes and the like. Pages
    # that are kept carry it in their name.
    marks = models.PositiveIntegerField(default=0)
    # Something on its page may stand under a stand-in's name. It stays true: only what a reader is
    # shown of her own rests on it; who may write under which name is asked of the veils.
    has_veils = models.BooleanField(default=False, editable=False)
    # Known by its title only: a county that moved here had answered it elsewhere.
    is_context = models.BooleanField(default=False, editable=False)

    objects: ClassVar[QuestionQuerySet] = QuestionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(OwnedContent.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ("-asked_at", "-pk")
        indexes = (
            *Cared.Meta.indexes,
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
            *Cared.Meta.constraints,
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


class AnswerManager(models.Manager["Answer"]):
    """Answers as pages show them, without those that became questions."""

    def get_queryset(self) -> models.QuerySet["Answer"]:
        """Leave out what opens a question: its words are the question's own now."""
        return super().get_queryset().filter(opens=False)


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
    # Speaks for the county; who wrote and who released it is kept with its drafts.
    is_official = models.BooleanField(default=False)
    is_accepted = models.BooleanField(default=False)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    thanks = models.CharField(_("thanks"), max_length=THANKS_LENGTH, blank=True)
    helpful_count = models.PositiveIntegerField(default=0)
    # Known by name only: a county that moved here had accepted it, or commented on it, elsewhere.
    is_context = models.BooleanField(default=False, editable=False)
    # It was split off: `question` is the one it became; comments and votes still hang on it.
    opens = models.BooleanField(default=False)

    objects = AnswerManager()
    with_openings: ClassVar[models.Manager["Answer"]] = models.Manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ("-is_accepted", "answered_at", "pk")
        indexes = (models.Index(fields=["question", "answered_at"], name="answer_in_order"),)
        constraints = (
            models.UniqueConstraint(
                fields=["question"], name="answer_opens_once", condition=Q(opens=True)
            ),
            models.CheckConstraint(
                name="answer_accepted_has_time",
                condition=Q(is_accepted=False, accepted_at=None)
                | Q(is_accepted=True, accepted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="answer_thanked_is_accepted", condition=Q(is_accepted=True) | Q(thanks="")
            ),
            models.UniqueConstraint(
                fields=["question", "organisation"],
                name="answer_one_official_per_county",
                # An official answer that became a question leaves the place free.
                condition=Q(is_official=True, opens=False),
            ),
            models.CheckConstraint(
                name="answer_official_names_nobody",
                condition=Q(is_official=False) | Q(author=None, author_name=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} → {self.question}"

    def get_absolute_url(self) -> str:
        """Its place, wherever sorting and paging have put it."""
        return reverse("forum:answer", args=[self.pk])

    @property
    def official_title(self) -> str:
        """What stands above an answer for the county instead of a person's name."""
        name = self.organisation.display_name
        kind, _blank, own = name.partition(" ")
        if kind == "Landkreis":
            return gettext("Answer of the Landkreis %(name)s") % {"name": own}
        if kind == "Kreis":
            return gettext("Answer of the Kreis %(name)s") % {"name": own}
        return gettext("Answer of %(county)s") % {"county": name}


class CommentQuerySet(models.QuerySet["Comment"]):
    """Filters by whether a comment is still there."""

    def shown(self) -> "CommentQuerySet":
        """Leave out what its author took away."""
        return self.filter(removed_at=None)


class Comment(Veilable, models.Model):
    """A short remark on an answer. Removed, it stays as an empty row: its history does."""

    key = models.CharField(max_length=120, unique=True, default=new_key, editable=False)
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="comments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    author_name = models.CharField(max_length=120, blank=True)
    body = models.CharField(_("comment"), max_length=COMMENT_LENGTH)
    commented_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ("commented_at", "pk")

    def __str__(self) -> str:
        return f"{self.organisation}: {self.body[:60]}"

    def get_absolute_url(self) -> str:
        """Its place, wherever sorting and paging have put it."""
        return reverse("forum:comment", args=[self.pk])


class Revision(models.Model):
    """What a question, an answer or a comment said before an edit."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="revisions")
    answer = models.ForeignKey(
        Answer, models.CASCADE, null=True, blank=True, related_name="revisions"
    )
    comment = models.ForeignKey(
        Comment, models.CASCADE, null=True, blank=True, related_name="revisions"
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
                condition=Q(answer=None, comment=None),
            ),
            models.UniqueConstraint(
                fields=["answer", "version"],
                name="revision_of_answer_once",
                condition=Q(answer__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["comment", "version"],
                name="revision_of_comment_once",
                condition=Q(comment__isnull=False),
            ),
            models.CheckConstraint(
                name="revision_of_one_post", condition=Q(answer=None) | Q(comment=None)
            ),
        )

    def __str__(self) -> str:
        return f"{self.question} ({self.version})"
