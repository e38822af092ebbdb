"""The posts that blocks were taken from, as they are now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from forum.models import Answer, Question, Revision
from portal.members.audiences import Reader, may_see
from portal.members.models import Organisation
from portal.provenance.models import BlockSource

ANSWER, QUESTION = BlockSource.Post.ANSWER, BlockSource.Post.QUESTION


@dataclass(frozen=True, slots=True)
class Post:
    """An answer, or a question's own text. `question` is where it stands now."""

    body: str
    version: int
    question: Question
    # An answer that became a question of its own.
    split_off: bool = False

    def seen_by(self, reader: Reader) -> bool:
        """Whether the reader may see it where it stands."""
        return self.question.has_page and may_see(reader, self.question)


Posts = Mapping[tuple[str, str], Post]


def posts_of(sources: Iterable[BlockSource]) -> Posts:
    """Read the posts of these sources by kind and key (two queries); what is gone is not there."""
    keys: dict[str, set[str]] = {ANSWER: set(), QUESTION: set()}
    for source in sources:
        keys[source.post_kind].add(source.post_key)
    answers = Answer.with_openings.filter(key__in=keys[ANSWER]).select_related("question")
    questions = Question.objects.filter(key__in=keys[QUESTION]).select_related("merged_into")
    return {
        **{
            (ANSWER, one.key): Post(one.body, one.version, one.question, one.opens)
            for one in answers
        },
        **{
            (QUESTION, one.key): Post(one.body, one.version, one.merged_into or one)
            for one in questions
        },
    }


def text_taken(source: BlockSource) -> str | None:
    """Return what the post said when it was taken, or None where nobody knows any more."""
    key, now = source.post_key, Q(version=source.version)
    if source.post_kind == QUESTION:
        texts = Question.objects.filter(now, key=key).values_list("body", flat=True)
        return _earlier(Q(question__key=key, answer=None), now) or texts.first()
    opened = Answer.with_openings.filter(key=key, opens=True).values("question")
    bodies = Answer.with_openings.filter(now, key=key).values_list("body", flat=True)
    own = Q(answer__key=key) | Q(question__in=opened, answer=None)
    return _earlier(own, now) or bodies.first()


def _earlier(of_the_post: Q, then: Q) -> str | None:
    versions = Revision.objects.filter(of_the_post, then, comment=None)
    return versions.values_list("body", flat=True).first()


def counties_in(question: Question) -> list[Organisation]:
    """Return the counties that asked or answered here, as the posts name them."""
    answered = Answer.objects.filter(question=question).values("organisation")
    wanted = Q(pk__in=answered) | Q(pk=question.organisation_id)
    return list(Organisation.objects.filter(wanted))


def answers_to_take(question: Question) -> QuerySet[Answer]:
    """Return what a page can be made of: accepted answers first. A mere title is not among it.

    Nor is what stands under a stand-in's name: nobody could be asked without being named.
    """
    named = Answer.objects.exclude(organisation__kind=Organisation.Kind.STAND_IN)
    answers = named.filter(question=question, is_context=False)
    return answers.select_related("organisation").order_by("-is_accepted", "answered_at", "pk")


def text_may_be_taken(question: Question) -> bool:
    """Whether somebody can be asked for the question's own text.

    A confidential question stands under a stand-in that nobody acts for: its words stay in it.
    """
    county = question.organisation
    return bool(question.body.strip()) and county.status == Organisation.Status.MEMBER
