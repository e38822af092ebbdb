from django.urls import path

from portal.joining.views import applications, people, requests, table

app_name = "joining"

_people = [
    path("kreise/<slug:slug>/team/", people.people, name="people"),
    path("kreise/<slug:slug>/team/einladen/", people.invite, name="invite"),
    path("kreise/<slug:slug>/team/verlassen/", people.leave, name="leave"),
    path(
        "kreise/<slug:slug>/team/einladungen/<str:key>/erneut/",
        people.invitation_again,
        name="invitation-again",
    ),
    path(
        "kreise/<slug:slug>/team/einladungen/<str:key>/widerrufen/",
        people.invitation_revoke,
        name="invitation-revoke",
    ),
    path("kreise/<slug:slug>/team/personen/<int:pk>/", people.member_change, name="member-change"),
    path(
        "kreise/<slug:slug>/team/personen/<int:pk>/beenden/",
        people.member_remove,
        name="member-remove",
    ),
    path("kreise/<slug:slug>/team/export.<str:ending>", table.people_export, name="people-export"),
    path("kreise/<slug:slug>/team/einlesen/", table.people_import, name="people-import"),
    path("einladung/<str:token>/", people.invitation_accept, name="invitation-accept"),
]

_applications = [
    path("mitmachen/", applications.apply, name="apply"),
    path("mitmachen/gesendet/", applications.application_sent, name="application-sent"),
    path(
        "mitmachen/bestaetigen/<str:token>/",
        applications.application_confirm,
        name="application-confirm",
    ),
    path(
        "mitmachen/antrag/<str:token>/", applications.application_status, name="application-status"
    ),
    path(
        "mitmachen/antrag/<str:token>/antworten/",
        applications.application_answer,
        name="application-answer",
    ),
    path(
        "mitmachen/antrag/<str:token>/zurueckziehen/",
        applications.application_withdraw,
        name="application-withdraw",
    ),
    path("mitmachen/adressliste.<str:ending>", table.addresses_export, name="addresses-export"),
    path("mitmachen/antraege/", applications.application_list, name="application-list"),
    path(
        "mitmachen/antraege/<str:key>/", applications.application_detail, name="application-detail"
    ),
    path(
        "mitmachen/antraege/<str:key>/stimme/<slug:slug>/",
        applications.application_vote,
        name="application-vote",
    ),
    path(
        "mitmachen/antraege/<str:key>/<str:decision>/",
        applications.application_decide,
        name="application-decide",
    ),
]

_requests = [
    path("mitmachen/anfrage/", requests.request_join, name="request-join"),
    path("mitmachen/anfrage/gesendet/", requests.request_sent, name="request-sent"),
    path("mitmachen/anfrage/<str:token>/", requests.request_confirm, name="request-confirm"),
    path(
        "kreise/<slug:slug>/team/anfragen/<str:key>/annehmen/",
        requests.request_accept,
        name="request-accept",
    ),
    path(
        "kreise/<slug:slug>/team/anfragen/<str:key>/ablehnen/",
        requests.request_decline,
        name="request-decline",
    ),
    path("kreise/<slug:slug>/team/domains/", requests.domains, name="domains"),
    path(
        "kreise/<slug:slug>/team/domains/<int:pk>/entfernen/",
        requests.domain_remove,
        name="domain-remove",
    ),
]

urlpatterns = [*_people, *_applications, *_requests]
