"""From answers to a draft: what it holds, who may, and who is asked."""

from dataclasses import replace

import pytest
from django.utils import timezone

from casestudies.models import CaseStudy, Guideline
from forum.actions.posting import Draft, edit_question
from forum.models import Answer, Question
from portal.kernel.verdict import Refused
from portal.members.models import Membership, Organisation, User
from portal.outbox.models import Entry
from portal.provenance.actions.beginning import AnswersGone, begin_article
from portal.provenance.models import BlockSource, ConsentStep
from portal.provenance.queries.pages import blocks_of, newest_state
from portal.publishing.models import ContentPage
from tests.factories.forum import answer, ask
from tests.factories.members import HARBURG, OSNABRUECK, PLOEN, organisation, person_of
from tests.factories.provenance import article, source_of, wanted
from tests.provenance.conftest import SECRET

pytestmark = pytest.mark.django_db


def begin(actor: User, question: Question, what, key: str = "schluessel") -> ContentPage:
    return begin_article(actor=actor, question=question, wanted=what, key=key, now=timezone.now())


def texts(page: ContentPage, field: str) -> list[str]:
    return [block.value.source for block in getattr(newest_state(page), field)]


def test_a_case_study_has_a_block_for_each_answer_and_its_question(
    moderator, question, first, second
) -> None:
    page = article(moderator, second, first, with_question=True)
    page = CaseStudy.objects.get(pk=page.pk)
    assert (page.live, page.title, page.owner, page.visibility) == (
        False, "Filmen im Kreishaus", moderator, "members",
    )  # fmt: skip
    assert page.organisation == organisation(PLOEN)
    assert texts(page, "starting_point") == [f"<p>Wir <b>fragen</b> uns. {SECRET}</p>"]
    assert texts(page, "what_was_done") == [
        "<p>Bei uns filmt eine Agentur.</p>",
        f"<p>Wir filmen <b>selbst</b>.</p><ul>\n<li>mit Stativ</li>\n<li>{SECRET}</li>\n</ul>",
    ]
    taken = {(one.post_kind, one.post_key, one.county) for one in BlockSource.objects.all()}
    assert taken == {
        ("question", question.key, "Landkreis Harburg"),
        ("answer", first.key, "Landkreis Osnabrück"),
        ("answer", second.key, "Kreis Plön"),
    }
    assert {one.block for one in BlockSource.objects.all()} == blocks_of(newest_state(page))


def test_a_guideline_takes_all_in_its_body(moderator, first) -> None:
    page = article(moderator, first, kind="guideline", with_question=True)
    assert len(texts(Guideline.objects.get(pk=page.pk), "body")) == 2


def test_a_script_in_an_answer_does_not_get_into_the_page(moderator, ploen, question) -> None:
    evil = answer(ploen, question, "<script>alert(1)</script> [x](javascript:alert(1))")
    page = article(moderator, evil)
    assert texts(page, "what_was_done") == [
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; [x](javascript:alert(1))</p>"
    ]


def test_everybody_else_is_asked_and_her_own_text_needs_no_asking(
    osnabrueck_lead, question, second
) -> None:
    own = answer(osnabrueck_lead, question)
    article(osnabrueck_lead, own, second)
    assert [(source_of(one).consent, source_of(one).author) for one in (own, second)] == [
        ("agreed", osnabrueck_lead), ("open", second.author),
    ]  # fmt: skip
    steps = ConsentStep.objects.values_list("act", "person", "visibility")
    assert list(steps) == [
        ("own", osnabrueck_lead.pk, "members"), ("asked", osnabrueck_lead.pk, "members"),
    ]  # fmt: skip
    facts = Entry.objects.filter(kind="block_source").values_list("fact", "key")
    assert list(facts) == [("ConsentAsked", source_of(second).key)]


def test_sent_twice_it_makes_one(moderator, question, first) -> None:
    pages = [begin(moderator, question, wanted(first)) for _ in range(2)]
    assert pages[0].pk == pages[1].pk
    assert CaseStudy.objects.count() == BlockSource.objects.count() == 1


def test_sent_twice_as_another_kind_it_makes_one(moderator, question, first) -> None:
    begin(moderator, question, wanted(first))
    begin(moderator, question, wanted(first, kind="guideline"))
    assert (CaseStudy.objects.count(), Guideline.objects.count()) == (1, 0)


