from django.urls import path

from portal.upkeep.views import foundations, pages, queue

app_name = "upkeep"

urlpatterns = [
    path("", queue.queue_list, name="queue"),
    path("bericht/", queue.report, name="report"),
    path("bericht.<str:ending>", queue.report_export, name="report-export"),
    path("fristen/", foundations.intervals, name="intervals"),
    path("seite/<int:pk>/", pages.page_upkeep, name="page"),
    path("seite/<int:pk>/wieder-gueltig/", pages.page_restore, name="page-restore"),
    path("seite/<int:pk>/betreuung/", pages.page_caretakers, name="page-caretakers"),
    path("seite/<int:pk>/grundlagen/", pages.page_foundations, name="page-foundations"),
    path(
        "seite/<int:pk>/grundlagen/<int:reliance>/loesen/",
        pages.page_foundation_remove,
        name="page-foundation-remove",
    ),
    path("grundlagen/", foundations.foundation_list, name="foundation-list"),
    path("grundlagen/neu/", foundations.foundation_edit, name="foundation-add"),
    path("grundlagen/<int:pk>/", foundations.foundation_detail, name="foundation-detail"),
    path("grundlagen/<int:pk>/bearbeiten/", foundations.foundation_edit, name="foundation-edit"),
    path("grundlagen/<int:pk>/aenderung/", foundations.change_announce, name="change-announce"),
    path("aenderungen/<slug:key>/", foundations.change_detail, name="change-detail"),
    path(
        "aenderungen/<slug:key>/zuruecknehmen/",
        foundations.change_take_back,
        name="change-take-back",
    ),
]
