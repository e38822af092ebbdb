"""People who decide about the same page at the same moment; each is done or told.

Run inside an installation by `manage.py shell`: `from tests.faults.editorial_at_once import tell`.
"""

import sys

from django.utils import timezone

from casestudies.models import CaseStudy
from portal.editorial.actions.ending import withdraw
from portal.editorial.actions.holding import MovedOn
from portal.editorial.actions.opinions import NotUsable, give_opinion
from portal.editorial.actions.submitting import AlreadyHandedIn
from portal.editorial.models import StepState, Submission
from portal.kernel.verdict import Refused
from portal.members.models import User
from tests.factories.care import moderator
from tests.factories.editorial import agree, ask, ask_for_changes, draft_of, edit, send, step
from tests.factories.members import OSNABRUECK, organisation, person_of
from tests.faults.racing import at_once

TOLD = (MovedOn, NotUsable, AlreadyHandedIn, Refused)


def tell(rounds: int) -> None:
    """Tell every story some times, each with people and a page of its own."""
    for story in (deciding, withdrawing, handing_in, editing, answering):
        for _round in range(rounds):
            sys.stdout.write(f"{story.__name__}: {story()}\n")


def _county() -> tuple[User, User, User, CaseStudy]:
    county = organisation(OSNABRUECK)
    author, one = person_of(county), person_of(county, "coordinator")
    return author, one, person_of(county, "deputy"), draft_of(author, county)


def deciding() -> tuple[object, ...]:
    """One releases, another one wants changes: one of them decides."""
    author, one, two, page = _county()
    submission = send(author, page)
    waiting, read = step(submission), page.latest_revision_id
    came = at_once(
        TOLD,
        agree=lambda: agree(one, submission, step=waiting, revision=read),
        changes=lambda: ask_for_changes(two, submission, step=waiting, revision=read),
    )
    status = StepState.objects.get(pk=waiting.pk).status
    return len(came), status == {"agree": "approved", "changes": "rejected"}[came[0]]


def withdrawing() -> tuple[object, ...]:
    """The moderator publishes what its author takes back: published or withdrawn, never both."""
    author, one, _two, page = _county()
    editor = moderator()
    submission = send(author, page)
    agree(one, submission)
    waiting, read = step(submission), page.latest_revision_id
    came = at_once(
        TOLD,
        publish=lambda: agree(editor, submission, step=waiting, revision=read),
        withdraw=lambda: withdraw(
            actor=author, submission=submission, reason="", now=timezone.now()
        ),
    )
    submission.refresh_from_db()
    live = CaseStudy.objects.get(pk=page.pk).live
    expected = ("released", True) if came == ["publish"] else ("withdrawn", False)
    return len(came), (submission.outcome, live) == expected


def handing_in() -> tuple[object, ...]:
    """Two hand the same page in: it is on its way once."""
    author, one, _two, page = _county()
    came = at_once(TOLD, author=lambda: send(author, page), lead=lambda: send(one, page))
    return len(came), Submission.objects.filter(page=page.pk).count()


def editing() -> tuple[object, ...]:
    """Somebody saves a version while another one releases what she has read."""
    author, one, two, page = _county()
    submission = send(author, page)
    waiting, read = step(submission), page.latest_revision_id
    came = at_once(
        TOLD,
        edit=lambda: edit(page, two, summary="Anders."),
        agree=lambda: agree(one, submission, step=waiting, revision=read),
    )
    state = StepState.objects.get(pk=waiting.pk)
    decided = (state.status, state.revision_id) == ("approved", read)
    return "edit" in came, decided == ("agree" in came)


def answering() -> tuple[object, ...]:
    """A link is used in two windows: the first answer counts."""
    author, one, _two, page = _county()
    opinion = ask(one, send(author, page))
    now = timezone.now()
    came = at_once(
        TOLD,
        agrees=lambda: give_opinion(opinion=opinion, word="agrees", comment="", now=now),
        changes=lambda: give_opinion(opinion=opinion, word="changes", comment="Nein.", now=now),
    )
    word = type(opinion).objects.get(pk=opinion.pk).word
    return len(came), came == [word]
