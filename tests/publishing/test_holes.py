"""The holes of a CMS, tried by everybody: who may do what, and what no trick opens.

`test_cms.py` holds the addresses that name a page; here are those who should not be there at all,
and the ways around: another page's versions, numbers in a form, words in a list of suggestions.
"""

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, UploadedFile

from casestudies.actions import NewAttachment
from casestudies.models import CaseStudy, CaseStudyIndex
from portal.members.models import Membership, Organisation, User
from portal.publishing.models import Download, Picture
from tests.factories.casestudies import case_study, news
from tests.factories.members import (
    HARBURG,
    OSNABRUECK,
    PLOEN,
    administrator,
    organisation,
    person,
    person_of,
)
from tests.publishing.conftest import SECRET, browser
from tests.publishing.test_cms import addresses_of
from tests.publishing.test_files import picture, shown_in

pytestmark = [
    pytest.mark.django_db,
    # Which pages are hidden is asked of both databases in `test_cms.py`.
    pytest.mark.once,
    # Wagtail leaves the file it makes a rendition from to the garbage collector.
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in.*(SpooledTemporaryFile|FileIO name=[0-9]).*:"
        "pytest.PytestUnraisableExceptionWarning"
    ),
]
NO_PAGE = 987_654
UPLOADED = b"%PDF-1.7 Zirbelnuss"


def personas() -> dict[str, Client]:
    """Everybody who has no business with Osnabrück's own page, by what she is."""
    other = person_of(organisation(HARBURG), name="Mo Harburg")
    User.objects.filter(pk=other.pk).update(platform_role=User.PlatformRole.MODERATOR)
    removed = person_of(Organisation.objects.get(ags=OSNABRUECK))
    Membership.objects.filter(user=removed).delete()
    academic = Organisation.objects.create(
        kind=Organisation.Kind.ACADEMIC_PARTNER, name="Hochschule", display_name="Hochschule",
        slug="hochschule", status=Organisation.Status.MEMBER,
    )  # fmt: skip
    return {
        "public": Client(),
        "guest": browser(person_of(organisation(PLOEN, status="guest"))),
        "suspended": browser(person_of(organisation("03452", status="suspended"))),
        "staff of a neighbour": browser(person_of(organisation(HARBURG))),
        "coordinator of a neighbour": browser(person_of(organisation(HARBURG), "coordinator")),
        "academic partner": browser(person_of(academic)),
        "removed": browser(removed),
        "moderator": browser(person("Mona", User.PlatformRole.MODERATOR)),
        "moderator of a neighbour": browser(User.objects.get(pk=other.pk)),
        "administrator": browser(administrator()),
    }


WRITES = {"coordinator of a neighbour", "moderator of a neighbour"}
IN_THE_CMS = {"moderator", "moderator of a neighbour", "administrator"}


@pytest.fixture
def internal_files(internal: CaseStudy, own_moderator: User) -> tuple[Picture, Download]:
    """A picture and a file of Osnabrück's own page, with words that tell what they are."""
    image = picture(f"Bild {SECRET}", by=own_moderator)
    image.tags.add(f"Schlagwort{SECRET}")
    shown_in(internal, image)
    attachment = NewAttachment(f"Datei {SECRET}", "plan.pdf", UPLOADED)
    page = case_study(
        Organisation.objects.get(ags=OSNABRUECK), title=f"Anhang {SECRET}", visibility="county",
        attachments=[attachment],
    )  # fmt: skip
    download = page.attachments.get().download
    download.tags.add(f"Schlagwort{SECRET}")
    return image, download


