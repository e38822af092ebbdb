from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReplicationConfig(AppConfig):
    """What other counties made of a case study."""

    name = "portal.replication"
    label = "replication"
    verbose_name = _("Replications")
