"""Osnabrück's page, its people, another county's, and a moderator."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from casestudies.models import CaseStudy, Guideline
from portal.members.models import Membership, User
from portal.outbox.delivery import deliver_pending
from portal.upkeep.actions.reviewing import Word, review_page
from portal.upkeep.models import Foundation, Review, Upkeep
from portal.upkeep.rules import Basis, Outcome
from tests.factories.casestudies import case_study, guideline
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person, person_of
from tests.factories.upkeep import foundation, looked_after

Role = Membership.Role
TODAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
SECRET = "Zirbelnuss"


@pytest.fixture
def owner(db: None) -> User:
    """Looks after the page."""
    return person_of(organisation(OSNABRUECK), name="Olaf Osnabrück")


@pytest.fixture
def deputy(db: None) -> User:
    """Does so in his absence."""
    return person_of(organisation(OSNABRUECK), name="Dora Osnabrück")


@pytest.fixture
def colleague(db: None) -> User:
    """Somebody else of the county."""
    return person_of(organisation(OSNABRUECK), name="Kai Osnabrück")


@pytest.fixture
def lead(db: None) -> User:
    """The county's coordinator."""
    return person_of(organisation(OSNABRUECK), Role.COORDINATOR, "Lea Osnabrück")


@pytest.fixture
def stranger(db: None) -> User:
    """Another county's coordinator."""
    return person_of(organisation(HARBURG), Role.COORDINATOR, "Karl Harburg")


@pytest.fixture
def moderator(db: None) -> User:
    """Looks after all pages, belongs to no county."""
    return person("Mona Moderation", User.PlatformRole.MODERATOR)


@pytest.fixture
def page(owner: User, deputy: User) -> CaseStudy:
    """A public case study, reviewed two years and a month ago."""
    made = case_study(organisation(), last_reviewed=TODAY - timedelta(days=760))
    return looked_after(made, owner, deputy)


@pytest.fixture
def internal(owner: User) -> CaseStudy:
    """A case study Osnabrück keeps to itself, as old."""
    made = case_study(
        organisation(), title=f"Geheimplan {SECRET}", visibility="county",
        last_reviewed=TODAY - timedelta(days=760),
    )  # fmt: skip
    return looked_after(made, owner)


@pytest.fixture
def steps(owner: User) -> Guideline:
    """A public guideline with two steps."""
    from casestudies.actions import NewStep

    made = guideline(
        organisation(), steps=[NewStep(title="Konto anlegen"), NewStep(title="Impressum setzen")]
    )
    return looked_after(made, owner)


@pytest.fixture
def ruling(db: None) -> Foundation:
    """What pages rest on."""
    return foundation("Urteil zu Fanpages", Basis.RULING)


def deliver() -> None:
    """Let the worker do all that waits."""
    while deliver_pending(timezone.now()):
        pass


def say(actor: User, page, outcome: Outcome = Outcome.VALID, **fields) -> Review:
    """Review a page as it stands now."""
    standing = fields.pop("standing", Upkeep.objects.get(page=page.pk).version)
    now = fields.pop("now", NOW)
    word = Word(outcome=outcome, standing=standing, **fields)
    return review_page(actor=User.objects.get(pk=actor.pk), page=page, word=word, now=now)
