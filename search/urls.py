from django.urls import path

from search import feeds, suggest_views, views
from search.asked.views import hit_opened

app_name = "search"

urlpatterns = [
    path("", views.results, name="results"),
    path("vorschlaege/", suggest_views.suggest, name="suggestions"),
    path("feed/", feeds.results_feed, name="results-feed"),
    path("genau/", views.exact_search, name="exact-search"),
    path("hilfe/", views.help_page, name="help-page"),
    path("geoeffnet/", hit_opened, name="hit-opened"),
]
