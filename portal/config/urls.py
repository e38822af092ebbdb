"""Every address of the site; the German words are part of the interface."""

from django.contrib import admin
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

handler403 = "portal.config.errors.permission_denied"

urlpatterns = [
    path("sprache/", include("django.conf.urls.i18n")),
    path("konto/", include("portal.members.urls")),
    path("konto/", include("allauth.urls")),
    path("verwaltung/", admin.site.urls),
    path("cms/", include(wagtailadmin_urls)),
    path("dokumente/", include(wagtaildocs_urls)),
    path("", include(wagtail_urls)),
]
