from django.urls import path

from portal.joining.views import people

app_name = "joining"

_people = [
    path("konto/kreis/<slug:slug>/", people.people, name="people"),
    path("konto/kreis/<slug:slug>/einladen/", people.invite, name="invite"),
    path("konto/kreis/<slug:slug>/verlassen/", people.leave, name="leave"),
    path(
        "konto/kreis/<slug:slug>/einladungen/<str:key>/erneut/",
        people.invitation_again,
        name="invitation-again",
    ),
    path(
        "konto/kreis/<slug:slug>/einladungen/<str:key>/widerrufen/",
        people.invitation_revoke,
        name="invitation-revoke",
    ),
    path("konto/kreis/<slug:slug>/personen/<int:pk>/", people.member_change, name="member-change"),
    path(
        "konto/kreis/<slug:slug>/personen/<int:pk>/beenden/",
        people.member_remove,
        name="member-remove",
    ),
    path("einladung/<str:token>/", people.invitation_accept, name="invitation-accept"),
]

urlpatterns = [*_people]
