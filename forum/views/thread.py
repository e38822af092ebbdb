"""A question's page: what all see alike is kept, what belongs to one reader is in its name.

Nothing on it belongs to a stranger, so that the whole of it is kept for her; and so for most
persons, under a name of all that their page depends on.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from secrets import token_hex
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy

from forum.confidence import may_lift_veil
from forum.forms.posting import AnswerForm
from forum.models import Answer, Comment, Question, answer_place
from forum.queries.care import traces_on
from forum.queries.questions import question_page
from forum.queries.reading import Personal, personal_in
from forum.queries.thread import ORDERS, Head, Labels, answers_of, labels_of, page_of, pages_of
from forum.queries.veils import lifts_of, stand_in_seen_by
from forum.quoting import quoted
from forum.rules import may_accept, may_edit, may_name_people, may_write
from forum.rules.care import may_moderate
from forum.rules.requests import is_unanswered, may_ask_further
from forum.views.moved import care_context
from forum.views.places import draft_of, initial_from
from portal.kernel.content import new_key
from portal.members.audiences import Reader, member_organisations_of
from portal.members.models import User
from portal.members.requests import person_of
from portal.publishing.kept import kept


@dataclass(frozen=True, slots=True)
class Acts:
    """What the reader may do on a question's page: readers who may do the same see the same."""

    may_write: bool
    # The question takes posts, too.
    may_post: bool
    may_accept: bool
    may_edit: bool
    names: bool
    moderates: bool
    # Names of persons and marks of her own are for whoever has an account.
    logged_in: bool
    personal: Personal
    # Whose posts are not new to her, where any are.
    newcomer: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """Which part of the answers is looked at: the address says it."""

    order: str
    number: int


@dataclass(frozen=True, slots=True)
class Seen:
    """A question as one reader looks at it now."""

    question: Question
    reader: Reader
    acts: Acts
    place: Place
    now: datetime


@dataclass(frozen=True, slots=True)
class OwnCounty:
    """What one of the reader's counties has said about the question of another one."""

    slug: str
    name: str
    affected: bool
    working: bool


@dataclass(frozen=True, slots=True)
class Order:
    """A way to sort the answers, as a link."""

    url: str
    label: str | Promise
    current: bool


# What stands in kept pages for the secrets of one reader's forms: nobody can write it into a post.
_TOKEN, _KEY = token_hex(16), token_hex(16)

LABELS = {
    "": gettext_lazy("Helpful first"),
    "neu": gettext_lazy("Newest first"),
    "alt": gettext_lazy("Oldest first"),
}


def page_for_strangers(request: HttpRequest, head: Head) -> HttpResponse:
    """Show a question's page to somebody who is not logged in: all of it is kept."""

    def make() -> str:
        question = get_object_or_404(question_page(request.user), pk=head.pk)
        return _page(request, _seen(request, question))

    asked = request.META.get("QUERY_STRING", "")
    name = f"question {head.pk} {head.marks}?{asked}"
    page = kept(make, reader=request.user, name=name)
    return render(request, "forum/question_detail.html", {"question": head, "page": page})


def question_response(
    request: HttpRequest, question: Question, status: int = 200, form: AnswerForm | None = None
) -> HttpResponse:
    """Show a question's page to a person; FORM is the answer as it was typed so far."""
    seen = _seen(request, question)
    own = {"answer_form": form} if form else _begun(request, question, seen.acts)
    if own or seen.acts.personal.veiled or seen.acts.moderates:
        page = _page(request, seen, thread=_kept_thread(seen), **own)
    else:
        page = _page_of_many(request, seen)
    context = {"question": question, "page": page, "writes": seen.acts.may_post or form}
    return render(request, "forum/question_detail.html", context, status=status)


