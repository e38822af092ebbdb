"""Which mail domains an organisation may note."""

from django.utils.translation import gettext_lazy as _

from portal.joining.domains import is_public
from portal.joining.rules.people import may_look_after_people
from portal.kernel.verdict import Verdict, refused
from portal.members.models import Organisation, User

MOST_DOMAINS = 20


def may_note_domain(actor: User, organisation: Organisation, domain: str, noted: int) -> Verdict:
    """Note a domain (normal, or "" for what is none): one that says something about who writes."""
    if not domain:
        return refused(_("This is no mail domain. It looks like kreis.example."))
    if is_public(domain):
        return refused(_("Everybody can have an address there: it says nothing about who writes."))
    if noted >= MOST_DOMAINS:
        return refused(_("Many domains are noted already. Please remove one first."))
    return may_look_after_people(actor, organisation)
