from django.urls import path

from portal.readers.views import alike, feedback, pdf, subscriptions, versions

app_name = "readers"

urlpatterns = [
    path("fassungen/<int:pk>/", versions.version_list, name="versions"),
    path("fassungen/<int:pk>/<slug:key>/", versions.version_detail, name="version"),
    path(
        "fassungen/<int:pk>/<slug:key>/aenderungen/",
        versions.version_changes,
        name="version-changes",
    ),
    path("zitieren/<int:pk>/", versions.cite, name="cite"),
    path("aehnlich/<int:pk>/", alike.page_alike, name="alike"),
    path("aehnlich/<int:pk>/kurz/", alike.page_alike_part, name="alike-part"),
    path("rueckmeldungen/", feedback.feedback_list, name="feedback-list"),
    path("rueckmeldungen/zu/<int:pk>/", feedback.feedback_give, name="feedback-give"),
    path("rueckmeldungen/danke/", feedback.feedback_thanks, name="feedback-thanks"),
    path("rueckmeldungen/<slug:key>/", feedback.feedback_settle, name="feedback-settle"),
    path("abonnements/", subscriptions.subscription_list, name="subscriptions"),
    path("abonnements/<int:pk>/", subscriptions.subscription, name="subscription"),
    path("pdf/<int:pk>/", pdf.pdf, name="pdf"),
    path("pdf/<int:pk>/datei/", pdf.pdf_file, name="pdf-file"),
]
