"""Writing a case study step by step, in the browser."""

import pytest

from casestudies.models import CaseStudy
from casestudies.steps import STEPS
from tests.factories.members import organisation, person_of
from tests.publishing.conftest import browser

pytestmark = pytest.mark.django_db


def test_a_case_study_is_written_step_by_step() -> None:
    client = browser(person_of(organisation()))
    begun = client.post(
        "/fallbeispiele/schreiben/neu/",
        {"title": "Hochwasser 2024", "pattern": "krise", "visibility": "members", "key": "0" * 32},
    )
    page = CaseStudy.objects.get()
    start = f"/fallbeispiele/schreiben/{page.pk}/"
    assert (begun.status_code, begun.url) == (302, f"{start}ausgangslage/")
    for step in STEPS:
        answer = client.get(f"{start}{step.slug}/")
        assert answer.status_code == 200, step.slug
    assert client.get(start).status_code == 200
