"""Who takes part is found by name, in both engines; who left is not, at once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from portal.directory.documents import SEARCHABLE, documents, keys
from portal.members.actions import place_organisation
from portal.members.audiences import tokens_of
from portal.members.models import Organisation, User
from portal.outbox.delivery import deliver_pending
from search.port import Query
from search.rebuild import rebuild
from search.service import search
from tests.contracts.engines import elastic, embedded
from tests.factories.casestudies import case_study
from tests.factories.channels import record
from tests.factories.directory import introduce, platforms, show, topics
from tests.factories.members import HARBURG, OSNABRUECK, organisation

pytestmark = pytest.mark.django_db
PUBLIC = AnonymousUser()


@pytest.fixture(params=["embedded", pytest.param("elastic", marks=pytest.mark.elasticsearch)])
def engine(request: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    with embedded(tmp_path) if request.param == "embedded" else elastic() as made:
        for place in ("reactions", "service", "rebuild"):
            monkeypatch.setattr(f"search.{place}.engine", lambda: made)
        yield made


def found(text: str, **filters: Any) -> list[str]:
    deliver_pending(timezone.now())
    page = search(PUBLIC, Query(text=text, audience=tokens_of(PUBLIC), page_size=50, **filters))
    return [hit.url for hit in page.hits]


def place(county: Organisation, status: str) -> None:
    place_organisation(organisation=county, status=status, on=timezone.localdate())


@pytest.mark.usefixtures("engine")
def test_a_county_is_found_by_its_name_before_what_it_wrote(keeper: User) -> None:
    county = organisation(OSNABRUECK)
    place(county, "member")
    place(organisation(HARBURG), "member")
    introduce(keeper, about="Redaktion zu dritt.", topics=topics("recht"))
    case_study(county, title="Facebook im Landkreis Osnabrück")
    record(keeper)
    for text in ("Landkreis Osnabrück", "osnabrueck", "Kreis Osnabrück"):
        assert (text, found(text)[0]) == (text, "/kreise/landkreis-osnabrueck/")
    assert found("Osnabrück", kinds=("organisation",)) == ["/kreise/landkreis-osnabrueck/"]
    assert found("", kinds=("organisation",), topics=("recht",)) == [
        "/kreise/landkreis-osnabrueck/"
    ]


@pytest.mark.usefixtures("engine")
def test_who_leaves_or_pauses_is_not_found_any_more(keeper: User) -> None:
    county = organisation(OSNABRUECK)
    place(county, "member")
    assert found("Osnabrück") == ["/kreise/landkreis-osnabrueck/"]
    # Even before the index knows of it.
    Organisation.objects.filter(pk=county.pk).update(status="suspended")
    assert found("Osnabrück") == []
    place(county, "former")
    assert found("Osnabrück") == []
    place(county, "guest")
    assert found("Osnabrück") == ["/kreise/landkreis-osnabrueck/"]


def test_what_is_for_members_is_in_no_document(keeper: User) -> None:
    introduce(
        keeper,
        about="zqgeheim",
        about_visibility="members",
        topics=topics("recht"),
        platforms=platforms("mastodon"),
        offers_visibility="members",
    )
    show(keeper, "email", "phone", "function", function="zqperson")
    (described,) = documents(["landkreis-osnabrueck", "landkreis-harburg"]).values()
    assert (described.title, described.body) == ("Landkreis Osnabrück", "Niedersachsen")
    assert (described.topics, described.channels) == ((), ())


def test_documents_cost_the_same_for_one_and_for_ten(
    keeper: User, django_assert_num_queries: Any
) -> None:
    introduce(keeper, topics=topics("recht"))
    with django_assert_num_queries(3):
        assert len(documents(["landkreis-osnabrueck"])) == 1
    Organisation.objects.filter(land="03").update(status="member")
    everybody = list(keys())
    assert len(everybody) > 40
    with django_assert_num_queries(3):
        assert len(documents(everybody)) == len(everybody)


@pytest.mark.usefixtures("engine")
def test_a_rebuild_brings_everybody_back(keeper: User) -> None:
    rebuild()
    assert found("Osnabrück") == ["/kreise/landkreis-osnabrueck/"]


def test_names_are_searched_while_the_engine_is_away(keeper: User) -> None:
    hits = SEARCHABLE.find_by_title(PUBLIC, "landkreis osnabr", 10)
    assert [(hit.key, hit.title) for hit in hits] == [
        ("landkreis-osnabrueck", "Landkreis Osnabrück")
    ]
