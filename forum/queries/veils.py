"""What may be read behind the veil. Nothing here is for pages that others see."""

from collections.abc import Collection

from django.db.models import QuerySet

from forum.models import Question, Veil, VeilLift
from portal.members.audiences import Reader, member_organisations_of
from portal.members.models import Organisation, User
from portal.members.stand_ins import members_alike


def count_alike(organisation: Organisation, addressed: Collection[Organisation] | None) -> int:
    """Count the members that may be meant by a county's stand-in: whoever is asked is not."""
    return members_alike(organisation, apart=addressed or ()).count()


def asks_behind(reader: Reader, question: Question) -> bool:
    """Whether this is a confidential question of one of the reader's own counties."""
    mine = member_organisations_of(reader)
    return bool(mine) and question.is_veiled and question.written_for in mine


def asker_among(person: User, question: Question) -> Organisation | None:
    """Return the county that asked behind a veil, where PERSON acts for it; else None.

    Whatever its standing: whoever was suspended must not be betrayed either.
    """
    if not question.is_veiled:
        return None
    mine = [one.organisation for one in person.current_memberships]
    return question.written_for if question.written_for in mine else None


def veils_of_thread(question: Question) -> QuerySet[Veil]:
    """Return all veils on a question's page, in the order of writing; for who may lift them."""
    of_thread = (
        Veil.objects.filter(question=question)
        | Veil.objects.filter(answer__question=question)
        | Veil.objects.filter(comment__answer__question=question)
        | Veil.objects.filter(revision__question=question)
    )
    return of_thread.select_related("organisation", "person", "answer", "comment")


def lifts_of(question: Question) -> QuerySet[VeilLift]:
    """Return when moderators looked who asked; for the county that asked."""
    return question.veil_lifts.all()
