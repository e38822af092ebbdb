from django.urls import path

from portal.feeds import views

app_name = "feeds"

urlpatterns = [
    path("", views.subscribe, name="subscribe"),
    path("schluessel/", views.key_make, name="key-make"),
    path("schluessel/widerrufen/", views.key_revoke, name="key-revoke"),
]
