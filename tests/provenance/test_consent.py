"""Asking, agreeing, refusing, withdrawing; reminders; who has left; several at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.actions.official import begin_draft, release_draft, submit_draft
from forum.models import Answer
from portal.kernel.content import new_key
from portal.kernel.verdict import Refused
from portal.members.models import Membership, Organisation, User
from portal.outbox.models import Entry
from portal.provenance.actions.consent import DecidedMeanwhile, ask_for_readers, decide
from portal.provenance.jobs import HAND_ON_AFTER, REMIND_AFTER, look_after_consents
from portal.provenance.models import BlockSource
from portal.provenance.personal_data import PROVENANCE
from portal.provenance.queries.consents import consents_of, deciders_of, open_consents_of
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person_of
from tests.factories.provenance import article, say, source_of
from tests.mailbox import received
from tests.provenance.conftest import addressees

pytestmark = pytest.mark.django_db


def log(source: BlockSource) -> list[tuple[str, str, str]]:
    steps = source.steps.select_related("person")
    return [(step.act, step.person.name if step.person else "", step.remark) for step in steps]


def facts() -> list[str]:
    return list(Entry.objects.filter(kind="block_source").values_list("fact", flat=True))


def waiting(person: User) -> list[BlockSource]:
    return list(open_consents_of(User.objects.get(pk=person.pk)))


def test_its_author_agrees_with_a_remark(moderator, osnabrueck, first) -> None:
    article(moderator, first)
    source = say(osnabrueck, source_of(first), remark="  Bitte ohne das Stativ. ")
    assert (source.consent, source.decided_at is not None) == ("agreed", True)
    assert log(source) == [
        ("asked", "Mona Moderation", ""), ("agreed", "Olaf Osnabrück", "Bitte ohne das Stativ."),
    ]  # fmt: skip


def test_refusing_and_changing_ones_mind(moderator, osnabrueck, first) -> None:
    article(moderator, first)
    source = say(osnabrueck, source_of(first), agrees=False)
    assert source.consent == "refused"
    assert say(osnabrueck, source).consent == "agreed"
    assert say(osnabrueck, source, agrees=False).consent == "withdrawn"
    assert [act for act, _who, _remark in log(source)] == [
        "asked", "refused", "agreed", "withdrawn",
    ]  # fmt: skip
    assert facts() == ["ConsentAsked", "ConsentRefused", "ConsentWithdrawn"]


def test_nobody_else_decides(moderator, osnabrueck_lead, ploen, ploen_lead, first, second) -> None:
    article(moderator, first, second)
    colleague = person_of(organisation(OSNABRUECK), name="Otto Osnabrück")
    for person in (moderator, osnabrueck_lead, ploen, ploen_lead, colleague):
        with pytest.raises(Refused):
            say(person, source_of(first))
    assert source_of(first).consent == "open"
    assert waiting(ploen) == [source_of(second)]
    assert waiting(osnabrueck_lead) == waiting(ploen_lead) == waiting(colleague) == []


@pytest.mark.parametrize("loss", ["left", "inactive", "erased"])
def test_where_the_author_has_left_the_coordinators_decide(
    moderator, osnabrueck, osnabrueck_lead, ploen_lead, first, loss
) -> None:
    article(moderator, first)
    if loss == "left":
        Membership.objects.filter(user=osnabrueck).delete()
    elif loss == "inactive":
        User.objects.filter(pk=osnabrueck.pk).update(is_active=False)
    else:
        PROVENANCE.erase(osnabrueck)
    source = source_of(first)
    assert deciders_of(source) == [osnabrueck_lead]
    assert waiting(osnabrueck_lead) == [source]
    if loss != "erased":
        assert waiting(osnabrueck) == []
        with pytest.raises(Refused):
            say(osnabrueck, source)
    with pytest.raises(Refused):
        say(ploen_lead, source)
    assert say(osnabrueck_lead, source).consent == "agreed"


def test_of_a_suspended_county_nobody_decides(moderator, osnabrueck, first) -> None:
    article(moderator, first)
    organisation(OSNABRUECK, Organisation.Status.SUSPENDED)
    assert waiting(osnabrueck) == []
    with pytest.raises(Refused):
        say(osnabrueck, source_of(first))


def test_about_an_answer_for_the_county_its_coordinators_decide(
    moderator, osnabrueck, osnabrueck_lead, question
) -> None:
    now = timezone.now()
    draft = begin_draft(
        actor=osnabrueck,
        organisation=organisation(OSNABRUECK),
        question=question,
        body="Der Landkreis filmt selbst.",
        key=new_key(),
        now=now,
    )
    submit_draft(actor=osnabrueck, draft=draft, version=1, now=now)
    release_draft(actor=osnabrueck_lead, draft=draft, version=1, now=now)
    official = Answer.objects.get(is_official=True)
    article(moderator, official)
    assert waiting(osnabrueck) == []
    assert waiting(osnabrueck_lead) == [source_of(official)]
    with pytest.raises(Refused):
        say(osnabrueck, source_of(official))
    assert say(osnabrueck_lead, source_of(official)).consent == "agreed"


def test_of_two_at_once_the_second_is_told(moderator, osnabrueck, osnabrueck_lead, first) -> None:
    article(moderator, first)
    BlockSource.objects.update(overdue_at=timezone.now())
    source = source_of(first)
    seen = source.standing
    say(osnabrueck, source, agrees=False)
    with pytest.raises(DecidedMeanwhile):
        decide(
            actor=osnabrueck_lead,
            source=source,
            agrees=True,
            remark="",
            standing=seen,
            now=timezone.now(),
        )
    assert source_of(first).consent == "refused"


def test_agreeing_to_few_readers_is_not_agreeing_to_more(
    moderator, osnabrueck, ploen, first, second
) -> None:
    page = article(moderator, first, second)
    say(osnabrueck, source_of(first))
    seen = source_of(second).standing
    page.visibility = "public"
    page.save_revision()
    assert ask_for_readers(actor=moderator, page=page, now=timezone.now()) == 2
    assert [(source_of(one).consent, source_of(one).visibility) for one in (first, second)] == [
        ("open", "public"), ("open", "public"),
    ]  # fmt: skip
    with pytest.raises(DecidedMeanwhile):
        decide(
            actor=ploen,
            source=source_of(second),
            agrees=True,
            remark="",
            standing=seen,
            now=timezone.now(),
        )
    assert ask_for_readers(actor=moderator, page=page, now=timezone.now()) == 0


def test_who_refused_is_not_asked_again(moderator, osnabrueck, first) -> None:
    page = article(moderator, first)
    say(osnabrueck, source_of(first), agrees=False)
    page.visibility = "public"
    page.save_revision()
    assert ask_for_readers(actor=moderator, page=page, now=timezone.now()) == 0
    assert source_of(first).consent == "refused"


def test_another_countys_coordinator_does_not_ask(moderator, ploen_lead, first) -> None:
    page = article(moderator, first)
    with pytest.raises(Refused):
        ask_for_readers(actor=ploen_lead, page=page, now=timezone.now())


def test_a_reminder_once_then_others_look_after_it(
    moderator, osnabrueck, osnabrueck_lead, ploen_lead, first
) -> None:
    article(moderator, first)
    source, asked = source_of(first), source_of(first).asked_at
    assert look_after_consents(asked + REMIND_AFTER - timedelta(minutes=1)) == 0
    assert [look_after_consents(asked + REMIND_AFTER) for _ in range(2)] == [1, 0]
    assert [look_after_consents(asked + HAND_ON_AFTER) for _ in range(2)] == [1, 0]
    assert log(source)[1:] == [("reminded", "", ""), ("overdue", "", "")]
    assert facts() == ["ConsentAsked", "ConsentAsked", "ConsentOverdue"]
    assert waiting(osnabrueck_lead) == waiting(osnabrueck) == [source]
    assert waiting(ploen_lead) == []
    assert say(osnabrueck_lead, source).consent == "agreed"


def test_what_is_decided_or_gone_is_not_asked_for(moderator, osnabrueck, first, second) -> None:
    page = article(moderator, first)
    other = article(moderator, second)
    say(osnabrueck, source_of(first))
    other.delete()
    assert look_after_consents(timezone.now() + HAND_ON_AFTER * 2) == 0
    assert list(consents_of(second.author)) == []
    assert [one.page_key for one in consents_of(osnabrueck)] == [page.key]


def test_mails_go_to_those_they_concern(
    moderator, osnabrueck, osnabrueck_lead, ploen_lead, first
) -> None:
    article(moderator, first)
    (asked,) = received()
    assert addressees([asked]) == [osnabrueck.email]
    assert asked.subject == "Darf Ihr Text in „Filmen im Kreishaus“ stehen?"
    assert "alle Mitglieder" in asked.body
    assert f"/wissen/zustimmungen/{source_of(first).key}/" in asked.body
    assert "List-Unsubscribe" in asked.extra_headers
    say(osnabrueck, source_of(first))
    assert len(received()) == 1
    say(osnabrueck, source_of(first), agrees=False)
    told = received()[1:]
    assert addressees(told) == sorted([moderator.email, osnabrueck_lead.email])
    assert {mail.subject for mail in told} == {
        "Eine Zustimmung wurde zurückgezogen: Filmen im Kreishaus"
    }


def test_a_refusal_is_told_to_the_pages_county_only(
    moderator, osnabrueck, harburg_lead, osnabrueck_lead, first
) -> None:
    article(harburg_lead, first, organisation=organisation(HARBURG))
    received()
    say(osnabrueck, source_of(first), agrees=False)
    assert addressees(received()[1:]) == [harburg_lead.email]


def test_an_overdue_consent_is_told_to_moderators_and_coordinators(
    moderator, osnabrueck, osnabrueck_lead, harburg_lead, first
) -> None:
    article(harburg_lead, first, organisation=organisation(HARBURG))
    received().clear()
    look_after_consents(timezone.now() + HAND_ON_AFTER)
    told = sorted((*addressees([mail]), mail.subject.split(":")[0]) for mail in received())
    question = "Darf Ihr Text in „Filmen im Kreishaus“ stehen?"
    assert told == sorted(
        [
            (moderator.email, "Eine Zustimmung steht aus"),
            (harburg_lead.email, "Eine Zustimmung steht aus"),
            (osnabrueck.email, question),
            (osnabrueck_lead.email, question),
        ]
    )


def test_a_copy_of_her_data_and_its_erasure(moderator, osnabrueck, ploen, first, second) -> None:
    article(moderator, first, second)
    say(osnabrueck, source_of(first), remark="Gern.")
    say(ploen, source_of(second), remark="Nur so.")
    rows = PROVENANCE.export(osnabrueck)
    assert [(row["kind"], row.get("remark")) for row in rows] == [
        ("source_of_a_page", None), ("consent_step", "Gern."),
    ]  # fmt: skip
    PROVENANCE.erase(osnabrueck)
    assert PROVENANCE.export(osnabrueck) == []
    assert (source_of(first).author, source_of(second).author) == (None, ploen)
