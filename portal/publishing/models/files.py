"""Pictures and files. Nobody owns them: who may see them follows from the pages that use them."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.documents.models import AbstractDocument, DocumentQuerySet
from wagtail.images.models import AbstractImage, AbstractRendition, ImageQuerySet

from portal.kernel.files import document_kind
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


class Licence(models.TextChoices):
    """Under which terms a picture may be used, in the words that are customary."""

    CC0 = "CC0-1.0", "CC0 1.0"
    CC_BY = "CC-BY-4.0", "CC BY 4.0"
    CC_BY_SA = "CC-BY-SA-4.0", "CC BY-SA 4.0"
    CC_BY_ND = "CC-BY-ND-4.0", "CC BY-ND 4.0"
    DL_DE_ZERO = "dl-de-zero-2.0", "dl-de/zero-2-0"
    DL_DE_BY = "dl-de-by-2.0", "dl-de/by-2-0"
    PRESS = "press", _("free for news coverage")
    RESERVED = "reserved", _("all rights reserved")


_CREATIVE_COMMONS = "https://creativecommons.org"
_GOVDATA = "https://www.govdata.de/dl-de"
TERMS = {
    Licence.CC0: f"{_CREATIVE_COMMONS}/publicdomain/zero/1.0/deed.de",
    Licence.CC_BY: f"{_CREATIVE_COMMONS}/licenses/by/4.0/deed.de",
    Licence.CC_BY_SA: f"{_CREATIVE_COMMONS}/licenses/by-sa/4.0/deed.de",
    Licence.CC_BY_ND: f"{_CREATIVE_COMMONS}/licenses/by-nd/4.0/deed.de",
    Licence.DL_DE_ZERO: f"{_GOVDATA}/zero-2-0",
    Licence.DL_DE_BY: f"{_GOVDATA}/by-2-0",
}


class Picture(AbstractImage):
    """A picture editors put into pages, and whose it is."""

    credit = models.CharField(
        _("made by"),
        max_length=200,
        blank=True,
        help_text=_("Who is to be named: photographer, agency, archive."),
    )
    rights_holder = models.CharField(
        _("rights held by"),
        max_length=200,
        blank=True,
        help_text=_("Only where that is somebody else."),
    )
    licence = models.CharField(_("licence"), max_length=20, choices=Licence.choices, blank=True)

    admin_form_fields: ClassVar[tuple[str, ...]] = (
        "title", "file", "description", "credit", "rights_holder", "licence", "tags",
        "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height",
    )  # fmt: skip

    objects: ClassVar[Any] = FileManager.from_queryset(ImageQuerySet)()

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    @property
    def rights_html(self) -> SafeString:
        """Whose the picture is and what one may do with it, as it stands below it; may be empty.

        Pages keep it, so it is in the language of the texts, whoever saves them.
        """
        holder = f"© {self.rights_holder}" if self.rights_holder else ""
        with override(settings.LANGUAGE_CODE):
            said = [part for part in (self.credit, holder, self._terms()) if part]
            return format_html_join(" · ", "{}", ((part,) for part in said))

    def _terms(self) -> SafeString | str:
        if address := TERMS.get(Licence(self.licence)) if self.licence else None:
            return format_html(
                '<a rel="license" href="{}">{}</a>', address, self.get_licence_display()
            )
        return self.get_licence_display()


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

    def clean(self) -> None:
        """Make sure that a new file is what its name says, whatever way it came here."""
        super().clean()
        if not self._state.adding or not self.file:
            return
        try:
            ending, _type = document_kind(self._content(), self.filename)
        except ValidationError as error:
            raise ValidationError({"file": error}) from None
        if ending != self.file_extension.lower():
            raise ValidationError(
                {"file": _("The content of this file is not what its name says.")}
            )

    def _content(self) -> bytes:
        if self.file._committed:
            with self.file.open("rb") as stored:
                return bytes(stored.read())
        self.file.seek(0)
        data = bytes(self.file.read())
        self.file.seek(0)
        return data

    objects: ClassVar[Any] = FileManager.from_queryset(DocumentQuerySet)()

    class Meta(AbstractDocument.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")
