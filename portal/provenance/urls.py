from django.urls import path

from portal.provenance.views import begin, consents, sources

app_name = "provenance"

urlpatterns = [
    path("aus-frage/<int:pk>/", begin.article_begin, name="article-begin"),
    path("quellen/<int:pk>/", sources.sources, name="sources"),
    path("quellen/<int:pk>/fragen/", sources.readers_ask, name="readers-ask"),
    path("quelle/<slug:key>/", sources.source_compare, name="source-compare"),
    path("quelle/<slug:key>/gesehen/", sources.source_seen, name="source-seen"),
    path("zustimmungen/", consents.consent_list, name="consent-list"),
    path("zustimmungen/<slug:key>/", consents.consent_decide, name="consent-decide"),
]
