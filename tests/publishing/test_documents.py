"""Pages as the search knows them."""

import pytest
from django.contrib.auth.models import AnonymousUser

from casestudies.documents import CASE_STUDIES, GUIDELINES
from portal.kernel.content import Reference
from portal.members.audiences import organisation_token
from portal.pages.documents import NEWS
from portal.taxonomy.models import Platform, Topic
from tests.factories.casestudies import case_study, guideline, news
from tests.factories.members import HARBURG, organisation, person_of

pytestmark = pytest.mark.django_db


def test_a_case_study_is_described_with_all_its_words() -> None:
    topics, channels = list(Topic.objects.all()[:2]), list(Platform.objects.all()[:1])
    page = case_study(
        organisation(), topics=topics, channels=channels, goal="Das *Ziel*", law="Das Recht"
    )
    document = CASE_STUDIES.documents([page.key])[page.key]
    assert document.reference == Reference("case_study", page.key)
    assert (document.title, document.url) == (page.title, page.get_absolute_url())
    assert document.body == "Ein Text.\nDas Ziel\nDas Recht"
    assert document.audience == frozenset({"public"})
    assert document.organisation == "landkreis-osnabrueck"
    assert document.organisation_name == "Landkreis Osnabrück"
    assert set(document.topics) == {topic.slug for topic in topics}
    assert document.channels == (channels[0].slug,)
    assert document.published_at == page.published_at


@pytest.mark.parametrize(
    ("make", "searchable"),
    [(case_study, CASE_STUDIES), (guideline, GUIDELINES), (news, NEWS)],
)
def test_only_what_is_live_is_described_and_listed(make, searchable) -> None:
    live = make(organisation(), title="Offen")
    make(organisation(), title="Entwurf", publish=False)
    gone = make(organisation(), title="Weg")
    gone.unpublish()
    assert list(searchable.keys()) == [live.key]
    assert list(searchable.documents([live.key, gone.key, "unbekannt"])) == [live.key]
    assert searchable.visible_keys(AnonymousUser(), [live.key, gone.key]) == {live.key}


@pytest.mark.parametrize(("visibility", "seen"), [("public", 1), ("members", 1), ("county", 0)])
def test_neighbours_find_what_they_may_see(visibility, seen) -> None:
    page = case_study(organisation(), visibility=visibility, title="Bürgerdialog im Kreis")
    neighbour = person_of(organisation(HARBURG))
    assert len(CASE_STUDIES.visible_keys(neighbour, [page.key])) == seen
    assert len(CASE_STUDIES.find_by_title(neighbour, "kreis bürgerdialog", 5)) == seen
    assert CASE_STUDIES.documents([page.key])[page.key].audience == frozenset(
        {organisation_token(page.organisation_id) if visibility == "county" else visibility}
    )


def test_many_cost_as_many_queries_as_one(django_assert_num_queries) -> None:
    keys = [case_study(organisation(), topics=Topic.objects.all()[:2]).key for _ in range(6)]
    # Types of content are kept once somebody has asked for them.
    CASE_STUDIES.documents(keys[:1])
    for wanted in (keys[:1], keys):
        with django_assert_num_queries(6):
            CASE_STUDIES.documents(wanted)
        with django_assert_num_queries(1):
            CASE_STUDIES.visible_keys(AnonymousUser(), wanted)
