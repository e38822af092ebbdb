"""A picture says what is on it, or is declared an ornament, before its page is published."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.rich_text import RichText

from casestudies.models import CaseStudy
from portal.kernel.verdict import Refused
from portal.publishing.blocks import PictureBlock
from portal.publishing.models import Picture
from portal.publishing.pictures import is_undescribed, with_choice
from portal.publishing.stories import rich_html
from tests.factories.casestudies import case_study
from tests.factories.members import organisation
from tests.publishing.test_files import picture, shown_in

# Wagtail leaves the file it makes a rendition from to the garbage collector.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored in.*(SpooledTemporaryFile|FileIO name=[0-9]).*:"
    "pytest.PytestUnraisableExceptionWarning"
)


@pytest.mark.parametrize(
    ("value", "undescribed"),
    [
        ({"image": 1, "alt": "Das Rathaus", "decorative": False}, False),
        ({"image": 1, "alt": "", "decorative": True}, False),
        ({"image": 1, "alt": " ", "decorative": False}, True),
        ({"image": 1, "decorative": False}, True),
        ({"image": None, "alt": "", "decorative": False}, False),
        # Stored before there was a box: an empty text said the same.
        ({"image": 1, "alt": ""}, False),
        ({"image": 1, "alt": "Das Rathaus"}, False),
    ],
)
def test_which_pictures_are_undescribed(value, undescribed) -> None:
    assert is_undescribed(value) is undescribed


def test_older_pictures_keep_the_choice_they_made() -> None:
    assert with_choice({"alt": ""})["decorative"] is True
    assert with_choice({"alt": "Rathaus"})["decorative"] is False
    assert with_choice({"alt": "", "decorative": False})["decorative"] is False


@pytest.mark.django_db
def test_the_form_asks_for_it_and_lets_drafts_be() -> None:
    block = PictureBlock()
    silent = block.to_python({"image": picture().pk, "alt": "", "decorative": False})
    with pytest.raises(ValidationError) as refused:
        block.clean(silent)
    assert list(refused.value.block_errors) == ["alt"]
    assert block.clean_deferred(silent)["alt"] == ""
    chosen = block.to_python({"image": picture().pk, "alt": "egal", "decorative": True})
    assert block.clean(chosen)["decorative"]


@pytest.mark.django_db
def test_no_way_publishes_a_silent_picture(insider: Client) -> None:
    page = case_study(organisation(), title="Mit Bild", publish=False)
    value = {"image": picture().pk, "alt": "", "decorative": False, "caption": ""}
    page.body = json.dumps([{"type": "picture", "value": value}])
    revision = page.save_revision()
    assert "body" in {gap.field for gap in page.get_latest_revision_as_object().gaps()}
    with pytest.raises(Refused):
        revision.publish()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = insider.post(f"{address}?id={page.pk}", follow=True)
    assert answer.redirect_chain[0][0] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert not CaseStudy.objects.get(pk=page.pk).live


@pytest.mark.django_db
def test_an_ornament_has_an_empty_text(client: Client) -> None:
    page = case_study(organisation())
    value = {"image": picture().pk, "alt": "egal", "decorative": True, "caption": ""}
    page.body = json.dumps([{"type": "picture", "value": value}])
    page.save()
    assert 'alt=""' in client.get(page.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_a_picture_smuggled_into_a_rich_text_is_dropped() -> None:
    page = shown_in(case_study(organisation()), image := picture())
    embed = f'<p>a</p><embed embedtype="image" id="{image.pk}" format="left" alt="">'
    assert rich_html(RichText(embed).source) == "<p>a</p>"
    assert Picture.objects.count() == 1
    assert "body" not in {gap.field for gap in page.gaps()}
