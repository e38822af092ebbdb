from django.urls import path

from portal.trails import views

app_name = "trails"

urlpatterns = [
    path("", views.trail_list, name="trail-list"),
    path("<slug:slug>/", views.trail_detail, name="trail-detail"),
    path("<slug:slug>/gelesen/", views.station_mark, name="station-mark"),
    path("<slug:slug>/von-vorn/", views.trail_restart, name="trail-restart"),
]
