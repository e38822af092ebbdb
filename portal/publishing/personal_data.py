"""Who made which page, file and version in the CMS, Wagtail's own tables included."""

from collections.abc import Iterator

from wagtail.admin.models import EditingSession, FormState
from wagtail.models import Page, PageSubscription, Revision
from wagtail.users.models import UserProfile

from portal.members.models import User
from portal.members.personal_data import OnErasure, PersonalData, PersonalField, Row
from portal.publishing.models import Download, Picture

_THE_COUNTYS = "pages and files are the county's; the name goes with the account"

_HERS_ALONE = (
    "wagtailusers.UserProfile.user", "wagtailadmin.EditingSession.user",
    "wagtailadmin.FormState.user", "wagtailcore.PageSubscription.user",
)  # fmt: skip
_OF_THE_PAGES = (
    "publishing.Picture.uploaded_by_user", "publishing.Download.uploaded_by_user",
    "wagtailimages.Image.uploaded_by_user", "wagtaildocs.Document.uploaded_by_user",
    "wagtailcore.UploadedFile.uploaded_by_user", "wagtailcore.Page.owner",
    "wagtailcore.Page.locked_by", "wagtailcore.Revision.user", "wagtailcore.PageLogEntry.user",
    "wagtailcore.ModelLogEntry.user", "wagtailcore.WorkflowState.requested_by",
    "wagtailcore.TaskState.finished_by", "wagtailcore.Comment.user",
    "wagtailcore.Comment.resolved_by", "wagtailcore.CommentReply.user",
)  # fmt: skip


def _export(person: User) -> list[Row]:
    return [*_pages(person), *_versions(person), *_files(person)]


def _pages(person: User) -> Iterator[Row]:
    for page in Page.objects.filter(owner=person).order_by("pk"):
        yield {"kind": "page", "title": page.title, "address": page.url}


def _versions(person: User) -> Iterator[Row]:
    for version in Revision.objects.filter(user=person).order_by("pk"):
        yield {
            "kind": "page_version",
            "title": version.object_str,
            "at": version.created_at.isoformat(),
        }


def _files(person: User) -> Iterator[Row]:
    for kind, files in (("picture", Picture), ("file", Download)):
        for file in files.objects.filter(uploaded_by_user=person).order_by("pk"):
            yield {"kind": kind, "title": file.title, "at": file.created_at.isoformat()}


def _erase(person: User) -> None:
    for hers in (UserProfile, EditingSession, FormState, PageSubscription):
        hers.objects.filter(user=person).delete()
    Page.objects.filter(locked_by=person).update(locked=False, locked_at=None, locked_by=None)


PUBLISHING = PersonalData(
    app="publishing",
    fields=(
        *(PersonalField(name, OnErasure.DELETE) for name in _HERS_ALONE),
        *(PersonalField(name, OnErasure.PSEUDONYMISE, _THE_COUNTYS) for name in _OF_THE_PAGES),
        *(
            PersonalField(name, OnErasure.KEEP, "a picture may be shown only if its maker is named")
            for name in ("publishing.Picture.credit", "publishing.Picture.rights_holder")
        ),
        *(
            PersonalField(
                name, OnErasure.KEEP, "the address of an office, which the county gives and changes"
            )
            for name in (
                "casestudies.CaseStudy.contact_email",
                "pages.NewsPage.contact_email",
                "pages.PressOffice.email",
            )
        ),
    ),
    export=_export,
    erase=_erase,
)
