"""Pictures and files that belong to a question or an answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models.answering import OfficialDraft
from forum.models.posts import Answer, Question
from portal.kernel.content import new_key
from portal.members.audiences import Reader, member_organisations_of

NAME_LENGTH = 120
UNUSED = Q(question=None, answer=None, draft=None)


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Filters by reader and by use."""

    def visible_to(self, reader: Reader) -> "AttachmentQuerySet":
        """Keep what stands on a page the reader may see, and what she brought just now.

        Of a question that became part of another one, the other one's page shows it.
        """
        questions = Question.objects.visible_to(reader).order_by().values("pk")
        visible = (
            Q(question__in=questions)
            | Q(question__merged_into__in=questions)
            | Q(answer__question__in=questions)
        )
        if reader.is_authenticated:
            visible |= UNUSED & Q(uploader=reader.pk)
        if own := member_organisations_of(reader):
            visible |= Q(draft__organisation__in=own, draft__question__in=questions)
        return self.filter(visible)

    def unused(self) -> "AttachmentQuerySet":
        """Keep what no post uses yet."""
        return self.filter(UNUSED)


class Attachment(models.Model):
    """A file in a post's text, as visible as the question's page.

    Until its post is published it is seen by whoever brought it. A text names it by its address,
    so that the text alone says where it stands and what a picture shows.
    """

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    question = models.ForeignKey(
        Question, models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    answer = models.ForeignKey(
        Answer, models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    # Of an answer for the county: its people see it until it is released, and the answer has it.
    draft = models.ForeignKey(
        OfficialDraft, models.SET_NULL, null=True, blank=True, related_name="attachments"
    )
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    file = models.FileField(upload_to="forum/%Y/%m")
    name = models.CharField(_("file name"), max_length=NAME_LENGTH)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size"))
    is_image = models.BooleanField(default=False)
    uploaded_at = models.DateTimeField(default=timezone.now)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ("uploaded_at", "pk")
        indexes = (
            models.Index(
                fields=["uploaded_at"],
                name="attachment_unused",
                condition=UNUSED,
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="attachment_of_one_post", condition=Q(question=None) | Q(answer=None)
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where it is served, to those who may see its question."""
        return reverse("forum:file", args=[self.key])
