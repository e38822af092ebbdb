from django.urls import path

from forum import views

app_name = "forum"

urlpatterns = [
    path("", views.question_list, name="question-list"),
    path("stellen/", views.question_ask, name="question-ask"),
    path("vorschau/", views.markdown_preview, name="markdown-preview"),
    path("<int:pk>/", views.question_detail, name="question-short"),
    path("<int:pk>/bearbeiten/", views.question_edit, name="question-edit"),
    path("<int:pk>/verlauf/", views.question_history, name="question-history"),
    path("<int:pk>/antworten/", views.answer_add, name="answer-add"),
    path("antwort/<int:pk>/bearbeiten/", views.answer_edit, name="answer-edit"),
    path("antwort/<int:pk>/kommentieren/", views.comment_add, name="comment-add"),
    path("antwort/<int:pk>/annehmen/", views.answer_accept, name="answer-accept"),
    path("antwort/<int:pk>/zuruecknehmen/", views.acceptance_withdraw, name="acceptance-withdraw"),
    path("<int:pk>/<slug:slug>/", views.question_detail, name="question-detail"),
]
