"""Pages on their way: one waits for Osnabrück's release, one came back to Harburg once."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from casestudies.actions import Common, import_case_study
from casestudies.models import CaseStudy
from portal.demo import story
from portal.editorial.actions import deciding, looking, opinions
from portal.editorial.actions.submitting import hand_in
from portal.editorial.models import StepState, Submission
from portal.editorial.queries.pages import step_of
from portal.members.models import Organisation, User
from portal.publishing.markdown import story_from_markdown
from portal.taxonomy.models import Topic

_TEXTS = ("starting_point", "what_was_done", "law", "result", "lessons")


@transaction.atomic
def load_submissions() -> None:
    """Write each draft, hand it in, and let the story's people decide."""
    for line in story.EDITORIAL.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        page = _write(told)
        submission = _hand_in(told["by"], page, told["note"])
        if asked := told.get("opinion"):
            _ask(submission, asked)
        if changes := told.get("changes"):
            _release(submission, told["release"])
            _send_back(submission, changes)
            _release(_revise(told, page), told["release"])


def _person(email: str) -> User:
    return User.objects.get(email=email)


def _write(told: Mapping[str, Any]) -> CaseStudy:
    common = Common(
        key=told["key"],
        title=told["title"],
        organisation=Organisation.objects.get(ags=told["organisation"]),
        visibility=told["visibility"],
        topics=list(Topic.objects.filter(slug__in=told["topics"])),
        summary=told["summary"],
        publish=False,
    )
    texts = {name: told[name] for name in _TEXTS if name in told}
    began = {"period_start": date.fromisoformat(told["period_start"])}
    own = {**texts, **began, **{name: told[name] for name in ("effort_note", "contact_unit")}}
    page: CaseStudy = import_case_study(common, now=timezone.now(), **own).page
    author = _person(told["by"])
    Page.objects.filter(pk=page.pk).update(owner=author)
    page.save_revision(user=author)
    page.refresh_from_db()
    return page


def _hand_in(by: str, page: CaseStudy, note: str) -> Submission:
    return hand_in(actor=_person(by), page=page, note=note, now=timezone.now())


def _ask(submission: Submission, told: Mapping[str, str]) -> None:
    opinion = opinions.ask_opinion(
        actor=_person(told["by"]),
        submission=submission,
        office=told["office"],
        name=told["name"],
        email=told["email"],
        language="de",
        note=told["note"],
        now=timezone.now(),
    )
    opinions.give_opinion(
        opinion=opinion, word=told["word"], comment=told["comment"], now=timezone.now()
    )


def _waiting(submission: Submission) -> tuple[StepState, int]:
    step = step_of(Submission.objects.get(pk=submission.pk))
    assert step is not None  # noqa: S101 - the story knows where its pages stand
    return step, step.revision_id


def _release(submission: Submission, told: Mapping[str, str]) -> None:
    step, revision = _waiting(submission)
    deciding.approve(
        actor=_person(told["by"]), step=step, revision=revision, comment=told["comment"],
        now=timezone.now(),
    )  # fmt: skip


def _send_back(submission: Submission, told: Mapping[str, str]) -> None:
    moderator, now = _person(told["by"]), timezone.now()
    looking.note(
        actor=moderator, submission=submission, section=told["section"], body=told["remark"],
        now=now,
    )  # fmt: skip
    step, revision = _waiting(submission)
    deciding.want_changes(
        actor=moderator, step=step, revision=revision, comment=told["comment"], now=now
    )


def _revise(told: Mapping[str, Any], page: CaseStudy) -> Submission:
    latest: CaseStudy = CaseStudy.objects.get(pk=page.pk).get_latest_revision_as_object()
    latest.result = story_from_markdown(told["revised"]["result"])
    latest.save_revision(user=_person(told["by"]))
    return _hand_in(told["by"], page, told["revised"]["note"])
