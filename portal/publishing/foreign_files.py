"""Files an editor may not work with stay out of the pages she writes.

A file is read by the readers of every page that uses it. Whoever could name another county's file
in an open page, by its number, would open it for all; so forms offer and take only what is hers,
and a page is refused that names anything else.
"""

from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page, ReferenceIndex

from portal.publishing.desk import current_editor


class FileChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """The files of whoever works now: Wagtail keeps its fields from one request to the next."""

    def _get_queryset(self) -> Any:
        kept: Any = super()._get_queryset()  # type: ignore[misc]
        return kept.model.objects.all()

    queryset = property(_get_queryset, forms.ModelChoiceField._set_queryset)  # type: ignore[attr-defined]


class PictureChooserBlock(ImageChooserBlock):
    """Wagtail's, which would keep the choices of the first editor for all others."""

    @property
    def field(self) -> Any:
        """Make the field of this block, once."""
        if "_made" not in self.__dict__:
            self.__dict__["_made"] = FileChoiceField(
                queryset=self.model_class._base_manager.all(),
                widget=self.widget,
                required=self._required,
                validators=self._validators,
                help_text=self._help_text,
            )
        return self.__dict__["_made"]

    def deconstruct(self) -> Any:
        """Let migrations know Wagtail's block: the data are the same."""
        _path, args, kwargs = super().deconstruct()
        return "wagtail.images.blocks.ImageChooserBlock", args, kwargs


def require_workable_files(page: Page) -> None:
    """Refuse a page that names files the editor may not work with; outside the CMS nobody asks.

    What stands in its newest version already may stay there: others have put it in.
    """
    if current_editor() is None:
        return
    hidden = _hidden(files_named(page))
    if hidden and page.pk:
        latest = page.get_latest_revision()
        hidden -= files_named(latest.as_object()) if latest else set()
    if hidden:
        raise ValidationError(
            _("The text names a picture or a file that you cannot use. Please take it out.")
        )


def files_named(page: Page) -> set[tuple[Any, int]]:
    """Return the pictures and files a page uses as it stands in memory, as model and number."""
    kinds = ContentType.objects.get_for_models(get_image_model(), get_document_model())
    models = {kind.pk: model for model, kind in kinds.items()}
    return {
        (models[kind], int(number))
        for kind, number, _field, _place in ReferenceIndex._extract_references_from_object(page)
        if kind in models and str(number).isdecimal()
    }


def _hidden(files: set[tuple[Any, int]]) -> set[tuple[Any, int]]:
    workable: set[tuple[Any, int]] = set()
    for model in {model for model, _number in files}:
        numbers = [number for kind, number in files if kind is model]
        found = model.objects.filter(pk__in=numbers).values_list("pk", flat=True)
        workable |= {(model, pk) for pk in found}
    return files - workable
