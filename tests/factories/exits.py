"""A county with something of every kind, and an instance emptied of everything."""

import io
import json
import shutil
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from wagtail.models import Page, Revision

from casestudies.actions import NewAttachment, NewExample, NewKeyFigure, NewStep
from casestudies.models import CaseStudy
from forum.actions.acceptance import accept_answer
from forum.actions.posting import comment_on, edit_answer, edit_question
from forum.models import Answer, Comment, Question
from portal.channels.actions import close_channel, take_snapshot
from portal.channels.models import Channel, ChannelSnapshot
from portal.directory.models import Profile, ProfileEvent
from portal.exits.models import ExitPackage, ImportedPackage
from portal.joining.actions.people import leave
from portal.joining.models import (
    Invitation,
    JoinRequest,
    MembershipApplication,
    MembershipEvent,
    OrganisationDomain,
)
from portal.kernel.content import Reference, new_key
from portal.kernel.pictures import clean_image
from portal.members.models import Membership, Organisation, User
from portal.onboarding.actions.mentoring import end as end_mentorship
from portal.onboarding.actions.mentoring import suggest_meeting
from portal.onboarding.actions.paths import begin_path
from portal.onboarding.models import Assessment, CountyPath, MentorOffer, Mentorship
from portal.outbox.models import Entry
from portal.pages.models import Genre, PressOffice
from portal.publishing.models import ContentPage, Download, Picture
from portal.replication.actions import hide_report
from portal.replication.models import Report
from portal.taxonomy.models import Platform, Topic
from portal.trails.actions import NewStation
from tests.factories import (
    casestudies,
    channels,
    directory,
    forum,
    joining,
    onboarding,
    replication,
    trails,
)
from tests.factories.members import HARBURG, OSNABRUECK, organisation, person, person_of

PAST = timezone.make_aware(datetime(2024, 3, 1, 9, 30))  # noqa: DTZ001 - made aware
STAFF, COORDINATOR = Membership.Role.STAFF, Membership.Role.COORDINATOR


def png(colour: str = "red") -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(content, "PNG")
    return content.getvalue()


def picture(title: str, by: User | None = None, colour: str = "red") -> Picture:
    made: Picture = Picture.objects.create(
        title=title,
        uploaded_by_user=by,
        file=ImageFile(io.BytesIO(png(colour)), name="rathaus.png"),
    )
    Picture.objects.filter(pk=made.pk).update(description=f"Beschreibung {title}")
    made.tags.set(["Rathaus", "Osnabrück"])
    return made


def download(title: str, by: User | None = None) -> Download:
    content = b"%PDF-1.4 Netiquette"
    made: Download = Download.objects.create(
        title=title,
        file=ContentFile(content, name="netiquette.pdf"),
        file_size=len(content),
        uploaded_by_user=by,
    )
    return made