def ways_to(page: CaseStudy, image: Picture, file: Download) -> list[str]:
    """Every address that could show something of a page or its files."""
    folder = CaseStudyIndex.objects.get().pk
    rendition = image.get_rendition("max-165x165").url
    return [
        *addresses_of(page),
        page.get_absolute_url(), f"/seite/{page.pk}/", f"/fallbeispiele/?q={page.slug}",
        f"/api/v1/case-studies/{page.key}", "/api/v1/case-studies", "/fallbeispiele/",
        file.url, f"/datei/{file.pk}/", f"/bild/{image.pk}/", rendition, image.file.url,
        f"/dokumente/{file.pk}/anders.pdf", f"/medien/{file.file.name}",
        f"/cms/images/{image.pk}/", f"/cms/images/{image.pk}/delete/",
        f"/cms/images/{image.pk}/preview/max-165x165/", f"/cms/images/usage/{image.pk}/",
        f"/cms/images/{image.pk}/generate_url/", f"/cms/images/{image.pk}/generate_url/max-5x5/",
        f"/cms/images/multiple/{image.pk}/", f"/cms/images/multiple/{image.pk}/delete/",
        f"/cms/images/chooser/chosen/{image.pk}/",
        f"/cms/images/chooser/{image.pk}/select_format/",
        f"/cms/images/chooser/chosen-multiple/?id={image.pk}",
        f"/cms/bulk/publishing/picture/delete/?id={image.pk}",
        f"/cms/bulk/publishing/picture/add_tags/?id={image.pk}",
        f"/cms/documents/edit/{file.pk}/", f"/cms/documents/delete/{file.pk}/",
        f"/cms/documents/usage/{file.pk}/", f"/cms/documents/multiple/{file.pk}/",
        f"/cms/documents/multiple/{file.pk}/delete/",
        f"/cms/documents/chooser/chosen/{file.pk}/",
        f"/cms/documents/chooser/chosen-multiple/?id={file.pk}",
        f"/cms/bulk/publishing/download/delete/?id={file.pk}",
        "/cms/images/", "/cms/images/results/", "/cms/images/chooser/",
        f"/cms/images/chooser/results/?tag=Schlagwort{SECRET}",
        "/cms/documents/", "/cms/documents/chooser/", "/cms/documents/chooser/results/",
        "/cms/autocomplete/tags/?term=Schlag", "/cms/tag-autocomplete/?term=Schlag",
        "/cms/tag-autocomplete/taggit/tag/?term=Schlag",
        "/cms/api/main/images/", "/cms/api/main/documents/", f"/cms/api/main/documents/{file.pk}/",
        f"/cms/api/main/images/{image.pk}/", f"/cms/api/main/pages/?fields=*&child_of={folder}",
        "/cms/reports/locked/", "/cms/reports/workflow/", "/cms/reports/site-history/",
        "/cms/reports/aging-pages/", "/cms/pages/usage/casestudies/casestudy/",
        f"/cms/pages/{page.pk}/workflow/history/", f"/cms/pages/{page.pk}/edit/comments/",
        "/cms/collections/", "/cms/redirects/", f"/cms/pages/{folder}/history/",
        f"/cms/pages/{page.pk}/copy_for_translation/", f"/cms/pages/{page.pk}/convert_alias/",
        f"/cms/editing-sessions/ping/casestudies/casestudy/{page.pk}/1/",
        f"/cms/editing-sessions/ping/wagtailcore/page/{page.pk}/1/",
    ]  # fmt: skip


@pytest.mark.parametrize("who", list(range(10)), ids=str)
def test_no_way_shows_anybody_a_county_s_own(
    who: int, internal: CaseStudy, internal_files: tuple[Picture, Download]
) -> None:
    """Each address, read and written to; neither answers with a word, nor changes a thing."""
    internal.refresh_from_db()
    name, client = list(personas().items())[who]
    before = state()
    for address in ways_to(internal, *internal_files):
        for send in (client.get, client.post) if name in WRITES else (client.get,):
            answer = send(address)
            said = answer.getvalue() if answer.streaming else answer.content
            # What she typed herself may be said back to her.
            text = said.decode("utf-8", "replace").replace(f"tag=Schlagwort{SECRET}", "")
            told = SECRET in text.replace(f'value="Schlagwort{SECRET}"', "") or said == UPLOADED
            assert not told, (name, send.__name__, address)
            if address.startswith("/cms/") and name not in IN_THE_CMS:
                assert answer.status_code in {302, 403, 404}, (name, address)
    assert state() == before


