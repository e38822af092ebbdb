"""Put pages into Wagtail's tree from a data migration, where treebeard's methods do not exist."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

STEP = 4
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def add_page(apps: Any, model: Any, parent: Any, **fields: Any) -> Any:
    """Append a live page below `parent` and return it. `fields` name at least title and slug."""
    content_type, _created = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=model._meta.app_label, model=model._meta.model_name
    )
    page = model(
        path=_next_path(apps, parent),
        depth=parent.depth + 1,
        numchild=0,
        url_path=f"{parent.url_path}{fields['slug']}/",
        content_type=content_type,
        locale=apps.get_model("wagtailcore", "Locale").objects.order_by("pk").first(),
        translation_key=uuid4(),
        draft_title=fields["title"],
        live=True,
        first_published_at=timezone.now(),
        last_published_at=timezone.now(),
        **fields,
    )
    page.save()
    parent.numchild += 1
    parent.save(update_fields=["numchild"])
    return page


def _next_path(apps: Any, parent: Any) -> str:
    below = apps.get_model("wagtailcore", "Page").objects.filter(
        path__startswith=parent.path, depth=parent.depth + 1
    )
    last = below.order_by("path").values_list("path", flat=True).last()
    number = int(last[-STEP:], len(_DIGITS)) + 1 if last else 1
    return str(parent.path) + _base36(number).rjust(STEP, "0")


def _base36(number: int) -> str:
    head, digit = divmod(number, len(_DIGITS))
    return (_base36(head) if head else "") + _DIGITS[digit]
