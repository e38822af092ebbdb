"""Writing outside the CMS: what is saved, what readers see, and who is refused."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import Page, Revision

from casestudies.actions import NewKeyFigure
from casestudies.actions.writing import (
    NewerVersion,
    PageGone,
    discard,
    edit_fields,
    edit_key_figures,
    edit_section,
)
from casestudies.models import CaseStudy
from casestudies.queries.writing import work_on
from portal.kernel.verdict import Refused
from portal.members.models import Membership, Organisation, User
from portal.outbox.models import Entry
from portal.publishing.passages import NEW
from portal.taxonomy.models import Topic
from tests.factories.casestudies import case_study
from tests.factories.members import HARBURG, organisation, person, person_of
from tests.factories.writing import draft, newest, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> User:
    return person_of(organisation(), name="Anna Autorin")


@pytest.fixture
def leader(author: User) -> User:
    return person_of(organisation(), Membership.Role.COORDINATOR, "Karla Koordination")


@pytest.fixture
def stranger() -> User:
    return person_of(organisation(HARBURG), Membership.Role.COORDINATOR, "Fremde Person")


@pytest.fixture
def moderator() -> User:
    return person("Mona Moderation", User.PlatformRole.MODERATOR)


def facts() -> list[str]:
    """Return each fact once: every one of them reaches the search."""
    entries = Entry.objects.filter(reaction="search.reactions.reindex").order_by("pk")
    return list(entries.values_list("fact", flat=True))


def revisions(page: CaseStudy) -> int:
    return Revision.page_revisions.filter(object_id=str(page.pk)).count()


def test_a_draft_is_an_ordinary_page_that_nobody_reads(author: User) -> None:
    page = draft(author, topics=Topic.objects.filter(slug="recht"), pattern="krise")
    assert (page.live, page.owner, page.slug) == (False, author, "hochwasser-2024")
    assert page.get_parent().specific == CaseStudy.folder()
    assert page.latest_revision.user == author
    version = newest(page)
    assert ([one.slug for one in version.topics.all()], version.pattern) == (["recht"], "krise")
    assert list(CaseStudy.objects.visible_to(author)) == []
    assert facts() == []


def test_sending_the_form_twice_begins_once(author: User, stranger: User) -> None:
    first, again = draft(author, "a" * 32), draft(author, "a" * 32, title="Anders")
    assert (first.pk, again.title, revisions(first)) == (again.pk, "Hochwasser 2024", 1)
    # The key of somebody else's page leads to a page of one's own.
    assert draft(stranger, "a" * 32).organisation == organisation(HARBURG)
    assert CaseStudy.objects.count() == 2


def test_the_address_of_the_form_is_no_case_studys(author: User) -> None:
    page = draft(author, title="Schreiben")
    assert page.slug.startswith("schreiben-")
    page.slug = "schreiben"
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert list(refused.value.error_dict) == ["slug"]


def test_nobody_begins_for_another_county(author: User) -> None:
    with pytest.raises(Refused):
        draft(author, organisation=organisation(HARBURG))
    Organisation.objects.filter(pk=organisation().pk).update(status="suspended")
    suspended = User.objects.get(pk=author.pk)
    with pytest.raises(Refused):
        draft(suspended, organisation=Organisation.objects.get(ags="03459"))
    assert CaseStudy.objects.count() == 0


def test_each_step_is_a_version_the_cms_goes_on_with(author: User, moderator: User) -> None:
    page = draft(author)
    write(author, page, "Ein **Ziel**")
    # An editor works in the CMS: she adds a quotation behind it.
    version = newest(page)
    quote = {"type": "quote", "value": {"text": "Gut", "source": "Landrätin"}, "id": "zitat"}
    version.goal = json.dumps([*version.goal.get_prep_value(), quote])
    version.save_revision(user=moderator)
    version = newest(page)
    (text, *_others) = version.goal.get_prep_value()
    texts = {f"p-{text['id']}": "Ein anderes Ziel", "p-zitat": "überschrieben?"}
    edit_section(
        actor=author, pk=page.pk, field="goal", texts=texts, base=version.latest_revision_id
    )
    blocks = newest(page).goal.get_prep_value()
    assert blocks == [{**text, "value": "<p>Ein anderes Ziel</p>"}, quote]
    assert revisions(page) == 4
    assert newest(page).latest_revision.user == author


def test_a_published_page_stays_as_it_is_until_it_is_published_again(leader: User) -> None:
    page = case_study(organisation(), goal="Vorher", title="Alt")
    before = CaseStudy.objects.get(pk=page.pk)
    Entry.objects.all().delete()
    edit_fields(actor=leader, pk=page.pk, values={"title": "Neu"}, base=0)
    write(leader, page, "Nachher")
    page = CaseStudy.objects.get(pk=page.pk)
    assert (page.title, page.html, page.live) == ("Alt", before.html, True)
    assert page.has_unpublished_changes
    assert facts() == []
    page.latest_revision.publish()
    page = CaseStudy.objects.get(pk=page.pk)
    assert (page.title, page.html["goal"]) == ("Neu", "<p>Vorher</p>\n<p>Nachher</p>")
    assert facts() == ["PagePublished"]


@pytest.mark.parametrize("base", [0, -1, 999_999])
def test_a_change_of_an_old_version_is_refused(author: User, base: int) -> None:
    page = draft(author)
    with pytest.raises(NewerVersion):
        edit_section(actor=author, pk=page.pk, field="goal", texts={NEW: "x"}, base=base)
    assert revisions(page) == 1


def test_the_version_of_another_page_is_no_base(author: User) -> None:
    page, other = draft(author), draft(author)
    with pytest.raises(NewerVersion):
        edit_fields(actor=author, pk=page.pk, values={}, base=other.latest_revision_id)


@pytest.mark.parametrize("visibility", ["public", "members", "county"])
def test_other_counties_do_not_know_of_a_draft(
    author: User, stranger: User, visibility: str
) -> None:
    page = draft(author, visibility=visibility)
    for act in (
        lambda: edit_fields(actor=stranger, pk=page.pk, values={}, base=page.latest_revision_id),
        lambda: discard(actor=stranger, pk=page.pk),
    ):
        with pytest.raises(PageGone):
            act()
    assert work_on(stranger, page.pk) is None
    assert revisions(page) == 1


def test_a_moderator_knows_of_a_draft_until_its_newest_version_is_internal(
    author: User, moderator: User
) -> None:
    page = draft(author)
    assert work_on(moderator, page.pk).verdict
    edit_fields(
        actor=author, pk=page.pk, values={"visibility": "county"}, base=page.latest_revision_id
    )
    assert work_on(moderator, page.pk) is None
    live = case_study(organisation(), visibility="members")
    live.visibility = "county"
    live.save_revision(user=author)
    assert work_on(moderator, live.pk) is None
    with pytest.raises(PageGone):
        edit_fields(actor=moderator, pk=live.pk, values={}, base=0)


def test_colleagues_read_and_do_not_write(author: User) -> None:
    page = draft(author)
    colleague = person_of(organisation(), name="Kollege")
    assert "Ihres Landkreises" in str(work_on(colleague, page.pk).verdict.reason)
    with pytest.raises(Refused):
        edit_fields(actor=colleague, pk=page.pk, values={}, base=page.latest_revision_id)


def test_whoever_left_the_county_is_out(author: User) -> None:
    page = draft(author)
    Membership.objects.filter(user=author).delete()
    gone = User.objects.get(pk=author.pk)
    assert work_on(gone, page.pk) is None
    with pytest.raises(PageGone):
        edit_fields(actor=gone, pk=page.pk, values={}, base=page.latest_revision_id)


def test_a_locked_page_says_so_and_stays(author: User, moderator: User) -> None:
    page = draft(author)
    Page.objects.filter(pk=page.pk).update(
        locked=True, locked_by=moderator, locked_at=timezone.now()
    )
    work = work_on(author, page.pk)
    assert (bool(work.verdict), "Mona Moderation" in work.verdict.reason) == (False, True)
    assert "<" not in work.verdict.reason
    with pytest.raises(Refused):
        edit_fields(actor=author, pk=page.pk, values={}, base=page.latest_revision_id)
    with pytest.raises(Refused):
        discard(actor=author, pk=page.pk)
    assert revisions(page) == 1


def test_only_fields_of_the_steps_are_set(author: User, stranger: User) -> None:
    page = draft(author)
    values = {"live": True, "owner": stranger, "organisation": organisation(HARBURG), "key": "x"}
    edit_fields(
        actor=author, pk=page.pk, values={**values, "summary": " Kurz "},
        base=page.latest_revision_id,
    )  # fmt: skip
    after = CaseStudy.objects.get(pk=page.pk)
    assert (after.live, after.owner, after.organisation) == (False, author, organisation())
    assert (after.key, newest(page).summary) == (page.key, "Kurz")


def test_a_period_that_ends_before_it_begins_is_refused(author: User) -> None:
    page = draft(author)
    early, late = timezone.localdate().replace(year=2020), timezone.localdate()
    with pytest.raises(ValidationError) as refused:
        edit_fields(
            actor=author,
            pk=page.pk,
            values={"period_start": late, "period_end": early},
            base=page.latest_revision_id,
        )
    assert list(refused.value.error_dict) == ["period_end"]
    assert revisions(page) == 1


def test_key_figures_are_replaced_as_a_whole(author: User) -> None:
    page = draft(author)
    for figures in ([NewKeyFigure("Fans", 3), NewKeyFigure("Fragen", 4)], [NewKeyFigure("A", 5)]):
        base = newest(page).latest_revision_id
        edit_key_figures(actor=author, pk=page.pk, figures=figures, base=base)
    assert [str(one) for one in newest(page).key_figures.all()] == ["A 5.000"]
    assert CaseStudy.objects.get(pk=page.pk).key_figures.count() == 1


def test_a_draft_is_discarded_and_what_was_published_is_not(author: User, leader: User) -> None:
    page, kept = draft(author), case_study(organisation())
    discard(actor=leader, pk=page.pk)
    assert (revisions(page), list(CaseStudy.objects.all())) == (0, [kept])
    with pytest.raises(Refused):
        discard(actor=leader, pk=kept.pk)
    kept.unpublish()
    with pytest.raises(Refused):
        discard(actor=leader, pk=kept.pk)
    with pytest.raises(PageGone):
        discard(actor=leader, pk=page.pk)
