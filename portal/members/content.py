"""What every piece of content has: a key, an organisation it belongs to, and its readers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.kernel.content import new_key
from portal.members.models import Organisation


class Visibility(models.TextChoices):
    """Who may read published content; `audiences` says what it means."""

    PUBLIC = "public", _("everyone")
    MEMBERS = "members", _("all member organisations")
    COUNTY = "county", _("only the own organisation")


class OwnedContent(models.Model):
    """Content that belongs to an organisation and stays with it when people leave."""

    key = models.CharField(max_length=120, unique=True, default=new_key, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    visibility = models.CharField(
        _("visible to"),
        max_length=20,
        choices=Visibility.choices,
        default=Visibility.MEMBERS,
        help_text=_("What somebody may not read, they cannot find either."),
    )

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                name="%(class)s_visibility_known",
                condition=Q(visibility__in=["public", "members", "county"]),
            ),
        )
