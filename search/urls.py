from django.urls import path

from search import feeds, views
from search.asked.views import hit_opened

app_name = "search"

urlpatterns = [
    path("", views.results, name="results"),
    path("feed/", feeds.results_feed, name="results-feed"),
    path("geoeffnet/", hit_opened, name="hit-opened"),
]
