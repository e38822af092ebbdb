from django.urls import path

from portal.replication import views

app_name = "replication"

urlpatterns = [
    path("", views.report_list, name="report-list"),
    path("zu/<int:pk>/", views.report_write, name="report-write"),
    path("<slug:key>/", views.report_detail, name="report-detail"),
    path("<slug:key>/bearbeiten/", views.report_edit, name="report-edit"),
    path("<slug:key>/zurueckziehen/", views.report_withdraw, name="report-withdraw"),
    path("<slug:key>/ausblenden/", views.report_hide, name="report-hide"),
    path("<slug:key>/einblenden/", views.report_show, name="report-show"),
]
