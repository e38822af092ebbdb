"""The pages, by their forms; and what readers see."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from casestudies.models import CaseStudy
from portal.members.models import User
from portal.upkeep.models import (
    Foundation,
    FoundationChange,
    Reliance,
    Review,
    ReviewInterval,
    Upkeep,
)
from portal.upkeep.rules import Basis, Outcome, Stage
from tests.factories.casestudies import case_study
from tests.factories.members import HARBURG, PLOEN, organisation, person_of
from tests.factories.upkeep import change, foundation, looked_after, rest
from tests.publishing.conftest import browser
from tests.upkeep.conftest import NOW, SECRET, deliver, say

pytestmark = pytest.mark.django_db
BEFORE = NOW - timedelta(days=1)
QUEUE = "/pflege/"


def url(name: str, *args: object) -> str:
    return reverse(f"upkeep:{name}", args=args)


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def sent(page, outcome: str = "valid", **fields: object) -> dict[str, object]:
    return {"outcome": outcome, "standing": Upkeep.objects.get(page=page.pk).version, **fields}


def test_an_owner_reviews_and_the_page_says_so(page, owner) -> None:
    client = browser(owner)
    assert page.title in read(client, QUEUE)
    response = client.post(url("page", page.pk), sent(page), follow=True)
    assert "Vielen Dank" in response.content.decode()
    assert "Hier ist nichts zu tun" in read(client, QUEUE)
    assert "geprüft am" in read(client, page.get_absolute_url())


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"outcome": "obsolete"}, "in Worten"),
        ({"outcome": "feedback", "remark": " \u200b "}, "in Worten"),
        ({"outcome": "restored"}, "restored"),
        ({"outcome": "obsolete", "remark": "Weg.", "successor": "/leitfaeden/gibt-es-nicht/"},
         "keine Seite"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said(page, owner, fields, said) -> None:
    response = browser(owner).post(url("page", page.pk), sent(page) | fields)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert Review.objects.count() == 0


def test_who_cannot_edit_the_page_says_what_to_change(page, owner, deputy) -> None:
    edit = sent(page) | {"outcome": "edit"}
    response = browser(deputy).post(url("page", page.pk), edit)
    assert (response.status_code, "in Worten" in response.text) == (422, True)
    response = browser(owner).post(url("page", page.pk), edit)
    assert response["Location"] == page.writing_url


def test_a_hidden_successor_is_not_there(page, internal, stranger, moderator) -> None:
    """Its address is guessed: the answer is the same as for one that does not exist."""
    data = sent(page, "obsolete", remark="Weg.", successor=internal.get_absolute_url())
    response = browser(moderator).post(url("page", page.pk), data)
    assert (response.status_code, Review.objects.count()) == (422, 0)
    assert SECRET not in response.content.decode().replace(internal.slug, "")


def test_an_obsolete_page_warns_leads_on_and_comes_back(page, owner, internal, client) -> None:
    other = looked_after(case_study(organisation(), title="Neue Fassung"), owner)
    data = sent(page, "obsolete", remark="Flickr gibt es nicht mehr.",
                successor=f"https://kreiswissen.example{other.get_absolute_url()}?x=1")  # fmt: skip
    browser(owner).post(url("page", page.pk), data)
    html = read(client, page.get_absolute_url())
    assert "Überholt seit" in html
    assert "Flickr gibt es nicht mehr." in html
    assert f'<a href="{other.get_absolute_url()}">Neue Fassung</a>' in html
    # A successor only some may read is named to them only.
    Upkeep.objects.filter(page=page.pk).update(successor=internal.pk)
    deliver()
    say(owner, other)
    assert SECRET not in read(client, page.get_absolute_url())
    assert SECRET in read(browser(owner), page.get_absolute_url())
    restore = url("page-restore", page.pk)
    browser(owner).post(restore, {"standing": Upkeep.objects.get(page=page.pk).version})
    assert "Überholt seit" not in read(client, page.get_absolute_url())


def test_two_at_once_are_told_and_the_words_stay(page, owner, lead) -> None:
    data = sent(page, "feedback", remark="Mit Bedacht.")
    say(owner, page)
    response = browser(lead).post(url("page", page.pk), data)
    html = response.content.decode()
    assert response.status_code == 422
    assert "Inzwischen hat jemand anderes" in html
    assert "Mit Bedacht." in html
    assert browser(lead).post(url("page", page.pk), sent(page) | data | {"standing": 2}).url


def test_who_may_not_review_reads_why_or_nothing(page, internal, colleague, stranger,
                                                 moderator) -> None:  # fmt: skip
    own, other = browser(colleague), browser(stranger)
    assert "Die Prüfung übernimmt" in read(own, url("page", page.pk))
    assert own.post(url("page", page.pk), sent(page)).status_code == 403
    assert other.get(url("page", page.pk)).status_code == 403
    assert other.post(url("page", page.pk), sent(page)).status_code == 403
    for one in (other, browser(moderator), browser(person_of(organisation(PLOEN)))):
        for name in ("page", "page-caretakers", "page-foundations"):
            assert one.get(url(name, internal.pk)).status_code == 404
        assert one.post(url("page", internal.pk), sent(internal)).status_code == 404
    assert Client().get(url("page", page.pk)).status_code == 302
    assert Review.objects.count() == 0


def test_drafts_are_their_countys(owner, lead, stranger, moderator) -> None:
    draft = case_study(
        organisation(), title=f"Entwurf {SECRET}", visibility="county", publish=False
    )
    assert SECRET in read(browser(lead), url("page", draft.pk))
    for one in (stranger, moderator):
        assert browser(one).get(url("page", draft.pk)).status_code == 404


def test_what_a_draft_is_called_is_not_told(page, moderator, colleague, owner) -> None:
    """A published page has a draft, kept to its county, with another title."""
    draft = CaseStudy.objects.get(pk=page.pk)
    draft.title, draft.visibility = f"Neu: {SECRET}", "county"
    draft.save_revision()
    assert CaseStudy.objects.get(pk=page.pk).draft_title == f"Neu: {SECRET}"
    for one, names in ((colleague, ["page"]), (moderator, ["page", "page-caretakers",
                                                           "page-foundations"])):  # fmt: skip
        for name in names:
            html = read(browser(one), url(name, page.pk))
            assert page.title in html
            assert SECRET not in html


def test_the_queue_hides_what_one_may_not_know(page, internal, moderator, stranger, owner) -> None:
    assert SECRET in read(browser(owner), QUEUE + "?stand=alles")
    html = read(browser(moderator), QUEUE + "?ansicht=alle&stand=alles")
    assert page.title in html
    assert SECRET not in html
    assert browser(stranger).get(QUEUE + "?ansicht=alle").status_code == 404
    report = read(browser(moderator), url("report"))
    assert '<th scope="row">vor mehr als 24 Monaten</th><td class="kw-number">1</td>' in report
    table = browser(moderator).get(url("report-export", "csv")).content.decode("utf-8-sig")
    assert page.title in table
    assert SECRET not in table
    xlsx = browser(moderator).get(url("report-export", "xlsx"))
    book = load_workbook(BytesIO(xlsx.content), read_only=True)
    assert [row[0] for row in book.active.iter_rows(values_only=True)] == ["Titel", page.title]
    assert browser(owner).get(url("report")).status_code == 403
    assert browser(moderator).get(url("report-export", "exe")).status_code == 404


def test_formulas_are_defused(moderator, owner) -> None:
    looked_after(case_study(organisation(), title="=HYPERLINK(1)"), owner)
    table = browser(moderator).get(url("report-export", "csv")).content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in table


def test_the_queue_costs_the_same_with_many(owner, deputy, django_assert_num_queries) -> None:
    def make(number: int) -> None:
        for n in range(number):
            looked_after(case_study(organisation(), title=f"Nr. {n}"), owner, deputy)

    make(1)
    client = browser(owner)
    client.get(QUEUE)
    with django_assert_num_queries(9):
        client.get(QUEUE + "?stand=alles")
    make(9)
    with django_assert_num_queries(9):
        client.get(QUEUE + "?stand=alles")


def test_a_readers_page_costs_one_query_more(page, owner, moderator, ruling, client,
                                             django_assert_num_queries) -> None:  # fmt: skip
    """However much it rests on, however much of it has changed."""
    for number in range(3):
        law = foundation(f"Gesetz {number}")
        rest(page, law, now=BEFORE)
        change(moderator, law, now=NOW)
    client.get("/")
    with django_assert_num_queries(11):
        client.get(page.get_absolute_url())
    with django_assert_num_queries(2):
        client.get(page.get_absolute_url())


def test_a_moderator_says_that_a_platform_closes(page, steps, internal, moderator, owner) -> None:
    client = browser(moderator)
    data = {"basis": "law", "name": "Kunsturhebergesetz", "reference": "§ 22", "url": "",
            "land": "03", "platform": ""}  # fmt: skip
    assert client.post(url("foundation-add"), data).status_code == 302
    law = Foundation.objects.get(name="Kunsturhebergesetz")
    assert law.land == ""
    assert client.post(url("foundation-add"), data).status_code == 422
    second = steps.steps_named()[1][0]
    mine = browser(owner)
    for one, step in ((page, ""), (steps, second), (internal, "")):
        mine.post(url("page-foundations", one.pk), {"foundation": law.pk, "step": step})
    assert Reliance.objects.count() == 3
    told = {"what": "Es ist aufgehoben.", "happened_on": "2026-11-01", "source": ""}
    shown = client.post(url("change-announce", law.pk), told)
    html = shown.content.decode()
    assert f'<th scope="row">{page.organisation}</th><td class="kw-number">1</td>' in html
    assert FoundationChange.objects.count() == 0
    assert client.post(url("change-announce", law.pk), told | {"confirm": "1"}).status_code == 302
    said = FoundationChange.objects.get()
    html = read(Client(), steps.get_absolute_url())
    assert "Kunsturhebergesetz hat sich geändert" in html
    assert html.count("Es ist aufgehoben.") == 2
    assert "#schritt-2" in html
    # Whoever looks after it finds it, and clears it by a review.
    assert page.title in read(mine, url("change-detail", said.key))
    mine.post(url("page", page.pk), sent(page, cleared=[said.key]))
    assert "Es ist aufgehoben." not in read(Client(), page.get_absolute_url())
    client.post(url("change-take-back", said.key))
    assert "Es ist aufgehoben." not in read(Client(), steps.get_absolute_url())


@pytest.mark.parametrize("name", ["foundation-add", "intervals"])
def test_members_keep_no_foundations_and_no_times(name, owner, lead) -> None:
    for one in (owner, lead):
        assert browser(one).post(url(name), {"basis": "law", "name": "x"}).status_code == 403
    assert (Foundation.objects.count(), ReviewInterval.objects.count()) == (0, 0)


def test_members_neither_announce_nor_take_back(page, owner, moderator, ruling) -> None:
    said = change(moderator, ruling, now=NOW)
    client = browser(owner)
    data = {"what": "x", "happened_on": "2026-11-01", "confirm": "1"}
    assert client.post(url("change-announce", ruling.pk), data).status_code == 403
    assert client.post(url("change-take-back", said.key)).status_code == 403
    assert FoundationChange.objects.get().taken_back_at is None


def test_readers_of_another_land_are_warned(page, client, owner) -> None:
    rest(page, foundation("Niedersächsisches Datenschutzgesetz", Basis.LAND, land="03"))
    address = page.get_absolute_url()
    schleswig = person_of(organisation(PLOEN))
    own, other, public = (
        "Beruht auf Landesrecht von: Niedersachsen", "Ihr Landkreis liegt in einem anderen Land",
        "In anderen Ländern kann anderes gelten",
    )  # fmt: skip
    htmls = [
        read(client, address),
        read(browser(owner), address),
        read(browser(schleswig), address),
    ]
    assert [own in html for html in htmls] == [True, True, True]
    assert [other in html for html in htmls] == [False, False, True]
    assert [public in html for html in htmls] == [True, True, False]


def test_times_are_set_by_form(page, moderator) -> None:
    client = browser(moderator)
    form = client.get(url("intervals")).context["form"]
    assert form["art-case_study"].value() == 24
    data = {name: form[name].value() or "" for name in form.fields}
    client.post(url("intervals"), data | {"art-case_study": "36", "thema-recht": ""})
    rows = set(ReviewInterval.objects.values_list("kind", "topic__slug", "months"))
    assert rows == {("case_study", None, 36), ("", "recht", 0)}
    assert client.post(url("intervals"), data | {"art-news": "-1"}).status_code == 422


def test_owner_and_deputy_by_form(page, owner, deputy, colleague, stranger) -> None:
    client = browser(owner)
    address = url("page-caretakers", page.pk)
    crafted = {"owner": owner.pk, "deputy": stranger.pk}
    assert client.post(address, crafted).status_code == 422
    assert client.post(address, {"owner": owner.pk, "deputy": owner.pk}).status_code == 422
    assert client.post(address, {"owner": colleague.pk, "deputy": deputy.pk}).status_code == 302
    assert CaseStudy.objects.get(pk=page.pk).owner == colleague


def test_a_reliance_of_another_page_is_not_removed_here(page, stranger, owner, ruling) -> None:
    other = looked_after(case_study(organisation(HARBURG), title="Harburg"), stranger)
    theirs = rest(other, ruling)
    client = browser(owner)
    remove = url("page-foundation-remove", page.pk, theirs.pk)
    assert client.post(remove).status_code == 404
    assert Reliance.objects.get() == theirs


def test_the_cms_says_where_the_page_stands(page, moderator, ruling) -> None:
    rest(page, ruling, now=BEFORE)
    change(moderator, ruling, "Es gilt nicht mehr.", now=NOW)
    html = read(browser(moderator), reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert "Es gilt nicht mehr." in html
    assert url("page", page.pk) in html


def test_a_reminder_leads_to_the_page(page, owner) -> None:
    deliver()
    Upkeep.objects.filter(page=page.pk).update(stage=Stage.NONE)
    from portal.upkeep.jobs import remind_of_reviews

    assert remind_of_reviews(NOW) == 1
    deliver()
    assert url("page", page.pk) in read(browser(owner), reverse("inbox:list")) or (
        page.title in read(browser(owner), reverse("inbox:list"))
    )


def test_editing_leads_moderators_to_the_cms(page, moderator) -> None:
    response = browser(moderator).post(url("page", page.pk), sent(page, "edit"))
    assert response.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert Review.objects.get().outcome == Outcome.EDIT
    assert User.objects.get(pk=moderator.pk) == Review.objects.get().person
