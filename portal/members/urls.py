from django.urls import path

from portal.members import views

urlpatterns = [
    path("", views.account, name="account"),
    path("schluessel/", views.account_tokens, name="account-tokens"),
    path(
        "schluessel/<int:pk>/widerrufen/", views.account_token_revoke, name="account-token-revoke"
    ),
]
