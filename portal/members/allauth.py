"""How Kreiswissen uses django-allauth's second factors; its mails: `portal.notifications`."""

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings


class MFAAdapter(DefaultMFAAdapter):
    """Second factors carry the platform's name, whatever host it runs on."""

    def _get_site_name(self) -> str:
        return str(settings.WAGTAIL_SITE_NAME)
