from django.urls import path

from portal.pages.views import news, press

app_name = "pages"

urlpatterns = [
    path("aktuelles/", news.news_list, name="news-list"),
    path("aktuelles/<slug:slug>/", news.news_detail, name="news-detail"),
    # Not below /aktuelles/, where every word may be a page's own.
    path("feeds/aktuelles/", news.news_feed, name="news-feed"),
    path("presse/", press.press_desk, name="press-desk"),
    path("presse/einlesen/", press.release_read, name="release-read"),
    path("presse/kreis/<slug:slug>/", press.press_office_edit, name="press-office-edit"),
    path("presse/entwurf/<str:key>/", press.release_draft, name="release-draft"),
    path("presse/entwurf/<str:key>/verwerfen/", press.release_discard, name="release-discard"),
]