def state() -> Any:
    pages = Page.objects.order_by("pk").values_list("pk", "path", "live", "title", "locked")
    return (
        list(pages),
        sorted(Picture._base_manager.values_list("pk", "title")),
        sorted(Download._base_manager.values_list("pk", "title")),
    )


# --- Numbers of something hidden, where a form or an address takes numbers ---------------------


def test_a_hidden_page_and_none_are_told_apart_nowhere(
    outsider: Client, internal: CaseStudy, public: CaseStudy
) -> None:
    for filter_ in ("child_of", "ancestor_of", "descendant_of", "translation_of", "id"):
        answers = [
            outsider.get(f"/cms/api/main/pages/?{filter_}={number}")
            for number in (internal.pk, NO_PAGE)
        ]
        assert answers[0].status_code == answers[1].status_code, filter_
        assert answers[0].content == answers[1].content, filter_


def test_versions_of_a_hidden_page_are_no_versions_of_another(
    outsider: Client, internal: CaseStudy, public: CaseStudy
) -> None:
    hidden, own = internal.save_revision(), public.save_revision()
    pages = "wagtailadmin_pages:"
    for address in (
        reverse(pages + "revisions_view", args=[public.pk, hidden.pk]),
        reverse(pages + "revisions_revert", args=[public.pk, hidden.pk]),
        reverse(pages + "revisions_unschedule", args=[public.pk, hidden.pk]),
        reverse(pages + "revisions_compare", args=[public.pk, own.pk, hidden.pk]),
        reverse(pages + "revisions_compare", args=[public.pk, hidden.pk, "live"]),
    ):
        assert outsider.get(address).status_code == 404, address
        assert outsider.post(address).status_code in {404, 405}, address


def form_of(client: Client, page: Page) -> dict[str, str]:
    """The form of a page as a browser would send it back."""
    html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    fields: dict[str, str] = {}
    for field in BeautifulSoup(html, "html.parser").select("form [name]"):
        if field.get("type") in {"checkbox", "submit"} or field.name == "button":
            continue
        option = field.select_one("option[selected]") if field.name == "select" else None
        fields[field["name"]] = option["value"] if option else field.get("value", field.text)
    # Made in the browser by a script.
    return fields | {f"{name}-count": "0" for name in page.get_streamfield_names()}


def text_block(html: str) -> dict[str, str]:
    return {"body-count": "1", "body-0-type": "text", "body-0-value": html, "body-0-order": "0",
            "body-0-deleted": "", "body-0-id": ""}  # fmt: skip


def linking(entity: str, data: dict[str, Any]) -> str:
    """A rich text as the editor sends it, with one entity in it."""
    return json.dumps(
        {
            "blocks": [{"key": "a", "text": "hier", "type": "unstyled", "depth": 0,
                        "inlineStyleRanges": [],
                        "entityRanges": [{"offset": 0, "length": 4, "key": 0}]}],
            "entityMap": {"0": {"type": entity, "mutability": "MUTABLE", "data": data}},
        }
    )  # fmt: skip


@pytest.mark.parametrize("way", ["picture", "link", "embed", "attachment"])
def test_no_form_puts_a_hidden_file_into_an_open_page(
    way: str, moderator: User, insider: Client, public: CaseStudy, internal_files
) -> None:
    """Whoever could, would open it for all: a file is read by the readers of its pages."""
    image, file = internal_files
    outsider = browser(moderator)
    # Somebody who may has worked before: nothing of her rights stays in the process.
    assert insider.get(f"/cms/pages/{public.pk}/edit/").status_code == 200
    blocks = {
        "picture": {"body-count": "1", "body-0-type": "picture", "body-0-order": "0",
                    "body-0-deleted": "", "body-0-id": "", "body-0-value-image": str(image.pk),
                    "body-0-value-alt": "x", "body-0-value-caption": ""},
        "link": text_block(linking("DOCUMENT", {"id": file.pk, "filename": "x"})),
        "embed": text_block(linking("IMAGE", {"id": image.pk, "format": "left", "alt": "x"})),
        "attachment": {**text_block(""), "body-count": "0", "attachments-TOTAL_FORMS": "1",
                       "attachments-0-download": str(file.pk), "attachments-0-ORDER": "1",
                       "attachments-0-id": "", "attachments-0-DELETE": ""},
    }[way]  # fmt: skip
    form = form_of(outsider, public)
    for act in ({}, {"action-publish": "1"}):
        address = reverse("wagtailadmin_pages:edit", args=[public.pk])
        answer = outsider.post(address, {**form, **blocks, **act})
        assert SECRET not in answer.content.decode()
    public.refresh_from_db()
    latest = public.get_latest_revision_as_object()
    stored = json.dumps([page.serializable_data() for page in (public, latest)], default=str)
    for told in (f'\\"{file.pk}\\"', f'"image": {image.pk}', f'"download": {file.pk}'):
        assert told not in stored
    client = Client()
    for address in (file.url, f"/datei/{file.pk}/", f"/bild/{image.pk}/"):
        assert client.get(address).status_code == 404


