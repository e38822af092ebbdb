from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from portal.members import erasures
from portal.members.actions import erase_everywhere
from portal.members.models import User


class Command(BaseCommand):
    """Erase again whoever a restored backup brought back."""

    help = "Erase again the accounts that were erased before; run it after every restore."

    def handle(self, **_options: Any) -> None:
        people = User.objects.filter(pk__in=erasures.noted())
        for person in people:
            with transaction.atomic():
                erase_everywhere(person)
        self.stdout.write(f"{len(people)} accounts erased again.")
