"""What may be read behind the veil. Nothing here is for pages that others see."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from forum.models import Question, Veil, VeilLift
from portal.members.audiences import Reader
from portal.members.models import Organisation, User
from portal.members.stand_ins import members_alike, stand_in_name


def count_alike(organisation: Organisation, addressed: Collection[Organisation] | None) -> int:
    """Count the members that may be meant by a county's stand-in: whoever is asked is not."""
    return members_alike(organisation, apart=addressed or ()).count()


def asker_among(person: User, question: Question) -> Organisation | None:
    """Return the county behind a veil on this page for which PERSON acts; else None.

    Mostly it is the one that asked. Merging and splitting bring its posts to other pages, too.
    Whatever its standing: whoever was suspended must not be betrayed either.
    """
    if asker := asking_county_among(person, question):
        return asker
    mine = {one.organisation_id: one.organisation for one in person.current_memberships}
    hidden = veils_of_page(question).filter(organisation__in=mine).order_by("pk")
    found = hidden.values_list("organisation", flat=True).first()
    return mine[found] if found else None


def asking_county_among(person: User, question: Question) -> Organisation | None:
    """Return the county that asked this behind a veil, where PERSON acts for it; else None."""
    if not question.is_veiled:
        return None
    mine = [one.organisation for one in person.current_memberships]
    return question.written_for if question.written_for in mine else None


def veils_of_page(question: Question) -> QuerySet[Veil]:
    """Return all veils on a question's page, with those of questions that became part of it."""
    return Veil.objects.filter(
        Q(question=question)
        | Q(question__merged_into=question)
        | Q(answer__question=question)
        | Q(comment__answer__question=question)
        | Q(revision__question=question)
        | Q(act__question=question)
    )


def veils_with_people(question: Question) -> QuerySet[Veil]:
    """Return the veils of a page with who is behind them; for who may lift them."""
    return veils_of_page(question).select_related("organisation", "person", "answer", "comment")


def stand_in_seen_by(reader: Reader, question: Question) -> str:
    """Return under which name the reader's county writes on this page; empty where openly."""
    behind = asker_among(reader, question) if isinstance(reader, User) else None
    return stand_in_name(behind) if behind else ""


def lifts_of(question: Question) -> QuerySet[VeilLift]:
    """Return when moderators looked who asked; for the county that asked."""
    return VeilLift.objects.filter(Q(question=question) | Q(question__merged_into=question))
