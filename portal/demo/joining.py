"""Load what moderators and coordinators find to do: who would like to join, and known domains."""

from django.db import transaction
from django.utils import timezone

from portal.demo import story
from portal.importing.lookup import Lookup
from portal.joining.actions.applications import (
    apply_for_membership,
    ask_applicant,
    confirm_application,
)
from portal.joining.actions.requests import add_domain, ask_to_join, confirm_request
from portal.members.models import User
from portal.members.queries import leaders_of
from portal.taxonomy.models import Platform


@transaction.atomic
def load_joining() -> None:
    """Note the domains, and send the requests with confirmed addresses."""
    lookup, now = Lookup(), timezone.now()
    for noted in story.mail_domains():
        organisation = lookup.organisation(noted["organisation"], "organisation")
        coordinator = leaders_of(organisation)[0]
        add_domain(actor=coordinator, organisation=organisation, domain=noted["domain"])
    for told in story.join_requests():
        organisation = lookup.organisation(told.pop("organisation"), "organisation")
        request = ask_to_join(organisation=organisation, language="de", now=now, **told)
        confirm_request(request=request, organisation=organisation, now=now)


@transaction.atomic
def load_applications() -> None:
    """Let counties apply, with confirmed addresses; of some the moderators ask back."""
    lookup, now = Lookup(), timezone.now()
    moderator = User.objects.filter(platform_role=User.PlatformRole.MODERATOR)[0]
    for told in story.applications():
        applicant = confirm_application(
            applicant=apply_for_membership(
                organisation=lookup.organisation(told.organisation, "organisation"),
                name=told.name,
                email=told.email,
                unit=told.unit,
                channels=Platform.objects.filter(slug__in=told.channels),
                why=told.why,
                language="de",
                now=now,
            ),
            now=now,
        )
        if told.asked and applicant.application:
            ask_applicant(
                actor=moderator, application=applicant.application, text=told.asked, now=now
            )
