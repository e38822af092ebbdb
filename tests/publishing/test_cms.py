"""The holes of a CMS: every address of it that names a page, and every list it shows."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from casestudies.models import CaseStudy, CaseStudyIndex
from portal.members.models import User
from portal.outbox.models import Entry
from portal.publishing.middleware import is_open
from tests.factories.members import administrator, organisation, person, person_of
from tests.publishing.conftest import SECRET, browser

pytestmark = pytest.mark.django_db

BY_PAGE = [
    "edit", "preview_on_edit", "view_draft", "delete", "unpublish", "copy", "history",
    "history_results", "revisions_index", "add_subpage", "usage", "set_privacy", "workflow_history",
    "confirm_workflow_cancellation", "convert_alias",
]  # fmt: skip


def page_address(name: str, page: CaseStudy) -> str:
    return reverse(f"wagtailadmin_pages:{name}", args=[page.pk])


def addresses_of(page: CaseStudy) -> list[str]:
    """Every address of the CMS that names this page, read and write alike."""
    folder = CaseStudyIndex.objects.get()
    revision = page.revisions.first() or page.save_revision()
    pages = "wagtailadmin_pages:"
    return [
        reverse("wagtailadmin_explore", args=[page.pk]),
        reverse("wagtailadmin_explore_results", args=[page.pk]),
        reverse("wagtailadmin_api:pages:detail", args=[page.pk]),
        reverse("wagtailadmin_choose_page_child", args=[page.pk]),
        reverse("wagtailadmin_choose_page_chosen_multiple") + f"?id={page.pk}",
        reverse(pages + "move", args=[page.pk]),
        reverse(pages + "move_confirm", args=[page.pk, folder.pk]),
        reverse(pages + "revisions_view", args=[page.pk, revision.pk]),
        reverse(pages + "revisions_revert", args=[page.pk, revision.pk]),
        reverse(pages + "revisions_compare", args=[page.pk, "earliest", "latest"]),
        reverse(pages + "revisions_compare", args=[page.pk, revision.pk, "live"]),
        *(
            reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]) + f"?id={page.pk}"
            for action in ("delete", "move", "publish", "unpublish")
        ),
        *(page_address(name, page) for name in BY_PAGE),
    ]


LISTS = [
    "/cms/",
    "/cms/pages/{folder}/",
    "/cms/pages/{folder}/results/",
    "/cms/pages/{folder}/?q=Geheimplan",
    "/cms/pages/{folder}/?q=Geheimplan&search_all=1",
    "/cms/pages/search/?q=Geheimplan",
    "/cms/pages/search/results/?q=Geheimplan",
    "/cms/api/main/pages/?child_of={folder}&for_explorer=1",
    "/cms/api/main/pages/?search=Geheimplan",
    "/cms/api/main/pages/{folder}/",
    "/cms/choose-page/{folder}/",
    "/cms/choose-page/search/?q=Geheimplan",
    "/cms/pages/{folder}/history/",
]


def test_outsiders_find_no_address_of_an_internal_page(
    outsider: Client, internal: CaseStudy
) -> None:
    internal.save_revision()
    for address in addresses_of(internal):
        answers = {outsider.get(address).status_code, outsider.post(address).status_code}
        assert answers == {404}, address
    internal.refresh_from_db()
    assert internal.live


@pytest.mark.parametrize("address", LISTS)
def test_outsiders_find_an_internal_page_in_no_list(
    outsider: Client, internal: CaseStudy, public: CaseStudy, address: str
) -> None:
    answer = outsider.get(address.format(folder=CaseStudyIndex.objects.get().pk))
    assert answer.status_code == 200
    assert SECRET not in answer.content.decode()


def test_a_public_page_stands_in_the_lists(outsider: Client, public: CaseStudy) -> None:
    folder = CaseStudyIndex.objects.get().pk
    for address in (
        f"/cms/pages/{folder}/",
        "/cms/pages/search/?q=Offen",
        f"/cms/api/main/pages/?child_of={folder}&for_explorer=1",
        f"/cms/choose-page/{folder}/",
    ):
        assert "Offenes Beispiel" in outsider.get(address).content.decode(), address


def test_the_countys_own_moderator_works_on_it(insider: Client, internal: CaseStudy) -> None:
    folder = CaseStudyIndex.objects.get().pk
    assert SECRET in insider.get(f"/cms/pages/{folder}/").content.decode()
    for name in ("edit", "view_draft", "history", "copy", "delete", "unpublish"):
        answer = insider.get(page_address(name, internal))
        assert answer.status_code == 200, name
        assert SECRET in answer.content.decode(), name


@pytest.mark.parametrize("role", ["moderator", "administrator"])
def test_permissions_of_an_internal_page(internal: CaseStudy, role: str, own_moderator) -> None:
    tester = internal.permissions_for_user(person(platform_role=role))
    asked = [name for name in dir(tester) if name.startswith("can_")]
    assert [
        name for name in asked if name not in _WITH_DESTINATION and getattr(tester, name)()
    ] == []


_WITH_DESTINATION = {"can_move_to", "can_copy_to"}


def test_a_public_page_with_an_internal_draft_is_hidden(
    outsider: Client, public: CaseStudy
) -> None:
    public.visibility = "county"
    public.save_revision()
    assert outsider.get(page_address("edit", public)).status_code == 404
    assert outsider.get(page_address("view_draft", public)).status_code == 404


def test_a_page_that_was_internal_keeps_its_history_to_itself(
    outsider: Client, insider: Client, internal: CaseStudy
) -> None:
    old = internal.save_revision()
    internal.visibility, internal.title = "public", "Jetzt offen"
    internal.save_revision().publish()
    assert outsider.get(page_address("edit", internal)).status_code == 200
    for address in (
        page_address("history", internal),
        reverse("wagtailadmin_pages:revisions_view", args=[internal.pk, old.pk]),
        reverse("wagtailadmin_pages:revisions_compare", args=[internal.pk, old.pk, "latest"]),
        reverse("wagtailadmin_pages:revisions_revert", args=[internal.pk, old.pk]),
    ):
        assert outsider.get(address).status_code == 404, address
    assert insider.get(page_address("history", internal)).status_code == 200


def test_authors_keep_their_draft_until_it_is_published(moderator: User, internal: CaseStudy):
    CaseStudy.objects.filter(pk=internal.pk).update(live=False, owner=moderator)
    client = browser(moderator)
    assert client.get(page_address("edit", internal)).status_code == 200
    CaseStudy.objects.filter(pk=internal.pk).update(live=True)
    assert client.get(page_address("edit", internal)).status_code == 404


def test_bulk_actions_name_their_pages(outsider: Client, public: CaseStudy) -> None:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    assert outsider.get(f"{address}?id={public.pk}").status_code == 200
    assert outsider.get(f"{address}?id=all&childOf={public.get_parent().pk}").status_code == 404


def test_only_those_who_run_the_platform_enter(public: CaseStudy) -> None:
    staff = browser(person_of(organisation(), "coordinator"))
    assert staff.get("/cms/").status_code == 403
    assert staff.get(page_address("edit", public)).status_code == 403
    assert Client().get("/cms/").headers["Location"].startswith("/konto/login/")


def test_who_loses_the_role_is_out_at_once(moderator: User, public: CaseStudy) -> None:
    client = browser(moderator)
    assert client.get(page_address("edit", public)).status_code == 200
    User.objects.filter(pk=moderator.pk).update(platform_role="")
    assert client.get(page_address("edit", public)).status_code == 403


def test_every_address_of_the_cms_is_decided_on() -> None:
    """A new version of Wagtail brings new addresses: they are closed until somebody opens them."""
    names = {name for name in _names(get_resolver(), "") if name.startswith("wagtail")}
    opened = {name for name in names if is_open(name)}
    assert len(opened) == 71
    assert not [name for name in opened if "report" in name or "workflow" in name or "user" in name]


def _names(resolver: URLResolver, prefix: str):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name or ''}"
        else:
            namespace = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _names(pattern, namespace)


def test_accounts_are_kept_in_the_portal(outsider: Client) -> None:
    assert outsider.get("/cms/account/").headers["Location"] == "/konto/"


@pytest.mark.parametrize(
    "address",
    ["/cms/reports/site-history/", "/cms/users/", "/cms/groups/", "/cms/workflows/list/",
     "/cms/sites/", "/cms/redirects/", "/cms/collections/", "/cms/forms/"],
)  # fmt: skip
def test_what_has_no_use_here_is_not_there(address: str) -> None:
    assert browser(administrator()).get(address).status_code == 404


def test_folders_stay_where_they_are(outsider: Client) -> None:
    folder = CaseStudyIndex.objects.get()
    for name in ("delete", "unpublish", "copy"):
        address = page_address(name, folder)
        outsider.post(address)
        assert outsider.get(address).status_code in {302, 403}, name
    assert CaseStudyIndex.objects.get().live


def test_a_copy_is_a_draft_with_a_key_of_its_own(outsider: Client, public: CaseStudy) -> None:
    public.save_revision()
    outsider.post(
        page_address("copy", public),
        {
            "new_title": "Kopie",
            "new_slug": "kopie",
            "new_parent_page": public.get_parent().pk,
            "publish_copies": "on",
            "alias": "on",
        },
    )
    copy = CaseStudy.objects.get(slug="kopie")
    assert not copy.live
    assert copy.alias_of is None
    assert copy.key != public.key
    assert copy.get_latest_revision_as_object().key == copy.key


def test_publishing_in_the_cms_records_its_fact(outsider: Client, public: CaseStudy) -> None:
    Entry.objects.all().delete()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    outsider.post(f"{address}?id={public.pk}")
    public.refresh_from_db()
    assert not public.live
    assert list(Entry.objects.values_list("fact", "key")) == [("PageUnpublished", public.key)]


def test_the_privacy_control_is_gone(outsider: Client, public: CaseStudy) -> None:
    assert outsider.get(page_address("set_privacy", public)).status_code == 404
    edit = outsider.get(page_address("edit", public)).content.decode()
    assert page_address("set_privacy", public) not in edit
    assert not public.permissions_for_user(administrator()).can_set_view_restrictions()


def test_the_preview_equals_the_page(outsider: Client, public: CaseStudy) -> None:
    shown = outsider.get(public.get_absolute_url()).content.decode()
    preview = outsider.get(page_address("view_draft", public)).content.decode()
    assert _main(preview) == _main(shown)
    assert "Ein Text." in _main(preview)


def _main(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]
