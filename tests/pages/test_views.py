"""News and plain pages."""

import pytest

from tests.factories.casestudies import news
from tests.factories.members import organisation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/ueber/", "Über Kreiswissen"),
        ("/impressum/", "Impressum"),
        ("/datenschutz/", "Datenschutz"),
        ("/barrierefreiheit/", "Barrierefreiheit"),
    ],
)
def test_a_fresh_site_has_its_legal_pages(client, address, title) -> None:
    html = client.get(address).content.decode()
    assert f"<h1>{title}</h1>" in html
    assert "<h2>" in html


def test_news_are_listed_and_read(client) -> None:
    page = news(organisation(), body="## Wer kam\n\nSieben Kreise.")
    assert page.title in client.get("/aktuelles/").content.decode()
    html = client.get(page.get_absolute_url()).content.decode()
    assert "<h2>Wer kam</h2>" in html
    assert "Sieben Kreise." in html


def test_internal_news_are_not_found(client) -> None:
    page = news(organisation(), title="Nur intern", visibility="county")
    assert client.get(page.get_absolute_url()).status_code == 404
    assert "Nur intern" not in client.get("/aktuelles/").content.decode()


def test_a_piece_of_news_costs_two_queries(client, django_assert_num_queries) -> None:
    page = news(organisation())
    client.get(page.get_absolute_url())
    with django_assert_num_queries(2):
        client.get(page.get_absolute_url())
