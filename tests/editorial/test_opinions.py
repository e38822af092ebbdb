"""People without an account: one link, one version, one answer."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casestudies.models import CaseStudy
from portal.editorial.actions import ending
from portal.editorial.actions.holding import MovedOn
from portal.editorial.actions.opinions import (
    AlreadyAsked,
    NotUsable,
    forget_names,
    give_opinion,
    revoke_opinion,
)
from portal.editorial.mails import mail_opinion_asked
from portal.editorial.models import Opinion, Submission
from portal.kernel.verdict import Refused
from portal.members.models import User
from tests.editorial.conftest import SECRET
from tests.factories.editorial import ask, draft_of, edit, send

AGREES = {"word": "agrees", "comment": "Keine Bedenken."}


@pytest.fixture
def submission(author: User, lead: User, draft: CaseStudy) -> Submission:
    """A page that waits for its county's release."""
    return send(author, draft)


@pytest.fixture
def opinion(lead: User, submission: Submission) -> Opinion:
    """The legal office was asked."""
    return ask(lead, submission)


def address(opinion: Opinion) -> str:
    return reverse("editorial:opinion-give", args=[opinion.token])


def test_the_link_shows_the_version_and_takes_one_answer(opinion: Opinion) -> None:
    client = Client()
    page = client.get(address(opinion))
    assert SECRET in page.text
    assert (page["Cache-Control"], page["Referrer-Policy"]) == ("no-store, private", "same-origin")
    assert page["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert client.head(address(opinion)).status_code == 200
    opinion.refresh_from_db()
    assert opinion.given_at is None  # looking decides nothing
    assert "Vielen Dank" in client.post(address(opinion), AGREES).text
    opinion.refresh_from_db()
    assert (opinion.word, opinion.comment) == ("agrees", "Keine Bedenken.")
    replayed = client.post(address(opinion), {"word": "changes", "comment": "Doch nicht."})
    assert (replayed.status_code, SECRET in replayed.text) == (410, False)
    opinion.refresh_from_db()
    assert (opinion.word, opinion.comment) == ("agrees", "Keine Bedenken.")
    assert SECRET not in client.get(address(opinion)).text


def test_an_opinion_releases_nothing(opinion: Opinion, submission: Submission) -> None:
    Client().post(address(opinion), AGREES)
    submission.refresh_from_db()
    assert (submission.outcome, CaseStudy.objects.get(pk=submission.page_id).live) == ("", False)


def test_who_wants_changes_says_which(opinion: Opinion) -> None:
    answer = Client().post(address(opinion), {"word": "changes", "comment": " "})
    assert (answer.status_code, SECRET in answer.text) == (422, True)
    opinion.refresh_from_db()
    assert opinion.given_at is None


@pytest.mark.parametrize("what", ["newer", "expired", "revoked", "withdrawn", "forged", "deleted"])
def test_a_link_that_is_over_shows_and_takes_nothing(
    what: str, opinion: Opinion, submission: Submission, author: User, lead: User, draft: CaseStudy
) -> None:
    now, link = timezone.now(), address(opinion)
    match what:
        case "newer":
            edit(draft, lead, summary="Anders.")
        case "expired":
            Opinion.objects.update(expires_at=now - timedelta(seconds=1))
        case "revoked":
            revoke_opinion(actor=lead, opinion=opinion, now=now)
        case "withdrawn":
            ending.withdraw(actor=author, submission=submission, reason="", now=now)
        case "forged":
            salt = "portal.editorial.opinion"
            token = signing.dumps([opinion.key, opinion.nonce], salt=salt, key="geraten")
            link = reverse("editorial:opinion-give", args=[token])
        case "deleted":
            CaseStudy.objects.get(pk=draft.pk).delete()
    client = Client()
    for answer in (client.get(link), client.post(link, AGREES)):
        assert (answer.status_code, SECRET in answer.text) == (410, False)
        assert answer["Cache-Control"] == "no-store, private"
    assert not Opinion.objects.exclude(given_at=None).exists()


def test_of_two_answers_at_once_one_counts(opinion: Opinion) -> None:
    mine, other = Opinion.objects.get(pk=opinion.pk), Opinion.objects.get(pk=opinion.pk)
    give_opinion(opinion=mine, word="agrees", comment="", now=timezone.now())
    with pytest.raises(NotUsable):
        give_opinion(opinion=other, word="changes", comment="Nein.", now=timezone.now())
    with pytest.raises(NotUsable):
        revoke_opinion(actor=opinion.asked_by, opinion=opinion, now=timezone.now())
    opinion.refresh_from_db()
    assert (opinion.word, opinion.revoked_at) == ("agrees", None)


@pytest.mark.parametrize("who", ["author", "stranger", "colleague", "moderator", "professor"])
def test_only_who_decides_and_who_leads_ask(request, who: str, submission: Submission) -> None:
    with pytest.raises(Refused):
        ask(request.getfixturevalue(who), submission)
    assert Opinion.objects.count() == 0


def test_nobody_is_asked_twice_or_about_what_is_over(
    opinion: Opinion, submission: Submission, author: User, lead: User
) -> None:
    with pytest.raises(AlreadyAsked):
        ask(lead, submission, email="RECHT@kreis.example")
    for number in range(9):
        ask(lead, submission, email=f"amt{number}@kreis.example")
    with pytest.raises(Refused):
        ask(lead, submission, email="noch@kreis.example")
    ending.withdraw(actor=author, submission=submission, reason="", now=timezone.now())
    with pytest.raises(MovedOn):
        ask(lead, submission, email="spaet@kreis.example")


def test_the_mail_holds_the_link_and_goes_out_only_while_it_works(
    opinion: Opinion, lead: User, mailoutbox
) -> None:
    assert mail_opinion_asked([opinion.reference]) == {}
    (mail,) = mailoutbox
    assert mail.recipients() == ["Rita Recht <recht@kreis.example>"]
    assert address(opinion) in mail.body
    assert SECRET not in mail.body
    assert mail_opinion_asked([opinion.reference]) == {}
    other = ask(lead, opinion.submission, email="zwei@kreis.example")
    revoke_opinion(actor=lead, opinion=other, now=timezone.now())
    assert mail_opinion_asked([other.reference]) == {}
    assert len(mailoutbox) == 1


def test_names_are_forgotten_and_what_was_said_stays(opinion: Opinion) -> None:
    give_opinion(opinion=opinion, word="agrees", comment="Gut.", now=timezone.now())
    assert forget_names(opinion.expires_at + timedelta(days=89)) == 0
    assert forget_names(opinion.expires_at + timedelta(days=91)) == 1
    opinion.refresh_from_db()
    assert (opinion.name, opinion.email) == ("", "")
    assert (opinion.office, opinion.comment) == ("Rechtsamt", "Gut.")


def test_a_moderator_asks_at_her_step(
    author: User, lead: User, moderator: User, osnabrueck
) -> None:
    page = draft_of(lead, osnabrueck)  # the only one who releases: her step is passed
    assert ask(moderator, send(lead, page)).asked_by == moderator


def test_a_link_that_is_looked_at_all_the_time_is_slowed_down(
    opinion: Opinion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.editorial.views.opinions.LOOKS_PER_HOUR", 2)
    client = Client()
    answers = [client.get(address(opinion)).status_code for _look in range(3)]
    assert answers == [200, 200, 429]
