from django.urls import path

from portal.checklists import views

app_name = "checklists"

_COPY = "arbeitskopien/<slug:key>/"
_STEP = f"{_COPY}schritte/<uuid:step>/"

urlpatterns = [
    path("leitfaeden/<slug:slug>/uebernehmen/", views.take_over, name="take-over"),
    path("arbeitskopien/", views.copy_list, name="copy-list"),
    path(_COPY, views.copy_detail, name="copy-detail"),
    path(f"{_COPY}aenderungen/", views.copy_changes, name="copy-changes"),
    path(f"{_COPY}abschliessen/", views.copy_finish, name="copy-finish"),
    path(f"{_COPY}wieder-oeffnen/", views.copy_reopen, name="copy-reopen"),
    path(f"{_COPY}loeschen/", views.copy_delete, name="copy-delete"),
    path(_STEP, views.step_edit, name="step-edit"),
    path(f"{_STEP}stand/", views.step_mark, name="step-mark"),
]
