from django.urls import path

from casestudies import views

app_name = "casestudies"

urlpatterns = [
    path("fallbeispiele/", views.case_study_list, name="case-study-list"),
    path("fallbeispiele/<slug:slug>/", views.case_study_detail, name="case-study-detail"),
    path("leitfaeden/", views.guideline_list, name="guideline-list"),
    path("leitfaeden/<slug:slug>/", views.guideline_detail, name="guideline-detail"),
]
