"""What other apps add to a page stands where it belongs, and is kept with the article."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from portal.config.wiring import PAGE_PARTS
from portal.publishing import parts
from tests.factories.casestudies import case_study
from tests.factories.members import organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def installed():
    yield parts.install
    parts.install(PAGE_PARTS)


def test_parts_stand_at_their_places_in_the_order_of_the_wiring(client, installed):
    page = case_study(organisation(), title="Krisenübung")
    installed(
        parts.Part(
            name,
            place,
            lambda page, _reader, name=name: format_html("<p>{} {}</p>", name, page.title),
        )
        for name, place in (("drei", "end"), ("eins", "top"), ("zwei", "aside"), ("vier", "end"))
    )

    html = client.get(page.get_absolute_url()).content.decode()

    at = [html.index(f"<p>{name} Krisenübung</p>") for name in ("eins", "drei", "vier", "zwei")]
    assert at == sorted(at)


def test_a_part_with_nothing_to_say_leaves_nothing(installed):
    installed([parts.Part("leer", "top", lambda _page, _reader: mark_safe(""))])

    assert parts.parts_of(case_study(organisation()), AnonymousUser()) == {
        "top": [],
        "aside": [],
        "end": [],
    }
