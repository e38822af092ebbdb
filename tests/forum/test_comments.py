"""Comments: changed and taken away by their author, for a day, with history."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.actions import comments as actions
from forum.actions.posting import EditConflict, comment_on
from forum.documents import documents
from forum.models import Comment, Revision
from portal.kernel.content import new_key
from portal.kernel.verdict import Refused
from portal.members.models import Membership, User
from portal.outbox.models import Entry
from tests.factories.forum import answer, ask
from tests.factories.members import HARBURG, organisation, person


@pytest.fixture
def comment(harburg: User, osnabrueck: User) -> Comment:
    """Harburg's comment on Osnabrück's answer to a public question."""
    return comment_on(
        actor=harburg,
        organisation=organisation(HARBURG),
        answer=answer(osnabrueck, ask(harburg, visibility="public")),
        body="Danke, das alte Wort.",
        key=new_key(),
        now=timezone.now(),
    )


def test_edit_comment_keeps_what_it_said(comment: Comment, harburg: User, client: Client) -> None:
    now = timezone.now()
    actions.edit_comment(
        actor=harburg, comment=comment, body="Danke, das neue Wort.\x07", version=1, now=now
    )
    comment.refresh_from_db()
    assert (comment.body, comment.version, comment.edited_at) == ("Danke, das neue Wort.", 2, now)
    kept = Revision.objects.get()
    assert (kept.body, kept.comment, kept.answer, kept.editor) == (
        "Danke, das alte Wort.",
        comment,
        None,
        harburg,
    )
    assert Entry.objects.latest("pk").fact == "CommentEdited"
    history = reverse("forum:question-history", args=[comment.answer.question_id])
    assert "<del>alte</del><ins>neue</ins>" in client.get(history).content.decode()
    with pytest.raises(EditConflict):
        actions.edit_comment(actor=harburg, comment=comment, body="Nochmal", version=1, now=now)


def test_comment_changes_for_a_day_and_by_its_author_only(
    comment: Comment, harburg: User, harburg_coordinator: User, osnabrueck: User
) -> None:
    now = timezone.now()
    for stranger in (harburg_coordinator, osnabrueck):
        with pytest.raises(Refused):
            actions.edit_comment(actor=stranger, comment=comment, body="x", version=1, now=now)
        with pytest.raises(Refused):
            actions.remove_comment(actor=stranger, comment=comment, version=1, now=now)
    tomorrow = now + timedelta(hours=25)
    with pytest.raises(Refused, match="einen Tag lang"):
        actions.edit_comment(actor=harburg, comment=comment, body="x", version=1, now=tomorrow)
    comment.refresh_from_db()
    assert comment.body == "Danke, das alte Wort."


def test_remove_comment_leaves_a_trace_only(
    client: Client, comment: Comment, harburg: User, osnabrueck: User
) -> None:
    question, now = comment.answer.question, timezone.now()
    actions.remove_comment(actor=harburg, comment=comment, version=1, now=now)
    with pytest.raises(EditConflict):
        actions.remove_comment(actor=harburg, comment=comment, version=2, now=now)
    assert "das alte Wort" not in client.get(question.get_absolute_url()).content.decode()
    assert "das alte Wort" not in documents([question.key])[question.key].body
    api = client.get(f"/api/v1/questions/{question.key}").json()
    assert api["answers"][0]["comments"] == []
    assert client.get(comment.get_absolute_url()).status_code == 404
    history = reverse("forum:question-history", args=[question.pk])
    moderator = person("Mo Moderation", User.PlatformRole.MODERATOR)
    for reader, reads in ((None, False), (osnabrueck, False), (harburg, True), (moderator, True)):
        if reader:
            client.force_login(reader)
        page = client.get(history).content.decode()
        assert "Der Kommentar wurde entfernt." in page
        assert ("das alte Wort" in page) is reads
    assert Entry.objects.latest("pk").fact == "CommentRemoved"


def test_pages_to_change_and_remove(client: Client, comment: Comment, harburg: User) -> None:
    client.force_login(harburg)
    url = reverse("forum:comment-edit", args=[comment.pk])
    assert client.post(url, {"body": " ", "version": 1}).status_code == 422
    assert client.post(url, {"body": "Neu.", "version": 1})["Location"] == (
        comment.get_absolute_url()
    )
    late = client.post(url, {"body": "Mein zweiter Versuch", "version": 1})
    assert (late.status_code, "Mein zweiter Versuch" in late.content.decode()) == (422, True)
    remove = reverse("forum:comment-remove", args=[comment.pk])
    assert "Neu." in client.get(remove).content.decode()
    client.post(remove, {"version": 1})
    assert Comment.objects.get().removed_at is None
    client.post(remove, {"version": 2})
    assert Comment.objects.get().body == ""
    assert client.get(url).status_code == 404


def test_who_has_left_changes_no_comment(client: Client, comment: Comment, harburg: User) -> None:
    Membership.objects.filter(user=harburg).delete()
    client.force_login(harburg)
    for name in ("comment-edit", "comment-remove"):
        url = reverse(f"forum:{name}", args=[comment.pk])
        assert client.post(url, {"body": "x", "version": 1}).status_code == 403
    comment.refresh_from_db()
    assert (comment.body, comment.removed_at) == ("Danke, das alte Wort.", None)
