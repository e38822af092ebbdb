"""What the pages of the CMS have in common on which curators look after the search.

Wagtail's views lead; what is kept is kept by our actions, and the button beside a form shows what
would come of it without keeping anything.
"""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.formats import localize
from django.utils.functional import cached_property
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies.base import BlanketPermissionPolicy

from portal.kernel.tables.downloads import download
from portal.members.models import User
from search.curators import Unusable, may_curate_search

# The name of the button that only shows.
TRY = "try"


class Curators(BlanketPermissionPolicy):
    """Our rule in Wagtail's words: who may curate the search, may do all of it."""

    def user_has_permission(self, user: User, action: str) -> bool:  # noqa: ARG002
        """Whether she is a curator."""
        return bool(may_curate_search(user))

    def user_has_any_permission(self, user: User, actions: Any) -> bool:  # noqa: ARG002
        """Whether she is a curator."""
        return bool(may_curate_search(user))


class CuratorsForm(forms.Form):
    """A form about one row, for one reader. `trying`: it is filled in to see what would come."""

    def __init__(
        self, *args: Any, instance: Any, reader: User, trying: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.instance, self.reader, self.trying = instance, reader, trying

    def entered(self) -> list[forms.BoundField]:
        """Return the fields that are kept."""
        return [field for field in self if field.name != "probe"]


class Trying:
    """A create or edit view whose form is tried out, and kept by an action."""

    request: HttpRequest
    object: Any
    form: Any
    kwargs: dict[str, Any]

    def keep(self, form: Any) -> Any:
        """Call the action; it raises Unusable where the form was right and the moment is not."""
        raise NotImplementedError

    def trial(self, form: Any) -> Any:
        """Return what would come of the form as it is."""
        raise NotImplementedError

    @cached_property
    def is_trying(self) -> bool:
        """Whether the button was pressed that keeps nothing."""
        return TRY in self.request.POST

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form for whom it is."""
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        kwargs.setdefault("instance", None)
        return kwargs | {"reader": self.request.user, "trying": self.is_trying}

    def form_valid(self, form: Any) -> HttpResponse:
        """Show, or keep and say so."""
        self.form = form
        if self.is_trying:
            return self.render_to_response(self.get_context_data(trial=self.trial(form)))  # type: ignore[attr-defined]
        try:
            self.object = self.keep(form)
        except Unusable as error:
            form.add_error(None, str(error.reason))
            # Asked again, Wagtail words the message above the form.
            self.is_valid(form)  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]
        return self.save_action()  # type: ignore[attr-defined]


class ListView(generic.IndexView):
    """A list that is taken away as our tables are: no cell of it is a formula."""

    def prepared(self, rows: Any) -> list[Any]:
        """Return rows with what is shown of them beside their fields."""
        return list(rows)

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> HttpResponse:
        """Hand out the rows that are listed."""
        head = [self.get_heading(queryset, field) for field in self.list_export]
        rows = (
            [str(localize(getattr(row, field)) or "") for field in self.list_export]
            for row in self.prepared(queryset)
        )
        name = self.get_filename()
        return download([head, *rows], spreadsheet_format, name=name, sheet=name)


class CuratorsViewSet(ModelViewSet):
    """List, add, edit, delete and the log of each row; nothing else."""

    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = ListView
    form_class: type[CuratorsForm]

    @property
    def permission_policy(self) -> Curators:
        """Curators, as their role says at this moment."""
        return Curators(self.model)

    def get_form_class(self, for_update: bool = False) -> type[CuratorsForm]:  # noqa: ARG002, FBT001, FBT002
        """Use the same form for new rows and old ones."""
        return self.form_class

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Nothing refers to a row: there is no page that would list its uses."""
        found: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        return found | {"usage_url_name": None}

    def get_urlpatterns(self) -> list[Any]:
        """Leave that page out."""
        return [one for one in super().get_urlpatterns() if one.name != "usage"]
