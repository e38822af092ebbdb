from django.urls import path

from portal.pages import views

app_name = "pages"

urlpatterns = [
    path("aktuelles/", views.news_list, name="news-list"),
    path("aktuelles/<slug:slug>/", views.news_detail, name="news-detail"),
]
