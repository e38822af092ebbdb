from django.urls import path

from casestudies.views import browsing, reading, reading_in, writing

app_name = "casestudies"

# No case study has one of these addresses (`CaseStudy.reserved_slugs`).
_WRITING = "fallbeispiele/schreiben/"

urlpatterns = [
    path("fallbeispiele/", reading.case_study_list, name="case-study-list"),
    path("fallbeispiele/karte/", browsing.case_study_map, name="case-study-map"),
    path("fallbeispiele/vergleichen/", browsing.case_study_compare, name="case-study-compare"),
    path(_WRITING, writing.writing_list, name="writing-list"),
    path(f"{_WRITING}neu/", writing.writing_begin, name="writing-begin"),
    path(f"{_WRITING}einlesen/", reading_in.writing_read_in, name="writing-read-in"),
    path(f"{_WRITING}<int:pk>/", writing.writing_check, name="writing-check"),
    path(f"{_WRITING}<int:pk>/eingelesen/", reading_in.writing_report, name="writing-report"),
    path(f"{_WRITING}<int:pk>/verwerfen/", writing.writing_discard, name="writing-discard"),
    path(f"{_WRITING}<int:pk>/<slug:slug>/", writing.writing_step, name="writing-step"),
    path("fallbeispiele/<slug:slug>/", reading.case_study_detail, name="case-study-detail"),
    path("leitfaeden/", reading.guideline_list, name="guideline-list"),
    path("leitfaeden/<slug:slug>/", reading.guideline_detail, name="guideline-detail"),
    path(
        "leitfaeden/<slug:slug>/mustertexte/<int:number>.txt",
        reading.guideline_example,
        name="guideline-example",
    ),
]