def test_somebody_elses_key_leads_to_no_page_of_hers(
    moderator, osnabrueck_lead, question, first
) -> None:
    page = begin(moderator, question, wanted(first))
    other = begin(osnabrueck_lead, question, wanted(first))
    assert other.pk != page.pk
    assert (other.owner, CaseStudy.objects.count()) == (osnabrueck_lead, 2)


def test_a_coordinator_makes_pages_of_her_own_county_only(
    osnabrueck_lead, question, first, second
) -> None:
    assert article(osnabrueck_lead, first).organisation == organisation(OSNABRUECK)
    with pytest.raises(Refused):
        begin(osnabrueck_lead, question, wanted(first, organisation=organisation(PLOEN)), "zwei")


def test_who_only_asked_makes_pages_too(harburg_lead, question, first) -> None:
    page = article(harburg_lead, first, organisation=organisation(HARBURG))
    assert page.organisation == organisation(HARBURG)


@pytest.mark.parametrize("role", [Membership.Role.STAFF, Membership.Role.COORDINATOR])
def test_others_make_none(question, first, role) -> None:
    county = organisation("03454")
    outsider = person_of(county, role)
    for owner in (county, first.organisation):
        with pytest.raises(Refused):
            begin(outsider, question, wanted(first, organisation=owner))
    assert CaseStudy.objects.count() == 0


def test_staff_make_none(osnabrueck, question, first) -> None:
    with pytest.raises(Refused):
        article(osnabrueck, first)


def test_an_answer_of_another_question_is_not_taken(
    osnabrueck_lead, moderator, question, first, ploen
) -> None:
    hidden = ask(ploen, title="Nur für uns", visibility="county")
    foreign = answer(ploen, hidden, SECRET)
    for actor in (osnabrueck_lead, moderator):
        with pytest.raises(AnswersGone):
            begin(actor, question, wanted(first, answers=[first.key, foreign.key]))
    assert BlockSource.objects.count() == CaseStudy.objects.count() == 0


def test_a_question_she_may_not_see_makes_no_page(moderator, osnabrueck_lead, ploen) -> None:
    hidden = ask(ploen, title="Nur für uns", visibility="county")
    own = answer(ploen, hidden)
    for actor in (moderator, osnabrueck_lead):
        with pytest.raises(Refused):
            begin(actor, hidden, wanted(own))


def test_what_a_county_keeps_to_itself_stays_there(ploen) -> None:
    editor = person_of(organisation(PLOEN), name="Eva Plön")
    User.objects.filter(pk=editor.pk).update(platform_role=User.PlatformRole.MODERATOR)
    editor = User.objects.get(pk=editor.pk)
    hidden = ask(ploen, title="Nur für uns", visibility="county")
    own = answer(ploen, hidden)
    page = article(editor, own, visibility="county")
    assert (page.visibility, page.organisation) == ("county", organisation(PLOEN))


def test_readers_are_never_fewer_than_the_question_has(moderator, harburg) -> None:
    open_question = ask(harburg, visibility="public")
    one = answer(person_of(organisation(PLOEN)), open_question)
    assert article(moderator, one, visibility="members").visibility == "public"


def test_text_nobody_can_be_asked_for_is_left_out(moderator, question, first) -> None:
    """A confidential question stands under a stand-in that nobody acts for."""
    stand_in = organisation("01051", Organisation.Status.NONE)
    Question.objects.filter(pk=question.pk).update(organisation=stand_in, author=None)
    page = article(moderator, first, with_question=True)
    assert texts(page, "starting_point") == []
    assert list(BlockSource.objects.values_list("post_key", flat=True)) == [first.key]


def test_a_mere_title_is_no_source(moderator, question, first, second) -> None:
    Answer.objects.filter(pk=second.pk).update(is_context=True)
    with pytest.raises(AnswersGone):
        begin(moderator, question, wanted(first, second))


def test_no_answer_no_page(moderator, question, first) -> None:
    with pytest.raises(AnswersGone):
        begin(moderator, question, replace(wanted(first), answers=[]))


def test_it_keeps_the_version_it_took(moderator, harburg, question, first) -> None:
    edit_question(
        actor=harburg,
        question=question,
        draft=Draft(title=question.title, body="Neu.", visibility="members"),
        version=1,
        now=timezone.now(),
    )
    article(moderator, first, with_question=True)
    versions = BlockSource.objects.order_by("post_kind").values_list("post_kind", "version")
    assert list(versions) == [("answer", 1), ("question", 2)]
