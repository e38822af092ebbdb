"""What could not be delivered, for administrators: read why, then try again."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.outbox.delivery import try_again
from portal.outbox.models import Entry


class StateFilter(admin.SimpleListFilter):
    """Where a delivery stands."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, object]]:  # type: ignore[override]  # noqa: ARG002 - Django's signature
        return [("failed", _("failed")), ("open", _("open")), ("delivered", _("delivered"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:  # noqa: ARG002 - Django's signature
        match self.value():
            case "failed":
                return queryset.exclude(failed_at=None)
            case "open":
                return queryset.filter(delivered_at=None, failed_at=None)
            case "delivered":
                return queryset.exclude(delivered_at=None)
        return queryset


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin[Entry]):
    list_display = ("recorded_at", "fact", "kind", "key", "reaction", "attempts", "last_error")
    list_filter = (StateFilter, "kind")
    search_fields = ("key", "last_error")
    actions = ("try_again",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        return False

    def has_change_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:  # noqa: ARG002 - Django's signature
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:  # noqa: ARG002 - Django's signature
        return False

    @admin.action(description=_("Try again"), permissions=["view"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Entry]) -> None:
        """Give failed deliveries another chance."""
        count = try_again(queryset.values_list("pk", flat=True), timezone.now())
        self.message_user(
            request,
            ngettext(
                "%(count)d delivery will be tried again.",
                "%(count)d deliveries will be tried again.",
                count,
            )
            % {"count": count},
            messages.SUCCESS,
        )
