from django.urls import path

from portal.directory import views

app_name = "directory"

# Below /kreise/<slug>/ stands /team/ as well: portal/joining/urls.py.
urlpatterns = [
    path("kreise/", views.county_list, name="county-list"),
    path("kreise/<slug:slug>/", views.county_detail, name="county-detail"),
    path("kreise/<slug:slug>/profil/", views.profile_edit, name="profile-edit"),
    path("personen/<str:key>/", views.person_detail, name="person-detail"),
    path("konto/profil/<slug:slug>/", views.own_profile_edit, name="own-profile-edit"),
    path("konto/profil/<slug:slug>/verbergen/", views.consent_withdraw, name="consent-withdraw"),
]
