from django.urls import path

from portal.editorial.views import deciding, desk, handing_in, opinions, pages

app_name = "editorial"

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("einreichen/<str:key>/", handing_in.submit, name="submit"),
    path("seite/<str:key>/", pages.page, name="page"),
    path("seite/<str:key>/lesen/", pages.read, name="read"),
    path("seite/<str:key>/aenderungen/", pages.changes, name="changes"),
    path("seite/<str:key>/entscheiden/", deciding.decide, name="decide"),
    path("seite/<str:key>/uebernehmen/", deciding.take, name="take"),
    path("seite/<str:key>/abgeben/", deciding.let_go, name="let-go"),
    path("seite/<str:key>/zurueckziehen/", deciding.withdraw, name="withdraw"),
    path("seite/<str:key>/beenden/", deciding.end, name="end"),
    path("seite/<str:key>/anmerken/", pages.note_add, name="note-add"),
    path("anmerkung/<str:note>/erledigt/", pages.note_settle, name="note-settle"),
    path("seite/<str:key>/stellungnahme/", opinions.ask, name="opinion-ask"),
    path("anfrage/<str:opinion>/widerrufen/", opinions.revoke, name="opinion-revoke"),
    path("stellungnahme/<str:token>/", opinions.give, name="opinion-give"),
]
