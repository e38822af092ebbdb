"""Pictures and files. Nobody owns them: who may see them follows from the pages that use them."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, DocumentQuerySet
from wagtail.images.models import AbstractImage, AbstractRendition, ImageQuerySet

from portal.publishing.desk import current_editor
from portal.publishing.models.hiding import workable_files


class FileManager(models.Manager[Any]):
    """All files of a kind; in the CMS, those the editor may work with."""

    def get_queryset(self) -> Any:
        """Wagtail's lists, forms and choosers all begin here."""
        return super().get_queryset().filter(_for_the_desk(self.model))


def _for_the_desk(model: type[models.Model]) -> Q:
    editor = current_editor()
    if editor is None:
        return Q()
    # By number: Wagtail's search takes no other condition on a subquery.
    workable = model._base_manager.filter(workable_files(model, editor))
    return Q(pk__in=workable.order_by().values("pk"))


class Picture(AbstractImage):
    """A picture editors put into pages."""

    admin_form_fields: ClassVar[tuple[str, ...]] = (
        "title", "file", "description", "tags",
        "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height",
    )  # fmt: skip

    objects: ClassVar[Any] = FileManager.from_queryset(ImageQuerySet)()

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")


class PictureRendition(AbstractRendition):
    """A picture in one of the sizes in which it is shown."""

    image = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="rendition_once"
            ),
        )


class Download(AbstractDocument):
    """A file readers can take away: a template, a form, a report."""

    admin_form_fields: ClassVar[tuple[str, ...]] = ("title", "file", "tags")

    objects: ClassVar[Any] = FileManager.from_queryset(DocumentQuerySet)()

    class Meta(AbstractDocument.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")
