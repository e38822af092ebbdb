from django.urls import path

from portal.onboarding.views import assessment, desk, mentoring, nudges
from portal.onboarding.views import path as paths

app_name = "onboarding"

urlpatterns = [
    path("", paths.start, name="start"),
    path("erinnerungen/<str:token>/", nudges.nudges_stop, name="nudges-stop"),
    path("moderation/", desk.desk, name="desk"),
    path("moderation/luecken/", desk.desk_gaps, name="desk-gaps"),
    path("moderation/mentoren/", desk.desk_mentorships, name="desk-mentorships"),
    path("moderation/mentoren/suchen/", desk.desk_match, name="desk-match"),
    path("<slug:slug>/", paths.county_path, name="county-path"),
    path("<slug:slug>/abhaken/", paths.tick, name="tick"),
    path("<slug:slug>/startseite/", paths.put_away, name="put-away"),
    path("<slug:slug>/einschaetzung/", assessment.assessment, name="assessment"),
    path(
        "<slug:slug>/einschaetzung/<slug:page>/",
        assessment.assessment_page,
        name="assessment-page",
    ),
    path("<slug:slug>/profil/", assessment.profile, name="profile"),
    path("<slug:slug>/frage/", assessment.question, name="question"),
    path("<slug:slug>/treffen/", mentoring.meeting, name="meeting"),
    path("<slug:slug>/mentor/", mentoring.mentoring, name="mentoring"),
    path("<slug:slug>/mentor/angebot/", mentoring.mentor_offer, name="mentor-offer"),
    path(
        "<slug:slug>/mentor/<str:key>/zusagen/",
        mentoring.mentorship_agree,
        name="mentorship-agree",
    ),
    path(
        "<slug:slug>/mentor/<str:key>/ablehnen/",
        mentoring.mentorship_decline,
        name="mentorship-decline",
    ),
    path("<slug:slug>/mentor/<str:key>/beenden/", mentoring.mentorship_end, name="mentorship-end"),
]
