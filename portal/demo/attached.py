"""A file in the example story: a guide a county hands out with an answer, found by its text."""

import json
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from forum.actions.files import add_file
from forum.actions.posting import answer_question
from forum.models import Question
from portal.demo import story
from portal.demo.files import odt
from portal.kernel.files import clean_file
from portal.members.models import User


@transaction.atomic
def load_files() -> None:
    """Answer with a file, as people do it."""
    told = json.loads(story.ATTACHED.read_text(encoding="utf-8"))
    person = User.objects.get(email=told["author"])
    question = Question.objects.get(key=told["question"])
    # Long ago, so that it is news to nobody.
    now = question.asked_at + timedelta(days=3)
    upload = SimpleUploadedFile(told["file"], odt(told["paragraphs"]))
    attachment = add_file(actor=person, file=clean_file(upload), now=now)
    answer_question(
        actor=person,
        organisation=person.current_memberships[0].organisation,
        question=question,
        body=f"{told['body']}\n\n[{told['file']}]({attachment.get_absolute_url()})",
        key=told["key"],
        now=now,
    )
