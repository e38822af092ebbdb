"""Harburg asks, Osnabrück and Plön answer; a moderator makes a page of it."""

from email.utils import parseaddr
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives

from forum.models import Answer, Question
from portal.members.models import Membership, User
from tests.factories.forum import answer, ask
from tests.factories.members import HARBURG, OSNABRUECK, PLOEN, organisation, person, person_of

Role = Membership.Role
# Stands in every text that must not leave its place.
SECRET = "Zirbelnuss"


def addressees(mails: list[EmailMultiAlternatives]) -> list[str]:
    """Return the bare addresses mails went to, in a stable order."""
    return sorted(parseaddr(mail.recipients()[0])[1] for mail in mails)


@pytest.fixture(autouse=True)
def _media(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def harburg(db: None) -> User:
    """Staff of Harburg, who asks."""
    return person_of(organisation(HARBURG), name="Hanna Harburg")


@pytest.fixture
def harburg_lead(db: None) -> User:
    """Harburg's coordinator."""
    return person_of(organisation(HARBURG), Role.COORDINATOR, "Karl Harburg")


@pytest.fixture
def osnabrueck(db: None) -> User:
    """Staff of Osnabrück, who answers."""
    return person_of(organisation(OSNABRUECK), name="Olaf Osnabrück")


@pytest.fixture
def osnabrueck_lead(db: None) -> User:
    """Osnabrück's coordinator."""
    return person_of(organisation(OSNABRUECK), Role.COORDINATOR, "Lea Osnabrück")


@pytest.fixture
def ploen(db: None) -> User:
    """Staff of a third county, who answers, too."""
    return person_of(organisation(PLOEN), name="Petra Plön")


@pytest.fixture
def ploen_lead(db: None) -> User:
    """The third county's coordinator."""
    return person_of(organisation(PLOEN), Role.COORDINATOR, "Paula Plön")


@pytest.fixture
def moderator(db: None) -> User:
    """Looks after all pages, belongs to no county."""
    return person("Mona Moderation", User.PlatformRole.MODERATOR)


@pytest.fixture
def question(harburg: User) -> Question:
    """What Harburg wants to know, for members only."""
    return ask(harburg, title="Wer filmt bei Ihnen?", body=f"Wir **fragen** uns. {SECRET}")


@pytest.fixture
def first(osnabrueck: User, question: Question) -> Answer:
    """Osnabrück's answer."""
    return answer(osnabrueck, question, f"Wir filmen **selbst**.\n\n- mit Stativ\n- {SECRET}")


@pytest.fixture
def second(ploen: User, question: Question) -> Answer:
    """Plön's answer."""
    return answer(ploen, question, "Bei uns filmt eine Agentur.")