class County:
    """Osnabrück with something of every kind; `word` marks every text of its own."""

    def __init__(self, ags: str = OSNABRUECK, word: str = "Eigenwört") -> None:
        self.word = word
        Organisation.objects.filter(ags=ags).update(
            member_since=date(2011, 5, 1), status_since=date(2011, 5, 1)
        )
        self.organisation = organisation(ags)
        self.coordinator = person_of(self.organisation, COORDINATOR, f"Karla {word}")
        self.staff = person_of(self.organisation, STAFF, f"Stefan {word}")
        self.gone = person_of(self.organisation, STAFF, f"Gesa {word}")

    def fill(self, other: "County") -> None:
        """Do what a county does here, with another one around."""
        self.ask(other)
        self.answer(other)
        self.register()
        for posts in (Question, Answer, Comment):
            mine = posts.objects.filter(organisation=self.organisation)
            mine.update(author_name=f"Früher {self.word}")
        self.write(other)
        self.begin()
        self.join()
        membership = self.gone.memberships.get()
        leave(actor=self.gone, membership=membership, successor=None, now=PAST, leave_alone=False)

    def ask(self, other: "County") -> None:
        """Two questions: one edited twice and answered, one internal."""
        now = timezone.now()
        draft = {
            "title": f"Wie plant ihr Beiträge, {self.word}?", "body": f"**Größe** {self.word}",
            "visibility": "members", "topics": list(Topic.objects.all()[:2]),
            "channels": list(Platform.objects.all()[:1]), "addressed_to": [other.organisation],
        }  # fmt: skip
        self.question = forum.ask(self.gone, **draft)
        for version, words in enumerate(("zweite", "dritte"), 1):
            self.question = edit_question(
                actor=self.coordinator, question=self.question, version=version, now=now,
                draft=forum.draft(**draft | {"body": f"{words} Fassung {self.word}"}),
            )  # fmt: skip
        theirs = forum.answer(other.staff, self.question, f"Antwort {other.word}")
        accept_answer(actor=self.staff, answer=theirs, now=now)
        self.comment(self.staff, theirs)
        forum.ask(self.staff, title=f"Intern {self.word}", body=self.word, visibility="county")

    def answer(self, other: "County") -> None:
        """Answer another county's question, edit the answer; it is accepted."""
        now = timezone.now()
        asked = forum.ask(
            other.staff, title=f"Kontext {other.word}titel", body=f"Fremd {other.word}"
        )
        answer = forum.answer(self.staff, asked, f"Erste Antwort {self.word}")
        answer = edit_answer(
            actor=self.staff, answer=answer, body=f"Bessere Antwort {self.word}", version=1, now=now
        )
        accept_answer(actor=other.staff, answer=answer, now=now)
        self.comment(self.coordinator, answer)
        other.comment(other.staff, answer)

    def comment(self, who: User, answer: Answer) -> Comment:
        """Comment on an answer."""
        return comment_on(
            actor=who, organisation=who.memberships.get().organisation, answer=answer,
            body=f"Kommentar {self.word}", key=new_key(), now=timezone.now(),
        )  # fmt: skip

    def register(self) -> None:
        """A running channel with figures and snapshots, and a closed one."""
        now, slug = timezone.now(), self.word.encode("ascii", "ignore").decode().lower()
        channel = channels.record(
            self.coordinator, name=f"@{self.word}", lessons=f"Lehren {self.word}",
            unit=f"Presse {self.word}", members_only_fields=["unit"],
            service_hours=f"werktags {self.word}", languages=f"Deutsch {self.word}",
            accessibility=f"Untertitel {self.word}",
            address=f"https://social.example.org/@{slug}",
        )  # fmt: skip
        channels.count(self.coordinator, channel, 10, 20, 30)
        channel.figures.update(note=f"gezählt {self.word}")
        upload = SimpleUploadedFile("bild.png", png("blue"), "image/png")
        take_snapshot(
            actor=self.coordinator, channel=channel, taken_on=date(2025, 2, 1), now=now,
            text=f"So sah es aus: {self.word}", image=clean_image(upload),
            alt_text=f"Bild {self.word}",
        )  # fmt: skip
        take_snapshot(
            actor=self.coordinator, channel=channel, taken_on=date(2025, 3, 1), now=now,
            text=f"Nur Text {self.word}",
        )  # fmt: skip
        closed = channels.record(
            self.coordinator, platform="facebook", name=f"Seite {self.word}",
            since=date(2012, 1, 1), address=f"https://facebook.example.org/{slug}",
        )  # fmt: skip
        close_channel(
            actor=self.coordinator, channel=closed, until=date(2024, 1, 1),
            lessons=f"Zu spät moderiert, {self.word}", now=now,
        )  # fmt: skip

    def write(self, other: "County") -> None:
        """Pages of every kind, with files, links, three versions and a draft."""
        foreign_page = casestudies.news(
            other.organisation, title=f"Fremdes internes {other.word}", visibility="county"
        )
        topics = list(Topic.objects.all()[:2])
        page = casestudies.case_study(
            self.organisation, title=f"Fallbeispiel {self.word}", visibility="members",
            summary=f"Kurz {self.word}", topics=topics, channels=list(Platform.objects.all()[:2]),
            starting_point=f"Früher {self.word}", lessons="| a | b |\n|---|---|\n| 1 | 2 |",
            key_figures=[NewKeyFigure("Abonnements", Decimal("4200.5"), "Stück", 2019)],
            attachments=[NewAttachment(f"Datei {self.word}", "plan.pdf", b"%PDF-1.4 Plan")],
            period_start=date(2010, 6, 1), effort_hours=40, effort_euros=900,
            effort_note=self.word, contact_unit=f"Amt {self.word}",
            contact_email="presse@kreis.example", last_reviewed=date(2025, 1, 2),
            published_at=PAST,
        )  # fmt: skip
        self.page = page
        image = picture(f"Rathaus {self.word}", self.staff)
        image.credit, image.rights_holder = f"Foto {self.word}", f"Kreis {self.word}"
        image.licence = "CC-BY-4.0"
        image.save(update_fields=["credit", "rights_holder", "licence"])
        file = download(f"Regeln {self.word}", self.staff)
        page = CaseStudy.objects.get(pk=page.pk)
        page.body = json.dumps(
            [
                {"type": "text", "value": (
                    f'<p>Siehe <a linktype="document" id="{file.pk}">Regeln</a>, '
                    f'<a id="{page.pk}" linktype="page">hier</a>, '
                    f'<a linktype="page" id="{foreign_page.pk}">dort</a></p>')},
                {"type": "picture",
                 "value": {"image": image.pk, "alt": "Das Rathaus", "decorative": False,
                           "caption": "Foto: Kreis"}},
                {"type": "quote", "value": {"text": "Wir hören zu.", "source": self.word}},
            ]
        )  # fmt: skip
        self.dress(page)
        for number, who in enumerate((self.gone, self.coordinator)):
            page.title = f"Fassung {number} {self.word}"
            page.save_revision(user=who).publish()
        draft = CaseStudy.objects.get(pk=page.pk)
        draft.title = f"Entwurf {self.word}"
        old = picture(f"Nur im Entwurf {self.word}", colour="green")
        draft.goal = json.dumps(
            [{"type": "picture", "value": {"image": old.pk, "alt": "", "caption": ""}}]
        )
        draft.save_revision(user=self.staff)
        Revision.page_revisions.filter(object_id=str(page.pk)).update(created_at=PAST)
        guideline = casestudies.guideline(
            self.organisation, title=f"Leitfaden {self.word}", audience=self.word,
            steps=[NewStep("Zuhören", f"Erst *lesen* {self.word}"), NewStep("Antworten")],
            dos=f"- höflich {self.word}", donts="- streiten", legal_basis="§ 5 TMG",
            examples=[NewExample(f"Netiquette {self.word}", f"Bitte sachlich. {self.word}")],
        )  # fmt: skip
        self.dress(guideline)
        guideline.save_revision(user=self.staff)
        news = casestudies.news(
            self.organisation, title=f"Meldung {self.word}", visibility="county"
        )
        news.genre, news.place = Genre.PRESS_RELEASE, f"Ort {self.word}"
        news.released_on, news.embargo_until = date(2025, 1, 2), PAST
        news.contact_unit, news.contact_phone = f"Presse {self.word}", "0541 1"
        news.contact_email = "presse@kreis.example"
        PressOffice.objects.create(
            organisation=self.organisation, about=f"Wir sind {self.word}", unit="Pressestelle",
            phone="0541 2", email="presse@kreis.example", edited_at=PAST,
        )  # fmt: skip
        self.dress(news)
        news.save_revision(user=self.coordinator).publish()
        casestudies.news(self.organisation, title=f"Unfertig {self.word}", publish=False)
        path = trails.trail(
            self.organisation,
            NewStation(news.reference, f"Darum {self.word}", f"Teil {self.word}"),
            NewStation(foreign_page.reference, f"Fremdes {self.word}"),
            NewStation(Reference("guideline", "leitfaden-anderswo"), f"Auch {self.word}"),
            title=f"Sammlung {self.word}",
            introduction=f"Für {self.word}.",
        )
        self.dress(path)
        path.save_revision(user=self.staff)

    def begin(self) -> None:
        """What it says about itself, and how it finds its way in."""
        directory.introduce(
            self.coordinator, about=f"Über uns: {self.word}", homepage="https://kreis.example",
            topics=directory.topics("datenschutz"), platforms=directory.platforms("facebook"),
        )  # fmt: skip
        onboarding.assess(self.coordinator, words=f"Uns fehlt {self.word}")
        offer = onboarding.offer(self.coordinator, 2, "datenschutz")
        offer.platforms.set(directory.platforms("facebook"))
        begin_path(membership=self.coordinator.memberships.get(), now=timezone.now())

    def learn_from(self, mentor: "County") -> None:
        """Have a mentor county, and ask it for a meeting."""
        mentorship = onboarding.running(mentor.coordinator, self.coordinator)
        suggest_meeting(
            actor=self.coordinator, organisation=self.organisation, key=new_key(),
            text=f"Dürfen wir kommen? {self.word}", now=timezone.now(),
        )  # fmt: skip
        end_mentorship(
            actor=self.coordinator, mentorship=mentorship, organisation=self.organisation,
            thanks=f"Danke, {self.word}", now=timezone.now(),
        )  # fmt: skip

    def repeat(self, other: "County") -> None:
        """Try what the other county did, and say so; a moderator hides it."""
        page = CaseStudy.objects.get(pk=other.page.pk)
        one = replication.report(
            self.staff, page, visibility="members", outcome=f"Ergebnis {self.word}",
            context=f"Vorher {self.word}", changed=f"Geändert {self.word}",
            later=f"Später {self.word}", effort_hours=7, started_on=date(2025, 1, 1),
        )  # fmt: skip
        moderator = person("Mona Moderation", User.PlatformRole.MODERATOR)
        reason = f"Nennt wen, {self.word}"
        hide_report(actor=moderator, report=one, page=page, reason=reason, now=timezone.now())

    def dress(self, page: ContentPage) -> None:
        """Fill what every page has."""
        page.owner = self.staff
        page.seo_title, page.search_description = f"Titel {self.word}", f"Zeile {self.word}"
        page.summary = f"Kurz {self.word}"
        page.topics.set(Topic.objects.all()[:2])
        page.channels.set(Platform.objects.all()[:2])
        page.save()

    def join(self) -> None:
        """How it came, and whom it invited."""
        joining.invitation(
            self.coordinator,
            self.organisation,
            name=f"Nele {self.word}",
            email="nele@kreis.example",
        )
        OrganisationDomain.objects.create(organisation=self.organisation, domain="kreis.example")
        Organisation.objects.filter(pk=self.organisation.pk).update(status="none")
        applied = joining.application(
            Organisation.objects.get(pk=self.organisation.pk), why=f"Weil {self.word}",
            name=f"Anja {self.word}", email=f"anja{self.organisation.pk}@kreis.example",
            channels=list(Platform.objects.all()[:1]),
        )  # fmt: skip
        applied.state, applied.decided_at = "approved", PAST
        applied.lead = applied.applicants.get()
        applied.events.update(text=f"Begründung {self.word}")
        applied.save()
        self.organisation = organisation(self.organisation.ags)