def test_the_county_s_own_moderator_puts_her_files_where_she_likes(
    moderator: User, insider: Client, public: CaseStudy, internal_files
) -> None:
    """The other side: what is refused to one must not be refused to the other."""
    image, file = internal_files
    assert browser(moderator).get(f"/cms/pages/{public.pk}/edit/").status_code == 200
    sent = {
        **form_of(insider, public),
        **text_block(linking("DOCUMENT", {"id": file.pk, "filename": "x"})),
        "body-count": "2", "body-1-type": "picture", "body-1-order": "1", "body-1-deleted": "",
        "body-1-id": "", "body-1-value-image": str(image.pk), "body-1-value-alt": "x",
        "attachments-TOTAL_FORMS": "1", "attachments-0-download": str(file.pk),
        "attachments-0-ORDER": "1", "attachments-0-id": "", "attachments-0-DELETE": "",
    }  # fmt: skip
    insider.post(reverse("wagtailadmin_pages:edit", args=[public.pk]), sent)
    public.refresh_from_db()
    latest = public.get_latest_revision_as_object()
    assert [block.block_type for block in latest.body] == ["text", "picture"]
    assert [one.download_id for one in latest.attachments.all()] == [file.pk]


def test_previews_show_what_one_may_see_oneself(
    moderator: User, internal: CaseStudy, public: CaseStudy
) -> None:
    outsider = browser(moderator)
    topic = public.topics.model.objects.first()
    for page in (internal, public):
        page.topics.set([topic])
        page.save()
    folder = CaseStudyIndex.objects.get().pk
    sent = form_of(outsider, public) | text_block(linking("X", {})) | {"topics": [str(topic.pk)]}
    for address in (
        reverse("wagtailadmin_pages:preview_on_edit", args=[public.pk]),
        reverse("wagtailadmin_pages:preview_on_add", args=["casestudies", "casestudy", folder]),
    ):
        outsider.post(address, sent)
        shown = outsider.get(f"{address}?mode=").content.decode()
        assert SECRET not in shown, address


def test_unfinished_uploads_are_nobody_s_by_number(outsider: Client, own_moderator: User) -> None:
    upload = UploadedFile.objects.create(
        file=ContentFile(UPLOADED, name="plan.pdf"), uploaded_by_user=own_moderator
    )
    for kind, name in (("images", "image"), ("documents", "document")):
        for address in (
            f"/cms/{kind}/multiple/create_from_uploaded_{name}/{upload.pk}/",
            f"/cms/{kind}/multiple/delete_upload/{upload.pk}/",
        ):
            assert outsider.post(address).status_code == 404, address
    assert UploadedFile.objects.count() == 1


def test_an_old_address_does_not_tell_the_new_one(internal: CaseStudy) -> None:
    Redirect.add_redirect("/alt/", redirect_to=internal, is_permanent=True)
    for name, client in personas().items():
        assert client.get("/alt/").status_code == 404, name


def test_feeds_and_news_keep_it_too() -> None:
    county = organisation()
    news(county, title=f"Meldung {SECRET}", visibility="county")
    for name, client in personas().items():
        for address in ("/feeds/aktuelles/", "/aktuelles/", "/api/v1/news"):
            assert SECRET not in client.get(address).content.decode(), (name, address)
