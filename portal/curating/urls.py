from django.urls import path

from portal.curating import views

app_name = "curating"

urlpatterns = [
    path("", views.report, name="report"),
    path("<slug:name>.<str:ending>", views.report_export, name="report-export"),
]