def _page_of_many(request: HttpRequest, seen: Seen) -> SafeString:
    """Return the page as all persons see it who act for the same counties in the same role.

    Only the secrets of their forms differ: they are put into what is kept.
    """
    roles = [(one.organisation_id, one.role) for one in person_of(request).current_memberships]
    asked = request.META.get("QUERY_STRING", "")
    question = seen.question
    page = kept(
        lambda: _page(request, seen, csrf_token=_TOKEN, new_key=_KEY),
        reader=request.user,
        name=f"question {question.pk} {question.marks}?{asked} {seen.acts} {roles}",
    )
    filled = page.replace(_TOKEN, get_token(request)).replace(_KEY, new_key())
    return mark_safe(filled)  # noqa: S308 - rendered by our own template


def _page(request: HttpRequest, seen: Seen, **own: Any) -> SafeString:
    """Render all that stands between the breadcrumbs and the footer."""
    context = {"new_key": new_key, "thread": lambda: _thread(seen), **_context(seen), **own}
    return render_to_string("forum/_question_page.html", context, request)


def _kept_thread(seen: Seen) -> SafeString:
    question = seen.question
    name = f"thread {question.pk} {question.marks} {seen.place} {seen.acts}"
    return kept(lambda: _thread(seen), reader=seen.reader, name=name)


def _seen(request: HttpRequest, question: Question) -> Seen:
    now = timezone.now()
    acts = _acts(request.user, question, now)
    return Seen(question, request.user, acts, _place(request, question), now)


def _context(seen: Seen) -> dict[str, Any]:
    """Gather what stands on the page, beside what the reader has begun to write."""
    question, reader = seen.question, seen.reader
    return {
        "question": question,
        "acts": seen.acts,
        "place": seen.place,
        "pages": pages_of(question),
        "blank_fields": _blank_fields(get_language() or ""),
        "asks_further": is_unanswered(question) and may_ask_further(reader, question),
        **_veil(reader, question, seen.acts),
        **care_context(reader, question),
    }


def _acts(reader: Reader, question: Question, now: datetime) -> Acts:
    personal = personal_in(reader, question, now)
    writes = bool(may_write(reader))
    return Acts(
        may_write=writes,
        may_post=writes and question.takes_posts,
        may_accept=bool(may_accept(reader, question)),
        may_edit=bool(may_edit(reader, question)),
        names=may_name_people(reader),
        moderates=bool(may_moderate(reader, question)),
        logged_in=isinstance(reader, User),
        personal=personal,
        newcomer=reader.pk if personal.new_since else None,
    )


def _place(request: HttpRequest, question: Question) -> Place:
    order, number = request.GET.get("sortierung", ""), request.GET.get("page", "")
    last = pages_of(question)
    return Place(
        order if order in ORDERS else "",
        min(max(int(number), 1), last) if number.isdecimal() and len(number) < 6 else 1,
    )


def _thread(seen: Seen) -> SafeString:
    """Render question and answers."""
    question, reader, acts = seen.question, seen.reader, seen.acts
    answers = answers_of(question, seen.place.order, seen.place.number)
    labels = labels_of(question, reader, seen.now)
    context = {
        "question": question,
        "labels": labels,
        "answers": answers,
        "acts": acts,
        "personal": acts.personal,
        "own": member_organisations_of(reader),
        "counties": _counties(question, reader, labels, behind=acts.personal.hidden.behind),
        "orders": _orders(seen.place),
        "new": _new_posts(answers, acts),
        "traces": traces_on(reader, question),
    }
    return render_to_string("forum/thread.html", context)


def _counties(
    question: Question, reader: Reader, labels: Labels, *, behind: bool
) -> list[OwnCounty]:
    """Return for which counties she may say something; behind a veil, only take it back."""
    affected = {label.slug for label in labels.affected}
    working = {label.slug for label in labels.working}
    return [
        OwnCounty(one.slug, one.display_name, one.slug in affected, one.slug in working)
        for one in member_organisations_of(reader)
        if one.pk != question.organisation_id and (not behind or one.slug in affected | working)
    ]


def _orders(place: Place) -> list[Order]:
    return [
        Order(
            f"?sortierung={name}#antworten" if name else "?#antworten", label, name == place.order
        )
        for name, label in LABELS.items()
    ]


