from django.urls import path

from search import feeds, views

app_name = "search"

urlpatterns = [
    path("", views.results, name="results"),
    path("feed/", feeds.results_feed, name="results-feed"),
    path("genau/", views.exact_search, name="exact-search"),
    path("hilfe/", views.help_page, name="help-page"),
]
