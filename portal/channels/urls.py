from django.urls import path

from portal.channels.views import filling, keeping, register

app_name = "channels"

urlpatterns = [
    path("", register.channel_list, name="channel-list"),
    path("export.<str:ending>", register.channel_export, name="channel-export"),
    path("<slug:slug>/", register.organisation_channels, name="organisation-channels"),
    path("<slug:slug>/neu/", keeping.channel_add, name="channel-add"),
    path("<slug:slug>/einlesen/", filling.channel_import, name="channel-import"),
    path("<slug:slug>/<str:key>/", register.channel_detail, name="channel-detail"),
    path("<slug:slug>/<str:key>/bearbeiten/", keeping.channel_edit, name="channel-edit"),
    path("<slug:slug>/<str:key>/zustand/", keeping.channel_state, name="channel-state"),
    path("<slug:slug>/<str:key>/schliessen/", keeping.channel_close, name="channel-close"),
    path("<slug:slug>/<str:key>/bestaetigen/", keeping.channel_confirm, name="channel-confirm"),
    path("<slug:slug>/<str:key>/entfernen/", keeping.channel_remove, name="channel-remove"),
    path("<slug:slug>/<str:key>/zahl/", filling.figure_add, name="figure-add"),
    path("<slug:slug>/<str:key>/zahl/<int:pk>/", filling.figure_remove, name="figure-remove"),
    path("<slug:slug>/<str:key>/zahlen/", filling.figures_import, name="figures-import"),
    path("<slug:slug>/<str:key>/momentaufnahme/", filling.snapshot_add, name="snapshot-add"),
    path(
        "<slug:slug>/<str:key>/bild/<str:snapshot>/", register.snapshot_image, name="snapshot-image"
    ),
]
