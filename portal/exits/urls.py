from django.urls import path

from portal.exits import views

app_name = "exits"

urlpatterns = [
    path("kreise/<slug:slug>/paket/", views.package, name="package"),
    path("kreise/<slug:slug>/paket/<str:key>/", views.package_download, name="package-download"),
]