def two_counties() -> tuple[County, County]:
    """Osnabrück, whose package is made, and Harburg, of which nothing may be in it."""
    own, other = County(), County(HARBURG, "Fremdwört")
    own.fill(other)
    other.fill(own)
    own.repeat(other)
    other.repeat(own)
    own.learn_from(other)
    other.learn_from(own)
    return own, other


def empty_instance() -> None:
    """Leave nothing of anybody: as after `migrate` on a new installation."""
    for model in (
        ExitPackage,
        ImportedPackage,
        Comment,
        Answer,
        Question,
        ChannelSnapshot,
        Channel,
        Invitation,
        MembershipEvent,
        OrganisationDomain,
        JoinRequest,
        MembershipApplication,
        Report,
        Mentorship,
        MentorOffer,
        Assessment,
        CountyPath,
        ProfileEvent,
        Profile,
        PressOffice,
        Membership,
        Entry,
    ):
        model.objects.all().delete()
    MembershipApplication.objects.all().delete()
    for page in Page.objects.filter(depth__gt=3).order_by("-depth"):
        page.delete()
    for model in (Picture, Download, User):
        model.objects.all().delete()
    Revision.objects.all().delete()
    shutil.rmtree(settings.MEDIA_ROOT)
    Organisation.objects.update(
        status=Organisation.Status.NONE, member_since=None, status_since=None
    )


def later(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)
