"""A county that asks without being named, and others it may be taken for."""

from typing import Any

from django.utils import timezone

from forum.actions import posting
from forum.models import Answer, Comment, Question
from portal.kernel.content import new_key
from portal.members.models import User
from tests.factories.forum import draft
from tests.factories.members import OSNABRUECK

# Member counties of Lower Saxony; CELLE asks, and nobody says anything of DIEPHOLZ.
CELLE, DIEPHOLZ, HARBURG, STADE, VECHTA = "03351", "03251", "03353", "03359", "03460"
MEMBERS = (CELLE, HARBURG, OSNABRUECK, STADE, VECHTA)
NAME = "Ein Landkreis aus Niedersachsen"


def ask(author: User, *, confidential: bool = True, **fields: Any) -> Question:
    """Ask for the author's first organisation, without its name."""
    return posting.ask_question(
        actor=author,
        organisation=author.memberships.first().organisation,
        draft=draft(**fields),
        key=new_key(),
        now=timezone.now(),
        confidential=confidential,
    )


def comment(author: User, on: Answer) -> Comment:
    """Comment for the author's first organisation."""
    return posting.comment_on(
        actor=author,
        organisation=author.memberships.first().organisation,
        answer=on,
        body="Danke.",
        key=new_key(),
        now=timezone.now(),
    )
