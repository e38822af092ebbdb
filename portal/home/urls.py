from django.urls import path

from portal.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("uebersicht/", views.dashboard, name="dashboard"),
]
