from django.urls import path

from forum.views import answers, asking, drafts, files, lists, questions, veils

app_name = "forum"

urlpatterns = [
    path("", lists.question_list, name="question-list"),
    path("stellen/", asking.question_ask, name="question-ask"),
    path("vorschau/", questions.markdown_preview, name="markdown-preview"),
    path("<int:pk>/", questions.question_detail, name="question-short"),
    path("<int:pk>/bearbeiten/", questions.question_edit, name="question-edit"),
    path("<int:pk>/verlauf/", questions.question_history, name="question-history"),
    path("<int:pk>/antworten/", answers.answer_add, name="answer-add"),
    path("antwort/<int:pk>/bearbeiten/", answers.answer_edit, name="answer-edit"),
    path("antwort/<int:pk>/kommentieren/", answers.comment_add, name="comment-add"),
    path("antwort/<int:pk>/annehmen/", answers.answer_accept, name="answer-accept"),
    path(
        "antwort/<int:pk>/zuruecknehmen/", answers.acceptance_withdraw, name="acceptance-withdraw"
    ),
    path("<int:pk>/<slug:slug>/", questions.question_detail, name="question-detail"),
]

# Asking: before the addresses of questions, whose titles may be any word.
urlpatterns[:0] = [
    path("aehnlich/", asking.similar_content, name="similar"),
    path("nennen/", asking.names, name="names"),
    path("entwurf/", drafts.draft_save, name="draft-save"),
    path("entwurf/verwerfen/", drafts.draft_discard, name="draft-discard"),
    path("dateien/", drafts.file_add, name="file-add"),
    path("datei/<str:key>/", files.file, name="file"),
    path("<int:pk>/wer-fragt/", veils.question_asker, name="question-asker"),
]
