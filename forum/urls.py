from django.urls import path

from forum.views import (
    alike,
    answers,
    asking,
    bookmarks,
    canned,
    care,
    care_log,
    comments,
    drafts,
    feeds,
    figures,
    files,
    following,
    foundations,
    lists,
    marks,
    official,
    questions,
    reading,
    requests,
    routing,
    veils,
)

app_name = "forum"

_answering = [
    path("antwort/<int:pk>/", answers.answer, name="answer"),
    path("antwort/<int:pk>/danken/", answers.answer_thank, name="answer-thank"),
    path("antwort/<int:pk>/hilfreich/", marks.helpful_add, name="helpful-add"),
    path("antwort/<int:pk>/nicht-hilfreich/", marks.helpful_take_back, name="helpful-take-back"),
    path("kommentar/<int:pk>/", comments.comment, name="comment"),
    path("kommentar/<int:pk>/bearbeiten/", comments.comment_edit, name="comment-edit"),
    path("kommentar/<int:pk>/entfernen/", comments.comment_remove, name="comment-remove"),
    path("<int:pk>/betrifft/<slug:slug>/", marks.affected_add, name="affected-add"),
    path(
        "<int:pk>/betrifft-nicht/<slug:slug>/", marks.affected_take_back, name="affected-take-back"
    ),
    path("<int:pk>/in-arbeit/<slug:slug>/", marks.work_begin, name="work-begin"),
    path("<int:pk>/nicht-in-arbeit/<slug:slug>/", marks.work_end, name="work-end"),
]

_official = [
    path("<int:pk>/amtsantwort/", official.draft_begin, name="draft-begin"),
    path("amtsantworten/", official.draft_list, name="draft-list"),
    path("amtsantworten/<int:pk>/", official.draft_detail, name="draft-detail"),
    path("amtsantworten/<int:pk>/bearbeiten/", official.draft_edit, name="draft-edit"),
    path("amtsantworten/<int:pk>/vorlegen/", official.draft_submit, name="draft-submit"),
    path("amtsantworten/<int:pk>/zurueckholen/", official.draft_take_back, name="draft-take-back"),
    path("amtsantworten/<int:pk>/freigeben/", official.draft_release, name="draft-release"),
    path("amtsantworten/<int:pk>/zurueckgeben/", official.draft_return, name="draft-return"),
    path("amtsantworten/<int:pk>/verwerfen/", official.draft_discard, name="draft-discard"),
]

_reading = [
    path("alle-gelesen/", reading.all_read, name="all-read"),
    path("<int:pk>/neu/", reading.first_new, name="first-new"),
    path("<int:pk>/gelesen/", reading.question_read, name="question-read"),
    path("gefolgt/", following.followed, name="followed"),
    path("gefolgt/<int:pk>/beenden/", following.following_end, name="following-end"),
    path("gefolgt/<int:pk>/stumm/", following.following_mute, name="following-mute"),
    path("gefolgt/thema/<slug:slug>/beenden/", following.topic_end, name="topic-end"),
    path("gefolgt/thema/<slug:slug>/stumm/", following.topic_mute, name="topic-mute"),
    path("<int:pk>/folgen/", following.question_follow, name="question-follow"),
    path("<int:pk>/stumm/", following.question_mute, name="question-mute"),
    path("<int:pk>/nicht-folgen/", following.question_unfollow, name="question-unfollow"),
    path("gemerkt/", bookmarks.bookmark_list, name="bookmark-list"),
    path("gemerkt/<int:pk>/", bookmarks.bookmark_edit, name="bookmark-edit"),
    path("gemerkt/<int:pk>/entfernen/", bookmarks.bookmark_end, name="bookmark-end"),
    path("<int:pk>/merken/", bookmarks.question_keep, name="question-keep"),
    path("<int:pk>/nicht-merken/", bookmarks.question_drop, name="question-drop"),
    path("antwort/<int:pk>/merken/", bookmarks.answer_keep, name="answer-keep"),
    path("antwort/<int:pk>/nicht-merken/", bookmarks.answer_drop, name="answer-drop"),
]

urlpatterns = [
    *_answering,
    *_official,
    *_reading,
    path("", lists.question_list, name="question-list"),
    path("stellen/", asking.question_ask, name="question-ask"),
    path("vorschau/", questions.markdown_preview, name="markdown-preview"),
    path("<int:pk>/", questions.question_detail, name="question-short"),
    path("<int:pk>/bearbeiten/", questions.question_edit, name="question-edit"),
    path("<int:pk>/verlauf/", questions.question_history, name="question-history"),
    path("<int:pk>/antworten/", answers.answer_add, name="answer-add"),
    path("antwort/<int:pk>/grundlagen/", foundations.answer_foundations, name="answer-foundations"),
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

urlpatterns += [
    path("feed/", feeds.questions_feed, name="questions-feed"),
    path("feed/kreis/<slug:slug>/", feeds.county_feed, name="county-feed"),
    path("feed/frage/<int:pk>/", feeds.question_feed, name="question-feed"),
]

urlpatterns += [
    path("zahlen/", figures.figures, name="figures"),
    path("zahlen/tabelle.<slug:ending>", figures.figures_export, name="figures-export"),
]

urlpatterns += [
    path("stellen/wen-fragen/", routing.suggest, name="question-suggest"),
    path("anfragen/", requests.request_list, name="request-list"),
    path("anfragen/frage/<int:pk>/", routing.question_route, name="question-route"),
    path("anfragen/<slug:key>/uebernehmen/", requests.request_take, name="request-take"),
    path("anfragen/<slug:key>/weitergeben/", requests.request_hand_on, name="request-hand-on"),
    path("anfragen/<slug:key>/ablehnen/", requests.request_decline, name="request-decline"),
]

# Asking: before the addresses of questions, whose titles may be any word.
urlpatterns[:0] = [
    path("aehnlich/", asking.similar_content, name="similar"),
    path("nennen/", asking.names, name="names"),
    path("entwurf/", drafts.draft_save, name="text-save"),
    path("entwurf/verwerfen/", drafts.draft_discard, name="text-discard"),
    path("dateien/", drafts.file_add, name="file-add"),
    path("datei/<str:key>/", files.file, name="file"),
    path("<int:pk>/aehnlich/", alike.question_alike, name="question-alike"),
    path("<int:pk>/aehnlich/kurz/", alike.question_alike_part, name="question-alike-part"),
    path("<int:pk>/wer-fragt/", veils.question_asker, name="question-asker"),
]
