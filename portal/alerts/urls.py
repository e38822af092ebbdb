from django.urls import path

from portal.alerts import views

app_name = "alerts"

urlpatterns = [
    path("", views.search_list, name="search-list"),
    path("neu/", views.search_save, name="search-save"),
    path("abbestellen/<str:token>/", views.stop, name="stop"),
    path("wuensche/", views.wish_make, name="wish-make"),
    path("wuensche/<slug:key>/", views.wish_withdraw, name="wish-withdraw"),
    path("<slug:key>/", views.search_edit, name="search-edit"),
    path("<slug:key>/ruhen/", views.search_pause, name="search-pause"),
    path("<slug:key>/loeschen/", views.search_delete, name="search-delete"),
]
