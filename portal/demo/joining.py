"""Load what coordinators of the story find to do: who asks to join, and known mail domains."""

from django.db import transaction
from django.utils import timezone

from portal.demo import story
from portal.importing.lookup import Lookup
from portal.joining.actions.requests import add_domain, ask_to_join, confirm_request
from portal.members.queries import leaders_of


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
