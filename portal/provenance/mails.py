"""Mails about sources. What is not right any more when a mail is due is not sent."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from portal.kernel.content import Reference
from portal.members.models import User
from portal.members.queries import leaders_of, moderators
from portal.notifications.mail import Mail, mail_to, send_for
from portal.notifications.notices import Notice
from portal.outbox.registry import Failure, slow
from portal.provenance.models import BlockSource
from portal.provenance.queries.consents import deciders_of
from portal.provenance.queries.pages import looks_after, page_called
from portal.provenance.rules import Consent
from portal.publishing.models import ContentPage

CONSENT_ASKED = Notice(
    "consent_asked", _("A page is to be made of what you or your county wrote: may it be?")
)
SOURCES_OF_PAGES = Notice(
    "sources_of_pages", _("News of the sources of pages you look after: consents and edits")
)


@slow
def mail_consent_asked(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Ask who wrote it whether it may stand in a page."""
    return send_for(references, _asked)


@slow
def mail_consent_refused(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Tell those who look after a page that a block has to go."""
    return send_for(references, _news("refused", lambda source: source.consent == Consent.REFUSED))


@slow
def mail_consent_withdrawn(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Tell those who look after a page, and the moderators, that a block should go."""
    return send_for(
        references, _news("withdrawn", lambda source: source.consent == Consent.WITHDRAWN)
    )


@slow
def mail_consent_overdue(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Tell the same people, and those who may decide now, that nobody has answered."""
    return send_for(references, _overdue)


@slow
def mail_source_changed(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Tell those who look after a page that what it was made from was edited."""
    return send_for(
        references, _news("changed", lambda source: source.told_version > source.seen_version)
    )


def _asked(reference: Reference) -> Iterable[Mail]:
    source, page = _source_and_page(reference)
    if source and page and source.consent == Consent.OPEN:
        round_ = source.overdue_at or source.reminded_at or source.asked_at
        for person in deciders_of(source):
            yield mail_to(
                person,
                "consent_asked",
                context={"source": source, "page": page},
                once=round_.isoformat(),
                notice=CONSENT_ASKED,
            )


def _overdue(reference: Reference) -> Iterable[Mail]:
    yield from _news("overdue", lambda source: source.consent == Consent.OPEN)(reference)
    yield from _asked(reference)


def _news(
    news: str, still_so: Callable[[BlockSource], bool]
) -> Callable[[Reference], Iterable[Mail]]:
    def mails(reference: Reference) -> Iterable[Mail]:
        source, page = _source_and_page(reference)
        if source and page and still_so(source):
            for person in _readers(news, page):
                yield mail_to(
                    person,
                    "source_news",
                    context={"news": news, "source": source, "page": page},
                    once=f"{news} {source.asked_at} {source.decided_at} {source.told_version}",
                    notice=SOURCES_OF_PAGES,
                )

    return mails


def _readers(news: str, page: ContentPage) -> list[User]:
    """Return who looks after the page; of what cannot wait the moderators know, too."""
    people = [*filter(None, [page.owner]), *leaders_of(page.organisation)]
    if news in {"withdrawn", "overdue"}:
        people += moderators()
    return [one for one in dict.fromkeys(people) if one.is_active and looks_after(one, page)]


def _source_and_page(reference: Reference) -> tuple[BlockSource | None, ContentPage | None]:
    sources = BlockSource.objects.select_related("organisation", "author")
    source = sources.filter(key=reference.key).first()
    return source, page_called(source.page) if source else None
