"""The pages: the desk, handing in, where it stands, deciding."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casestudies.models import CaseStudy
from portal.editorial.actions import ending, looking
from portal.editorial.models import SectionNote, Submission
from portal.editorial.queries.desk import waiting_steps
from portal.editorial.queries.people import asked_at
from portal.kernel.verdict import Refused
from portal.members.models import Membership, User
from tests.editorial.conftest import SECRET, browser
from tests.factories.editorial import agree, ask, ask_for_changes, draft_of, edit, send, step
from tests.factories.members import HARBURG, organisation, person, person_of


def page_url(page: CaseStudy, name: str = "page") -> str:
    return reverse(f"editorial:{name}", args=[page.key])


def decision(page: CaseStudy, submission: Submission, **fields: object) -> dict[str, object]:
    revision = CaseStudy.objects.get(pk=page.pk).latest_revision_id
    return {"step": step(submission).pk, "revision": revision, "comment": "", **fields}


def test_handing_in_says_who_is_asked(
    author: User, lead: User, moderator: User, draft: CaseStudy
) -> None:
    client = browser(author)
    shown = client.get(page_url(draft, "submit"))
    assert "Lea Osnabrück" in shown.text
    answer = client.post(page_url(draft, "submit"), {"note": "Bitte bald."})
    assert answer.headers["Location"] == page_url(draft)
    assert Submission.objects.get().note == "Bitte bald."
    # A second time leads to where it stands.
    again = client.post(page_url(draft, "submit"), {"note": ""})
    assert (again.headers["Location"], Submission.objects.count()) == (page_url(draft), 1)


def test_handing_in_refuses_gaps_and_shows_them(author: User, lead: User, draft: CaseStudy) -> None:
    edit(draft, author, title="")
    answer = browser(author).post(page_url(draft, "submit"), {"note": ""})
    assert (answer.status_code, Submission.objects.count()) == (422, 0)
    assert "Die Seite hat keinen Titel." in answer.text


def test_the_address_takes_the_key_with_dashes(author: User, lead: User, draft: CaseStudy) -> None:
    key = "-".join([draft.key[:8], draft.key[8:12], draft.key[12:16], draft.key[16:20],
                    draft.key[20:]])  # fmt: skip
    assert browser(author).get(reverse("editorial:submit", args=[key])).status_code == 200


@pytest.mark.parametrize("who", ["stranger", "colleague", "professor"])
@pytest.mark.parametrize("name", ["page", "read", "changes", "submit", "withdraw", "opinion-ask"])
def test_others_do_not_know_of_it(
    request, who: str, name: str, author: User, lead: User, draft: CaseStudy
) -> None:
    send(author, draft)
    other = browser(request.getfixturevalue(who))
    answer = other.get(page_url(draft, name))
    assert (answer.status_code, SECRET in answer.text, draft.title in answer.text) == (
        404,
        False,
        False,
    )
    assert draft.title not in other.get("/redaktion/").text
    assert Client().get(page_url(draft, name)).status_code == 302


def test_moderators_do_not_know_of_internal_pages(
    author: User, lead: User, moderator: User, osnabrueck
) -> None:
    page = draft_of(author, osnabrueck, title=f"Geheimplan {SECRET}", visibility="county")
    send(author, page)
    for one in (moderator, person("Ada", User.PlatformRole.ADMINISTRATOR)):
        client = browser(one)
        assert client.get(page_url(page)).status_code == 404
        for view in ("", "eigene", "alle"):
            assert SECRET not in client.get(f"/redaktion/?ansicht={view}").text
    assert SECRET in browser(lead).get("/redaktion/").text


def test_what_was_internal_stays_the_countys_when_it_is_opened(
    author: User, lead: User, moderator: User, osnabrueck
) -> None:
    """Handed in for the county, published, then opened: moderators read the version they get."""
    page = draft_of(author, osnabrueck, summary=f"Intern {SECRET}.", visibility="county")
    submission = send(author, page)
    note = {"actor": lead, "section": "", "body": f"Auch {SECRET}.", "now": timezone.now()}
    looking.note(submission=submission, **note)
    agree(lead, submission, comment=f"Nur für uns, {SECRET}.")
    page = edit(page, author, summary="Für alle.", visibility="members")
    opened = send(author, page)
    agree(lead, opened)
    client = browser(moderator)
    for name in ("page", "changes", "read"):
        answer = client.get(page_url(page, name))
        assert (answer.status_code, SECRET in answer.text) == (200, False), name
    assert SECRET in browser(lead).get(page_url(page)).text
    assert SECRET in browser(lead).get(page_url(page, "changes")).text
    assert "/cms/pages/" not in client.get(page_url(page)).text
    agree(moderator, opened)
    assert CaseStudy.objects.get(pk=page.pk).visibility == "members"
    # Kept to itself again while it is worked on: gone from the moderators' desk.
    edit(page, author, summary=f"Wieder intern {SECRET}.", visibility="county")
    assert client.get(page_url(page)).status_code == 404


def test_deciding_on_the_page(author: User, lead: User, moderator: User, draft: CaseStudy) -> None:
    submission = send(author, draft)
    client = browser(lead)
    assert "Anna Autorin" in client.get(page_url(draft)).text
    refused = client.post(page_url(draft, "decide"), decision(draft, submission, change="1"))
    assert refused.status_code == 422
    assert browser(author).post(
        page_url(draft, "decide"), decision(draft, submission, approve="1")
    ).status_code == 403  # fmt: skip
    done = client.post(page_url(draft, "decide"), decision(draft, submission, approve="1"))
    assert (done.status_code, step(submission).step) == (302, "editorial")
    browser(moderator).post(page_url(draft, "decide"), decision(draft, submission, approve="1"))
    assert Client().get(CaseStudy.objects.get(pk=draft.pk).get_absolute_url()).status_code == 200


def test_a_decision_about_an_older_text_is_asked_again_and_keeps_the_comment(
    author: User, lead: User, draft: CaseStudy
) -> None:
    submission = send(author, draft)
    old = decision(draft, submission, approve="1", comment="Passt so.")
    edit(draft, lead, summary="Anders.")
    client = browser(lead)
    answer = client.post(page_url(draft, "decide"), old)
    assert (answer.status_code, "Passt so." in answer.text) == (422, True)
    assert step(submission).step == "county"
    ending.withdraw(actor=author, submission=submission, reason="", now=timezone.now())
    late = client.post(page_url(draft, "decide"), old, follow=True)
    assert "Ihre Entscheidung zählt" in late.text


def test_what_keeps_it_from_being_published_is_said_and_it_stays(
    author: User, lead: User, moderator: User, draft: CaseStudy, monkeypatch
) -> None:
    from portal.publishing import guards

    lacking = guards.Guard(
        "test", lambda _page: [guards.Obstacle("Es fehlt etwas.", "/hier/", "Hier")],
        lambda _page: None, lambda _page, _editor: "",
    )  # fmt: skip
    submission = send(author, draft)
    agree(lead, submission)
    monkeypatch.setitem(guards._registered, "test", lacking)
    client = browser(moderator)
    assert "Es fehlt etwas." in client.get(page_url(draft)).text
    answer = client.post(page_url(draft, "decide"), decision(draft, submission, approve="1"))
    assert (answer.status_code, "Es fehlt etwas." in answer.text) == (422, True)
    assert step(submission).step == "editorial"
    assert not CaseStudy.objects.get(pk=draft.pk).live


def test_what_changed_since_is_shown_word_by_word(
    author: User, lead: User, draft: CaseStudy
) -> None:
    submission = send(author, draft)
    ask_for_changes(lead, submission)
    send(author, edit(draft, author, summary="Jetzt kürzer."))
    shown = browser(lead).get(page_url(draft, "changes")).text
    assert "<ins>Jetzt</ins>" in shown
    assert "Sprechstunde im Livestream</ins>" not in shown


def test_the_draft_reads_as_it_will(author: User, lead: User, draft: CaseStudy) -> None:
    send(author, draft)
    shown = browser(lead).get(page_url(draft, "read")).text
    assert f"<strong>live</strong>. {SECRET}" in shown or SECRET in shown


def test_looking_at_it_ends_by_itself(
    author: User, lead: User, draft: CaseStudy, osnabrueck
) -> None:
    deputy = person_of(osnabrueck, Membership.Role.DEPUTY, "Dora Deputy")
    submission, now = send(author, draft), timezone.now()
    browser(lead).post(page_url(draft, "take"))
    assert "Lea Osnabrück sieht sie sich an" in browser(deputy).get("/redaktion/").text
    with pytest.raises(looking.TakenMeanwhile):
        looking.take(actor=deputy, step=step(submission), now=now)
    looking.take(actor=deputy, step=step(submission), now=now + timezone.timedelta(days=3))
    assert step(submission).claimed_by == deputy
    browser(deputy).post(page_url(draft, "let-go"))
    assert step(submission).claimed_by is None
    with pytest.raises(Refused):
        looking.take(actor=author, step=step(submission), now=now)


def test_notes_on_sections(author: User, lead: User, stranger: User, draft: CaseStudy) -> None:
    submission = send(author, draft)
    browser(lead).post(page_url(draft, "note-add"), {"section": "law", "body": "Welche Norm?"})
    note = SectionNote.objects.get()
    assert (note.section, note.body, note.person) == ("law", "Welche Norm?", lead)
    assert "Welche Norm?" in browser(author).get(page_url(draft)).text
    bad = browser(lead).post(page_url(draft, "note-add"), {"section": "password", "body": "x"})
    assert (bad.status_code, SectionNote.objects.count()) == (422, 1)
    settling = reverse("editorial:note-settle", args=[note.key])
    assert browser(stranger).post(settling).status_code == 404
    with pytest.raises(Refused):
        looking.note(
            actor=stranger, submission=submission, section="law", body="x", now=timezone.now()
        )
    browser(author).post(settling)
    note.refresh_from_db()
    assert note.settled_by == author


def test_the_partner_sees_it_from_its_step_on(
    author: User, lead: User, moderator: User, professor: User, university, draft: CaseStudy
) -> None:
    submission = send(author, draft)
    agree(lead, submission)
    client = browser(professor)
    assert client.get(page_url(draft)).status_code == 404
    agree(moderator, submission, partner=university)
    assert client.get(page_url(draft)).status_code == 200


def test_who_has_left_does_not_see_it_any_more(author: User, lead: User, draft: CaseStudy) -> None:
    send(author, draft)
    author.memberships.all().delete()
    assert browser(author).get(page_url(draft)).status_code == 404
    assert browser(author).get(page_url(draft, "submit")).status_code == 404


def test_the_desk_and_the_rule_name_the_same_people(
    author: User, lead: User, moderator: User, stranger: User, colleague: User, professor: User,
    university, osnabrueck,
) -> None:  # fmt: skip
    """One is a condition in the database, the other asks for each step."""
    deputy = person_of(osnabrueck, Membership.Role.DEPUTY, "Dora Deputy")
    releaser = person_of(organisation(HARBURG), name="Rolf Release")
    Membership.objects.filter(user=releaser).update(may_release=True)
    alone = person_of(organisation("01057"), name="Petra Plön")
    first, second = (
        send(author, draft_of(author, osnabrueck)),
        send(lead, draft_of(lead, osnabrueck)),
    )
    agree(deputy, second)
    third = send(moderator, draft_of(moderator, osnabrueck))
    fourth = send(stranger, draft_of(stranger, organisation(HARBURG)))
    fifth = send(alone, draft_of(alone, organisation("01057")))
    sixth = send(author, draft_of(author, osnabrueck))
    agree(lead, sixth)
    agree(moderator, sixth, partner=university)
    seventh = send(author, draft_of(author, osnabrueck, visibility="county"))
    everyone = [
        author, lead, moderator, stranger, colleague, professor, deputy, releaser, alone,
        person("Ada", User.PlatformRole.ADMINISTRATOR),
    ]  # fmt: skip
    for submission in (first, second, third, fourth, fifth, sixth, seventh):
        waiting = step(submission)
        asked = asked_at(waiting, CaseStudy.objects.get(pk=submission.page_id)).pks
        listed = {
            one.pk for one in everyone
            if waiting_steps(User.objects.get(pk=one.pk)).filter(pk=waiting.pk).exists()
        }  # fmt: skip
        assert listed == asked, waiting
    assert asked == {lead.pk, deputy.pk}


@pytest.mark.parametrize(
    ("view", "who", "queries"),
    [("", "moderator", 5), ("eigene", "lead", 5), ("alle", "moderator", 5)],
)
def test_the_desk_takes_the_same_number_of_queries(
    request, view: str, who: str, queries: int, author: User, moderator: User, lead: User,
    osnabrueck, django_assert_num_queries,
) -> None:  # fmt: skip
    def reading() -> str:
        return client.get(f"/redaktion/?ansicht={view}").text

    client = browser(request.getfixturevalue(who))
    agree(lead, send(author, draft_of(author, osnabrueck, title="Seite 0")))
    reading()
    with django_assert_num_queries(queries):
        assert "Seite 0" in reading()
    for number in range(1, 10):
        agree(lead, send(author, draft_of(author, osnabrueck, title=f"Seite {number}")))
    with django_assert_num_queries(queries):
        assert "Seite 9" in reading()


@pytest.mark.parametrize("name", ["page", "read"])
def test_where_it_stands_takes_the_same_number_of_queries(
    name: str, author: User, lead: User, moderator: User, draft: CaseStudy,
    django_assert_num_queries,
) -> None:  # fmt: skip
    """Whatever the number of rounds, notes and opinions."""
    client = browser(lead)

    def round_(number: int) -> None:
        submission = send(author, CaseStudy.objects.get(pk=draft.pk))
        ask(lead, submission, email=f"amt{number}@kreis.example")
        looking.note(
            actor=lead, submission=submission, section="law", body="Norm?", now=timezone.now()
        )

    round_(0)
    client.get(page_url(draft, name))
    with CaptureQueriesContext(connection) as first:
        client.get(page_url(draft, name))
    for number in range(1, 10):
        ask_for_changes(lead, Submission.objects.get(outcome=""))
        round_(number)
    with django_assert_num_queries(len(first)):
        client.get(page_url(draft, name))


def test_the_cms_says_why_a_page_cannot_be_edited_now(
    author: User, lead: User, moderator: User, draft: CaseStudy
) -> None:
    send(author, draft)
    shown = browser(moderator).get(reverse("wagtailadmin_pages:edit", args=[draft.pk]))
    assert "bearbeiten sie nur die, die darüber entscheiden" in shown.text
    assert "Diese Seite wurde eingereicht und wird durchgesehen" in shown.text
    assert 'name="action-publish"' not in shown.text


def test_moderators_edit_in_the_cms_and_decide_outside(
    author: User, lead: User, moderator: User, draft: CaseStudy
) -> None:
    submission = send(author, draft)
    agree(lead, submission)
    client = browser(moderator)
    edit_url = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    shown = client.get(edit_url)
    assert page_url(draft) in shown.text
    assert "action-cancel-workflow" not in shown.text
    for act in ("action-cancel-workflow", "action-workflow-action", "action-restart-workflow"):
        crafted = client.post(edit_url, {act: "1", "workflow-action-name": "approve"})
        # Wagtail leads away from what it refuses.
        assert (crafted.status_code, crafted.headers["Location"]) == (302, "/cms/")
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{bulk}?id={draft.pk}")
    assert step(submission).step == "editorial"
    assert not CaseStudy.objects.get(pk=draft.pk).live
