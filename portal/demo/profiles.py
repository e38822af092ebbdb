"""Load what the story's counties and people say about themselves, with the consent some gave."""

from django.db import transaction
from django.utils import timezone

from portal.demo import story
from portal.directory.actions import PersonDraft, ProfileDraft, edit_own_profile, edit_profile
from portal.importing.lookup import Lookup
from portal.members.models import User
from portal.members.queries import leaders_of
from portal.taxonomy.models import Platform, Topic


@transaction.atomic
def load_profiles() -> None:
    """Let the counties introduce themselves, and people show what they agreed to."""
    lookup = Lookup()
    for told in story.profiles():
        organisation = lookup.organisation(told.pop("organisation"), "organisation")
        topics, platforms = told.pop("topics"), told.pop("platforms")
        edit_profile(
            actor=leaders_of(organisation)[0],
            organisation=organisation,
            draft=ProfileDraft(
                topics=list(Topic.objects.filter(slug__in=topics)),
                platforms=list(Platform.objects.filter(slug__in=platforms)),
                **told,
            ),
            version=0,
            now=timezone.now(),
        )
    for person in story.people():
        if person.profile.shown:
            _show(person)


def _show(told: story.Person) -> None:
    profile, person = told.profile, User.objects.get(email=told.email)
    edit_own_profile(
        actor=person,
        membership=person.current_memberships[0],
        draft=PersonDraft(
            function=profile.function,
            email=told.email,
            phone=profile.phone,
            languages=profile.languages,
            topics=list(Topic.objects.filter(slug__in=profile.topics)),
            shown=profile.shown,
        ),
        now=timezone.now(),
    )
