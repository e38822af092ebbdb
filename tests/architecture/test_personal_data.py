"""Every field that points at people is classified: what becomes of it when somebody goes."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from portal.config.wiring import PERSONAL_DATA
from portal.members.models import User
from portal.members.personal_data import OnErasure

OURS = ("portal.", "casestudies", "forum", "search")
# Fields that hold a person's name or how to reach her, though they point at nobody.
NAMES = {
    "members.User.name", "forum.Question.author_name", "forum.Answer.author_name",
    "forum.Comment.author_name", "joining.Invitation.name", "joining.Applicant.name",
    "joining.JoinRequest.name", "directory.PersonProfile.phone", "editorial.Opinion.name",
    "publishing.Picture.credit", "publishing.Picture.rights_holder",
}  # fmt: skip


def _is_personal(model: type[models.Model], field: models.Field) -> bool:
    if field.is_relation:
        return field.related_model is User
    if isinstance(field, models.GenericIPAddressField):
        return True
    ours = model.__module__.startswith(OURS) or model._meta.app_label == "account"
    return ours and isinstance(field, models.EmailField)


def _personal_fields() -> Iterator[str]:
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if _is_personal(model, field):
                yield f"{model._meta.app_label}.{model.__name__}.{field.name}"


def test_every_field_that_points_at_people_is_classified_once() -> None:
    classified = [field.name for data in PERSONAL_DATA for field in data.fields]
    assert sorted(classified) == sorted(set(_personal_fields()) | NAMES)


def test_what_stays_says_why() -> None:
    fields = [field for data in PERSONAL_DATA for field in data.fields]
    assert [
        field.name for field in fields
        if field.on_erasure is not OnErasure.DELETE and not field.reason
    ] == []  # fmt: skip
