from django.urls import path

from portal.curating import views

app_name = "curating"

urlpatterns = [
    path("", views.report, name="report"),
    path("gesucht/", views.asked_report, name="asked"),
    path("gesucht/beauftragen/", views.commission, name="commission"),
    path("gesucht/<slug:name>.<str:ending>", views.asked_export, name="asked-export"),
    path("<slug:name>.<str:ending>", views.report_export, name="report-export"),
]
