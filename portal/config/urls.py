"""Every address of the site; the German words are part of the interface."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import RedirectView
from django.views.i18n import set_language
from taggit.models import Tag
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from portal.config import health
from portal.config.api import api
from portal.notifications import urls as notification_urls
from portal.publishing.views import download

# What libraries register beside our own: second-factor secrets and sessions are nobody's to edit,
# addresses and groups have their own places.
for model in (
    Authenticator, EmailAddress, Group, SocialAccount, SocialApp, SocialToken, Tag, UserSession,
):  # fmt: skip
    if admin.site.is_registered(model):
        admin.site.unregister(model)

handler403 = "portal.config.errors.permission_denied"

urlpatterns = [
    # No token: the switch stands on every page, and readers without an account get no cookie
    # for it. The worst a forged form could do is to change the language.
    path("sprache/", csrf_exempt(set_language), name="set_language"),
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("konto/", include("portal.members.urls")),
    path("konto/", include("portal.notifications.urls")),
    path("konto/", include("allauth.urls")),
    path("mitteilungen/", include(notification_urls.inbox)),
    path("api/v1/", api.urls),
    path("verwaltung/", admin.site.urls),
    # One way to log in: Wagtail's own form would pass by its limits and second factor.
    path(
        "cms/login/",
        RedirectView.as_view(pattern_name="account_login", query_string=True),
        name="cms-login",
    ),
    path("cms/account/", RedirectView.as_view(pattern_name="account"), name="cms-account"),
    path("cms/", include(wagtailadmin_urls)),
    # Under Wagtail's name: its models make their addresses by it.
    path("dokumente/<int:pk>/<path:name>", download, name="wagtaildocs_serve"),
    path("fragen/", include("forum.urls")),
    path("suche/gespeichert/", include("portal.alerts.urls")),
    path("suche/", include("search.urls")),
    path("feeds/", include("portal.feeds.urls")),
    path("", include("portal.joining.urls")),
    path("", include("portal.exits.urls")),
    path("kanaele/", include("portal.channels.urls")),
    path("", include("portal.directory.urls")),
    path("einstieg/", include("portal.onboarding.urls")),
    path("pflege/", include("portal.upkeep.urls")),
    path("wissen/", include("portal.provenance.urls")),
    path("betrieb/", include("portal.operating.urls")),
    path("redaktion/bericht/", include("portal.curating.urls")),
    path("redaktion/", include("portal.editorial.urls")),
    path("nachnutzung/", include("portal.replication.urls")),
    path("", include("portal.readers.urls")),
    path("", include("portal.checklists.urls")),
    path("", include("casestudies.urls")),
    path("", include("portal.pages.urls")),
    path("sammlungen/", include("portal.trails.urls")),
    path("", include("portal.publishing.urls")),
    path("", include("portal.home.urls")),
    path("", include(wagtail_urls)),
]
