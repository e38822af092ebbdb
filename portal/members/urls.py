from django.urls import path

from portal.members import views
from portal.members.sso.views import sso_callback, sso_connect, sso_login

urlpatterns = [
    path("", views.account, name="account"),
    path("name/", views.account_name, name="account-name"),
    path("einstellungen/", views.account_preferences, name="account-preferences"),
    path("daten/", views.account_data, name="account-data"),
    path("loeschen/", views.account_erase, name="account-erase"),
    path("oidc/<slug:provider_id>/login/", sso_login, name="sso-login"),
    path("oidc/<slug:provider_id>/login/callback/", sso_callback, name="sso-callback"),
    path("oidc/<slug:provider_id>/verbinden/", sso_connect, name="sso-connect"),
    path("schluessel/", views.account_tokens, name="account-tokens"),
    path(
        "schluessel/<int:pk>/widerrufen/", views.account_token_revoke, name="account-token-revoke"
    ),
]
