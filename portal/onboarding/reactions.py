"""What follows from the facts of other apps."""

from collections.abc import Mapping, Sequence

from django.utils import timezone

from portal.joining.models import MembershipEvent
from portal.kernel.content import Reference
from portal.members.models import Membership
from portal.onboarding.actions.paths import begin_path
from portal.outbox.registry import Failure


def begin_paths_of_joined(references: Sequence[Reference]) -> Mapping[Reference, Failure]:
    """Begin the path of who accepted an invitation; who has left meanwhile has none."""
    keys = [reference.key for reference in references]
    for event in MembershipEvent.objects.filter(key__in=keys):
        joined = Membership.objects.filter(user=event.person_id, organisation=event.organisation_id)
        for membership in joined.select_related("organisation"):
            begin_path(membership=membership, now=timezone.now())
    return {}
