from django.urls import path

from portal.operating import views

app_name = "operating"

urlpatterns = [
    path("", views.system, name="system"),
    path("erneut/", views.again, name="again"),
]
