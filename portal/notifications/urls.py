from django.urls import path

from portal.notifications import views

app_name = "notifications"

urlpatterns = [
    path("benachrichtigungen/", views.choices, name="choices"),
    path("benachrichtigungen/abbestellen/<str:token>/", views.stop, name="stop"),
    path("themen/", views.topic_follow, name="topic-follow"),
]
