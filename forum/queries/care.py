"""What became of questions: where their addresses lead, and what their pages and logs show."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from forum.models import (
    Answer,
    CannedAnswer,
    CareAct,
    Comment,
    Question,
    QuestionQuerySet,
    StaffNote,
    Veil,
)
from forum.models.cared import HAS_PAGE
from forum.queries.finding import Found, content_at
from forum.queries.questions import question_page
from forum.rules.care import is_moderator
from portal.kernel.content import Reference
from portal.members.audiences import Reader


@dataclass(frozen=True, slots=True)
class Lead:
    """Where the address of a question leads that became part of another one."""

    question: Question
    anchor: str

    @property
    def url(self) -> str:
        """The place on the other question's page."""
        return f"{self.question.get_absolute_url()}#{self.anchor}"


def lead_of(reader: Reader, **which: object) -> Lead | None:
    """Return where a question leads that has no page of its own; None where the reader may not."""
    gone = Question.objects.filter(**which).exclude(HAS_PAGE).select_related("returned_as").first()
    if gone is None:
        return None
    if gone.returned_as:
        place, anchor = gone.returned_as.question_id, f"antwort-{gone.returned_as.pk}"
    else:
        place, anchor = gone.merged_into_id or 0, f"frage-{gone.pk}"
    question = question_page(reader).filter(pk=place).first()
    return Lead(question, anchor) if question else None


@dataclass(frozen=True, slots=True)
class Traces:
    """What care left on a question's page, as far as the reader may see it."""

    merged: tuple[Question, ...] = ()
    offshoots: tuple[Question, ...] = ()
    origin: Question | None = None
    opening: Answer | None = None
    successor: Found | None = None


def traces_on(reader: Reader, question: Question) -> Traces:
    """Read what care left on a page; no query where it left nothing."""
    return Traces(
        merged=tuple(merged_into(reader, question)),
        offshoots=tuple(_offshoots(reader, question)) if question.split_count else (),
        origin=_origin(reader, question),
        opening=_openings().filter(question=question).first() if question.split_from_id else None,
        successor=_successor(reader, question),
    )


def merged_into(reader: Reader, question: Question) -> QuestionQuerySet:
    """Return the questions that became part of this one, with the comments they brought."""
    if not question.merged_count:
        return Question.objects.none()
    merged: QuestionQuerySet = Question.objects.readable_by(reader).filter(merged_into=question)
    openings = Prefetch("answers", _openings(), to_attr="openings")
    return (
        merged.select_related("organisation", "author")
        .order_by("asked_at", "pk")
        .prefetch_related(openings)
    )


def _openings() -> QuerySet[Answer]:
    comments = Comment.objects.shown().select_related("organisation", "author")
    return Answer.with_openings.filter(opens=True).prefetch_related(Prefetch("comments", comments))


def _offshoots(reader: Reader, question: Question) -> QuestionQuerySet:
    """Return the questions that were answers here, each with the answer in `openings`."""
    openings = Prefetch("answers", Answer.with_openings.filter(opens=True), to_attr="openings")
    mine: QuestionQuerySet = Question.objects.visible_to(reader).filter(split_from=question)
    return mine.select_related("organisation").order_by("asked_at").prefetch_related(openings)


def _origin(reader: Reader, question: Question) -> Question | None:
    if not question.split_from_id:
        return None
    return Question.objects.visible_to(reader).filter(pk=question.split_from_id).first()


def _successor(reader: Reader, question: Question) -> Found | None:
    if not question.successor_kind:
        return None
    reference = Reference(question.successor_kind, question.successor_key)
    if found := content_at(reader, reference):
        return found
    # A question that became part of another one is followed there.
    lead = lead_of(reader, key=reference.key) if reference.kind == "question" else None
    return Found.of(lead.question) if lead else None


def acts_for(reader: Reader) -> QuerySet[CareAct]:
    """Return the acts on questions the reader may know of, the latest first."""
    readable = Question.objects.readable_by(reader)
    acts = CareAct.objects.filter(
        Q(other=None) | Q(other__in=readable), question__in=readable
    ).select_related("question__organisation", "other", "actor", "undone_by")
    # The county that asked did this itself, without its name.
    return acts.annotate(unseen=Exists(Veil.objects.filter(act=OuterRef("pk"))))


def acts_on(reader: Reader, question: Question) -> QuerySet[CareAct]:
    """Return the acts a question took part in."""
    return acts_for(reader).filter(Q(question=question) | Q(other=question))


def counts_by_act(acts: QuerySet[CareAct]) -> dict[str, int]:
    """Count acts of each kind in one query."""
    return dict(acts.order_by().values_list("act").annotate(number=Count("pk")))


def counts_by_actor(acts: QuerySet[CareAct]) -> list[tuple[int, str, int]]:
    """Count acts of each person: primary key, name and number, by name."""
    people = acts.exclude(actor=None).order_by("actor__name", "actor")
    return list(people.values_list("actor", "actor__name").annotate(number=Count("pk")))


def notes_on(question: Question) -> QuerySet[StaffNote]:
    """Return what moderators noted, the oldest first."""
    return question.staff_notes.select_related("author")


def canned_answers(reader: Reader) -> QuerySet[CannedAnswer]:
    """Return the texts a moderator may insert; nobody else has any."""
    texts = CannedAnswer.objects.all()
    return texts if is_moderator(reader) else texts.none()
