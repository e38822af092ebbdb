"""Topics and channels, kept by administrators."""

from collections.abc import Sequence

from django.contrib import admin

from portal.taxonomy.models import Platform, Topic


@admin.register(Topic, Platform)
class WordAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A word's address is in links and imports: it stays once it is given."""

    list_display = ("name", "slug")
    search_fields = ("name", "slug")

    def get_readonly_fields(self, request: object, obj: object = None) -> tuple[str, ...]:  # noqa: ARG002 - Django's signature
        return ("slug",) if obj else ()

    def get_prepopulated_fields(
        self,
        request: object,  # noqa: ARG002 - Django's signature
        obj: object = None,
    ) -> dict[str, Sequence[str]]:
        return {} if obj else {"slug": ("name",)}
