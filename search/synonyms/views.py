"""The curators' pages for synonyms, in the CMS."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic

from search.cms import CuratorsViewSet, Trying
from search.synonyms.actions import remove_synonyms, save_synonyms
from search.synonyms.forms import SynonymsForm
from search.synonyms.models import Synonyms
from search.synonyms.trial import Trial, tried


class _Synonyms(Trying):
    template_name = "search/cms/synonyms_form.html"

    def keep(self, form: SynonymsForm) -> Synonyms:
        """Enter the line, or change it."""
        return save_synonyms(
            actor=form.reader,
            synonyms=self.object or Synonyms(),
            line=form.line,
            note=form.cleaned_data["note"],
        )

    def trial(self, form: SynonymsForm) -> Trial:
        """Search with it and without it."""
        return tried(form.reader, form.probed, self.object, form.line)


class SynonymsAdd(_Synonyms, generic.CreateView):
    """A new line."""


class SynonymsEdit(_Synonyms, generic.EditView):
    """Another wording of a line."""


class SynonymsDelete(generic.DeleteView):
    """Take a line away, after asking."""

    def delete_action(self) -> None:
        """Let the action do it."""
        remove_synonyms(actor=self.request.user, synonyms=self.object)


class SynonymsViewSet(CuratorsViewSet):
    """Synonyms under /cms/."""

    model = Synonyms
    name = "search_synonyms"
    url_prefix = "suche/synonyme"
    icon = "resubmit"
    menu_label = _("Synonyms")
    form_class = SynonymsForm
    add_view_class = SynonymsAdd
    edit_view_class = SynonymsEdit
    delete_view_class = SynonymsDelete
    create_template_name = edit_template_name = SynonymsAdd.template_name
    list_display: Any = ("words", "also", "note")
    list_export = ("words", "also", "note")
    search_fields: Any = ("words", "also", "note")
    export_filename = "synonyme"
