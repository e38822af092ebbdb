"""Drafts of answers for the county: who reads them, and who may release them."""

from django.db.models import Q, QuerySet

from forum.models import Answer, OfficialDraft, OfficialDraftQuerySet, OfficialDraftStep, Question
from forum.rules.states import WRITING, DraftState
from portal.members.audiences import Reader, member_organisations_of
from portal.members.models import LEADING, Membership, Organisation, User


def visible_drafts(reader: Reader) -> OfficialDraftQuerySet:
    """Return the drafts of `may_see_draft`, in questions the reader may see."""
    seen = Q(organisation__in=member_organisations_of(reader))
    if isinstance(reader, User) and reader.is_active and reader.is_moderator:
        seen |= Q(state=DraftState.RELEASED)
    visible = Question.objects.visible_to(reader)
    drafts: OfficialDraftQuerySet = OfficialDraft.objects.filter(seen, question__in=visible)
    people = ("drafted_by", "decided_by")
    return drafts.select_related("question__organisation", "organisation", *people).order_by(
        "-created_at", "-pk"
    )


def steps_of(draft: OfficialDraft) -> QuerySet[OfficialDraftStep]:
    """Return what happened to a draft, in order."""
    return draft.steps.select_related("person")


def writers_of(draft: OfficialDraft) -> frozenset[int]:
    """Return who wrote a draft or a part of it."""
    wrote = draft.steps.filter(act__in=WRITING, person__isnull=False)
    return frozenset(person for person in wrote.values_list("person_id", flat=True) if person)


def people_who_release(draft: OfficialDraft) -> QuerySet[User]:
    """Return who may release this draft: the right, and not one word of it written."""
    right = Q(may_release=True) | Q(role__in=LEADING)
    holders = Membership.objects.filter(right, organisation=draft.organisation)
    return (
        User.objects.filter(is_active=True, pk__in=holders.values("user"))
        .exclude(pk__in=writers_of(draft))
        .order_by("name", "pk")
    )


def official_answer(question: Question, organisation: Organisation) -> Answer | None:
    """Return what the county has said here in its own name."""
    given = Answer.objects.filter(question=question, organisation=organisation, is_official=True)
    return given.first()


def open_draft(question: Question, organisation: Organisation) -> OfficialDraft | None:
    """Return the county's draft for this question that is neither released nor discarded."""
    return OfficialDraft.objects.open().filter(question=question, organisation=organisation).first()
