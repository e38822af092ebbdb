"""The form to ask a question: with confidence, and with what makes asking easier."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from forum.confidence import may_hide
from forum.files import refused_behind_veil, undescribed
from forum.forms.posting import AskForm, EditQuestionForm
from forum.models import Question
from forum.queries.files import documents_in
from forum.queries.mentions import people_named
from forum.queries.traces import traces_of
from forum.queries.veils import count_alike
from portal.members.audiences import Reader, member_organisations_of
from portal.members.content import Visibility
from portal.members.models import Organisation
from portal.members.stand_ins import stand_in_name

VISIBILITIES = [
    (Visibility.PUBLIC, _("Everyone, without an account too; search engines find it")),
    (Visibility.MEMBERS, _("People of all member organisations, and the moderators")),
    (Visibility.COUNTY, _("Only the people of our own organisation")),
]
