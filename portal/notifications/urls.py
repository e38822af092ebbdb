from django.urls import path

from portal.notifications import views

app_name = "notifications"

urlpatterns = [
    path("benachrichtigungen/", views.choices, name="choices"),
    path("benachrichtigungen/abbestellen/<str:token>/", views.stop, name="stop"),
    path("themen/", views.topic_follow, name="topic-follow"),
]

# Beside the account, not below it: the pages there are open before a second factor is set up.
inbox = (
    [
        path("", views.inbox, name="list"),
        path("gelesen/", views.inbox_read_all, name="read-all"),
        path("<slug:key>/", views.notice_open, name="open"),
    ],
    "inbox",
)
