from django.urls import path

from portal.publishing import views

app_name = "publishing"

urlpatterns = [
    path("seite/<int:pk>/", views.page_by_number, name="page-by-number"),
    path("datei/<int:pk>/", views.file_by_number, name="file-by-number"),
    path("bild/<int:pk>/", views.picture, name="picture"),
    path("medien/<path:name>", views.rendition, name="rendition"),
]