def _new_posts(answers: list[Answer], acts: Acts) -> dict[str, Any]:
    """Return which posts of this page are new to the reader, and the first of them."""
    since = acts.personal.new_since
    if since is None:
        return {}
    posts: list[Answer | Comment] = [
        post for answer in answers for post in (answer, *answer.comments.all())
    ]
    new = [post for post in posts if _at(post) > since and not _is_hers(post, acts)]
    return {
        "answers": {post.pk for post in new if isinstance(post, Answer)},
        "comments": {post.pk for post in new if isinstance(post, Comment)},
        "first": new[0] if new else None,
    }


def _is_hers(post: Answer | Comment, acts: Acts) -> bool:
    hidden = acts.personal.hidden
    unseen = hidden.own_answers if isinstance(post, Answer) else hidden.own_comments
    return post.author_id == acts.newcomer or post.pk in unseen


def _at(post: Answer | Comment) -> datetime:
    return post.answered_at if isinstance(post, Answer) else post.commented_at


def _veil(reader: Reader, question: Question, acts: Acts) -> dict[str, Any]:
    """Say to whoever is behind a veil here that it is hers, and let moderators look."""
    if not acts.personal.veiled:
        return {}
    return {
        "stands_as": stand_in_seen_by(reader, question) if acts.personal.hidden.behind else "",
        "veil_lifts": lifts_of(question) if acts.personal.hidden.behind else (),
        "may_lift_veil": bool(may_lift_veil(reader)),
    }


def _begun(request: HttpRequest, question: Question, acts: Acts) -> dict[str, Any]:
    """Open the form with what the reader has kept for this question, and what she quotes."""
    draft = draft_of(request, answer_place(question.key)) if acts.personal.typed else None
    if not acts.may_post:
        return {"draft": draft} if draft else {}
    quotation = _quotation(request, question)
    if not (draft or quotation or len(member_organisations_of(request.user)) > 1):
        return {}
    initial = initial_from(draft.fields) if draft else {}
    if quotation:
        initial["body"] = "\n\n".join(filter(None, (initial.get("body", "").rstrip(), quotation)))
    return {"answer_form": AnswerForm(request.user, initial=initial), "draft": draft}


def _quotation(request: HttpRequest, question: Question) -> str:
    """Return what `?zitat=frage` or `?zitat=12` asks for."""
    asked_for = request.GET.get("zitat", "")
    post: Question | Answer | None = question if asked_for == "frage" else None
    if asked_for.isdecimal() and len(asked_for) < 12:
        answers = Answer.objects.filter(question=question).select_related("organisation")
        post = answers.filter(pk=asked_for).first()
    return quoted(post) if post else ""


@lru_cache(maxsize=8)
def _blank_fields(language: str) -> SafeString:  # noqa: ARG001 - labels follow the language
    """The field of an empty answer is the same for all who write for one county."""
    return render_to_string("forum/_answer_fields.html", {"form": AnswerForm(AnonymousUser())})


def place_of(request: HttpRequest) -> str:
    """Return the order of the page from which a form was sent, to lead back to it."""
    order = request.POST.get("sortierung", "") or request.GET.get("sortierung", "")
    return order if order in ORDERS else ""


def to_answer(request: HttpRequest, answer: Answer, fragment: str = "") -> HttpResponseRedirect:
    """Lead to where an answer stands in the reader's order, or to a FRAGMENT within it."""
    order = place_of(request)
    place = fragment or f"antwort-{answer.pk}"
    address = address_in_thread(answer.question, page_of(answer, order), order, place)
    return HttpResponseRedirect(address)


def address_in_thread(question: Question, number: int, order: str, fragment: str) -> str:
    """Return the address of a place on a question's page."""
    parameters = [f"sortierung={order}"] if order else []
    parameters += [f"page={number}"] if number > 1 else []
    query = "?" + "&".join(parameters) if parameters else ""
    url = reverse("forum:question-detail", args=[question.pk, question.slug])
    return f"{url}{query}#{fragment}"
