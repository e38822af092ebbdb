"""Who had deliveries tried again, for administrators: read only."""

from django.contrib import admin
from django.http import HttpRequest

from portal.operating.models import SecondTry


@admin.register(SecondTry)
class SecondTryAdmin(admin.ModelAdmin[SecondTry]):
    list_display = ("at", "reaction", "number", "actor")
    list_select_related = ("actor",)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        return False

    def has_change_permission(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        obj: SecondTry | None = None,  # noqa: ARG002 - Django's signature
    ) -> bool:
        return False

    def has_delete_permission(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        obj: SecondTry | None = None,  # noqa: ARG002 - Django's signature
    ) -> bool:
        return False
