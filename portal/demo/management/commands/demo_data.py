"""Load the example story: people, counties, what they learned and asked."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.demo import story
from portal.demo.actions import BadExample, any_part_loaded, load_part, missing_parts
from portal.importing.searching import open_deliveries, wait_until_delivered
from portal.kernel.screen import Screen
from portal.members.models import Membership, User


class Command(BaseCommand):
    help = "Load the example content and its accounts (only where the setting DEMO is on)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                _(
                    "Example accounts have a password everybody knows, so they are made where "
                    "the setting DEMO is on only: DEMO=on ./manage.py demo_data"
                )
            )
        screen = Screen(self.stdout)
        try:
            _load(screen)
        except BadExample as error:
            raise CommandError(str(error)) from None
        _show_accounts(screen)


def _load(screen: Screen) -> None:
    begun, missing = timezone.now(), missing_parts()
    if not missing:
        screen.say(_("The example content is there; what you changed stays."))
        return
    if any_part_loaded():
        screen.say(_("An earlier run was not finished; it is completed now."))
    with screen.progress(_("Example content"), len(missing)) as bar:
        for name, load in missing:
            load_part(name, load)
            bar.advance(1)
    with screen.progress(_("Make searchable"), open_deliveries()) as bar:
        wait_until_delivered(begun, lambda count: bar.advance(count, count))


def _show_accounts(screen: Screen) -> None:
    screen.table(
        (_("E-mail address"), _("Name"), _("Organisation"), _("Role")),
        [_row(user) for user in _example_people()],
    )
    if folder := getattr(settings, "EMAIL_FILE_PATH", ""):
        screen.say(_("Mails are not sent but kept in %(folder)s.") % {"folder": folder})
    screen.say(_("Password of all example accounts: %(password)s") % {"password": story.PASSWORD})


def _example_people() -> list[User]:
    emails = [person.email for person in story.people()]
    found = User.objects.filter(email__in=emails).prefetch_related("memberships__organisation")
    return sorted(found, key=lambda user: emails.index(user.email))


def _row(user: User) -> tuple[str, str, str, str]:
    memberships: list[Membership] = list(user.memberships.all())
    organisations = ", ".join(one.organisation.display_name for one in memberships)
    roles = [one.get_role_display() for one in memberships]
    if user.platform_role:
        roles.insert(0, user.get_platform_role_display())
    return user.email, user.name, organisations or "–", ", ".join(map(str, roles)) or "–"
