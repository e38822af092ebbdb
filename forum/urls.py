from django.urls import path

from forum.views import answers, canned, care, care_log, lists, questions

app_name = "forum"

urlpatterns = [
    path("", lists.question_list, name="question-list"),
    path("stellen/", questions.question_ask, name="question-ask"),
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

urlpatterns += [
    path("pflege/", care_log.care_desk, name="care-desk"),
    path("pflege/textbausteine/", canned.canned_list, name="canned-list"),
    path("pflege/textbausteine/neu/", canned.canned_add, name="canned-add"),
    path("pflege/textbausteine/<slug:key>/", canned.canned_edit, name="canned-edit"),
    path("pflege/textbausteine/<slug:key>/loeschen/", canned.canned_remove, name="canned-remove"),
    path("pflege/rueckgaengig/<slug:key>/", care.care_undo, name="care-undo"),
    path("pflege/notiz/<slug:key>/loeschen/", care_log.staff_note_remove, name="staff-note-remove"),
    path("pflege/<int:pk>/", care_log.care_log, name="care-log"),
    path("pflege/<int:pk>/notiz/", care_log.staff_note_add, name="staff-note-add"),
    path("pflege/<int:pk>/<slug:slug>/", care.care_act, name="care-act"),
]
