from django.urls import path

from portal.joining.views import people

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
    path("einladung/<str:token>/", people.invitation_accept, name="invitation-accept"),
]

urlpatterns = [*_people]
