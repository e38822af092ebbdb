"""Several answers may have helped; the asker's county and moderators say so, and say thanks."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.actions import acceptance
from forum.actions.importing import NewAnswer, import_question
from forum.models import Answer
from portal.kernel.verdict import Refused
from portal.members.models import User
from portal.outbox.models import Entry
from tests.factories.forum import REINDEX, answer, ask
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person, person_of


def facts() -> list[str]:
    return list(
        Entry.objects.filter(reaction=REINDEX).order_by("pk").values_list("fact", flat=True)
    )


def test_accept_answer_beside_others(harburg: User, osnabrueck: User, ploen: User) -> None:
    question, now = ask(harburg), timezone.now()
    first, second = answer(osnabrueck, question), answer(ploen, question)
    for given in (first, second):
        acceptance.accept_answer(actor=harburg, answer=given, now=now)
    question.refresh_from_db()
    assert question.is_solved is True
    rows = Answer.objects.order_by("pk").values_list("is_accepted", "accepted_at", "accepted_by")
    assert list(rows) == [(True, now, harburg.pk)] * 2
    assert facts().count("AnswerAccepted") == 2
    acceptance.withdraw_acceptance(actor=harburg, answer=first)
    question.refresh_from_db()
    assert question.is_solved is True
    acceptance.withdraw_acceptance(actor=harburg, answer=second)
    question.refresh_from_db()
    assert question.is_solved is False


def test_accept_answer_twice_tells_the_second(
    harburg: User, harburg_coordinator: User, osnabrueck: User
) -> None:
    given = answer(osnabrueck, ask(harburg))
    acceptance.accept_answer(actor=harburg, answer=given, now=timezone.now())
    with pytest.raises(acceptance.AlreadyAccepted):
        acceptance.accept_answer(actor=harburg_coordinator, answer=given, now=timezone.now())
    given.refresh_from_db()
    assert given.accepted_by == harburg
    assert facts().count("AnswerAccepted") == 1


def test_withdraw_acceptance_twice_tells_the_second(harburg: User, osnabrueck: User) -> None:
    given = answer(osnabrueck, ask(harburg))
    acceptance.accept_answer(actor=harburg, answer=given, now=timezone.now())
    acceptance.thank_for(actor=harburg, answer=given, thanks="Danke!")
    acceptance.withdraw_acceptance(actor=harburg, answer=given)
    with pytest.raises(acceptance.NotAccepted):
        acceptance.withdraw_acceptance(actor=harburg, answer=given)
    given.refresh_from_db()
    assert (given.is_accepted, given.thanks, given.accepted_by) == (False, "", None)
    assert facts().count("AcceptanceWithdrawn") == 1


def test_accept_answer_is_for_those_who_asked_and_moderators(
    harburg: User, osnabrueck: User, ploen: User
) -> None:
    given = answer(osnabrueck, ask(harburg))
    for stranger in (osnabrueck, ploen):
        with pytest.raises(Refused):
            acceptance.accept_answer(actor=stranger, answer=given, now=timezone.now())
    assert Answer.objects.filter(is_accepted=True).count() == 0
    moderator = person("Mo Moderation", User.PlatformRole.MODERATOR)
    acceptance.accept_answer(actor=moderator, answer=given, now=timezone.now())
    given.refresh_from_db()
    assert given.accepted_by == moderator


def test_moderator_does_not_accept_what_she_may_not_read(client: Client, harburg: User) -> None:
    given = answer(harburg, ask(harburg, visibility="county"))
    client.force_login(person("Mo Moderation", User.PlatformRole.MODERATOR))
    response = client.post(reverse("forum:answer-accept", args=[given.pk]))
    assert (response.status_code, Answer.objects.get().is_accepted) == (404, False)


def test_thanks_are_one_line_for_an_accepted_answer(harburg: User, osnabrueck: User) -> None:
    given = answer(osnabrueck, ask(harburg))
    with pytest.raises(acceptance.NotAccepted):
        acceptance.thank_for(actor=harburg, answer=given, thanks="Danke!")
    acceptance.accept_answer(actor=harburg, answer=given, now=timezone.now())
    acceptance.thank_for(actor=harburg, answer=given, thanks="Danke,\u202e\nsehr!")
    given.refresh_from_db()
    assert given.thanks == "Danke, sehr!"
    with pytest.raises(Refused):
        acceptance.thank_for(actor=osnabrueck, answer=given, thanks="Danke uns!")
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.update(is_accepted=False, accepted_at=None)


def test_pages_tell_who_comes_second(client: Client, harburg: User, osnabrueck: User) -> None:
    given = answer(osnabrueck, ask(harburg))
    client.force_login(harburg)
    url = reverse("forum:answer-accept", args=[given.pk])
    client.post(url)
    page = client.post(url, follow=True).content.decode()
    assert "Diese Antwort wurde schon vor Ihnen angenommen. Sie bleibt angenommen." in page
    thank = reverse("forum:answer-thank", args=[given.pk])
    assert client.post(thank, {"thanks": "x" * 201}).status_code == 422
    page = client.post(thank, {"thanks": "Sehr <b>geholfen</b>"}, follow=True).content.decode()
    assert "Sehr &lt;b&gt;geholfen&lt;/b&gt;" in page
    client.force_login(osnabrueck)
    assert client.get(thank).status_code == 403
    page = client.get(given.question.get_absolute_url()).content.decode()
    assert "Sehr &lt;b&gt;geholfen" in page
    assert "angenommen von Hanna Harburg" not in page


def test_who_accepted_is_shown_to_who_may_accept(
    client: Client, harburg: User, harburg_coordinator: User, osnabrueck: User
) -> None:
    given = answer(osnabrueck, ask(harburg, visibility="public"))
    acceptance.accept_answer(actor=harburg_coordinator, answer=given, now=timezone.now())
    url = given.question.get_absolute_url()
    assert "Karl Koordination" not in client.get(url).content.decode()
    client.force_login(osnabrueck)
    assert "Karl Koordination" not in client.get(url).content.decode()
    client.force_login(harburg)
    assert "von Karl Koordination" in client.get(url).content.decode()


def test_colleague_of_a_removed_county_accepts_nothing(harburg: User, osnabrueck: User) -> None:
    given = answer(osnabrueck, ask(harburg))
    organisation(given.question.organisation.ags, "suspended")
    late = User.objects.get(pk=harburg.pk)
    given = Answer.objects.get(pk=given.pk)
    with pytest.raises(Refused):
        acceptance.accept_answer(actor=late, answer=given, now=timezone.now())
    other = person_of(organisation(OSNABRUECK), name="Otto")
    with pytest.raises(Refused):
        acceptance.withdraw_acceptance(actor=other, answer=given)


def test_import_accepts_several_and_leaves_what_was_accepted_here(
    harburg: User, osnabrueck: User
) -> None:
    county = organisation(OSNABRUECK)

    def bring(accepted: set[int]) -> list[bool]:
        answers = [
            NewAnswer(organisation=county, body="Text", accepted=n in accepted) for n in range(3)
        ]
        import_question(
            key="fremd/1", title="Woher kommen die Bilder?", body="Wir suchen.",
            organisation=organisation(HARBURG), visibility="members", topics=(), channels=(),
            asked_at=None, now=timezone.now(), answers=answers,
        )  # fmt: skip
        return list(Answer.objects.order_by("pk").values_list("is_accepted", flat=True))

    assert bring({0, 1}) == [True, True, False]
    assert bring({1}) == [False, True, False]
    third = Answer.objects.select_related("question__organisation").latest("pk")
    acceptance.accept_answer(actor=harburg, answer=third, now=timezone.now())
    acceptance.thank_for(actor=harburg, answer=third, thanks="Danke!")
    assert bring(set()) == [False, False, True]
    third.refresh_from_db()
    assert (third.accepted_by, third.thanks) == (harburg, "Danke!")
