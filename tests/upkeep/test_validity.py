"""What has changed flags all that rests on it, until each of it was reviewed."""

from datetime import timedelta
from email.utils import parseaddr

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail

from portal.kernel.verdict import Refused
from portal.members.models import Membership, User
from portal.notifications.models import InboxNotice
from portal.outbox.models import Entry
from portal.upkeep.actions.foundations import (
    Described,
    NameTaken,
    save_foundation,
    take_back_change,
    unrest_page,
)
from portal.upkeep.models import Clearing, FoundationChange, Reliance, Upkeep
from portal.upkeep.queries.queue import in_state, queue
from portal.upkeep.queries.validity import counted, dependents, open_flags, standing_of
from portal.upkeep.rules import Basis, Outcome
from tests.factories.casestudies import case_study
from tests.factories.members import HARBURG, organisation, person_of
from tests.factories.upkeep import change, foundation, looked_after, rest
from tests.upkeep.conftest import NOW, SECRET, TODAY, deliver, say

pytestmark = pytest.mark.django_db
BEFORE = NOW - timedelta(days=1)


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def flags_of(page) -> list[tuple[str, str]]:
    found = standing_of(type(page).objects.get(pk=page.pk)).flags
    return [(flag.what, flag.step) for flag in found]


def told(change_: FoundationChange, matter: str = "foundation_changed") -> list[tuple[str, str]]:
    rows = InboxNotice.objects.filter(matter=matter, thing_key=change_.key)
    return list(rows.order_by("person__name").values_list("person__name", "reason"))


def test_one_act_flags_pages_and_steps_and_tells_each_owner_once(
    page, internal, steps, owner, deputy, moderator, ruling
) -> None:
    second = steps.steps_named()[1][0]
    for one in (page, internal, steps):
        rest(one, ruling, now=BEFORE)
    rest(steps, ruling, second, now=BEFORE)
    deliver()
    mail.outbox.clear()
    said = change(moderator, ruling, "Es gilt nicht mehr.", now=NOW)
    assert Entry.objects.filter(kind="foundation_change").count() == 1
    assert flags_of(page) == flags_of(internal) == [("Es gilt nicht mehr.", "")]
    assert flags_of(steps) == [("Es gilt nicht mehr.", ""), ("Es gilt nicht mehr.", second)]
    deliver()
    assert told(said) == [("Dora Osnabrück", "stands_in"), ("Olaf Osnabrück", "looks_after")]
    addresses = sorted(parseaddr(one.to[0])[1] for one in mail.outbox)
    assert addresses == sorted([owner.email, deputy.email])
    # Delivered again, nobody is told twice.
    Entry.objects.filter(kind="foundation_change").update(delivered_at=None)
    deliver()
    assert (len(told(said)), len(mail.outbox)) == (2, 2)


def test_a_flag_goes_by_a_review_that_names_it(page, owner, moderator, ruling) -> None:
    rest(page, ruling, now=BEFORE)
    first = change(moderator, ruling, "Eins.", now=NOW)
    second = change(moderator, ruling, "Zwei.", now=NOW)
    say(owner, page)
    say(owner, page, Outcome.FEEDBACK, remark="Hm.", cleared=[first.key])
    assert [what for what, _step in flags_of(page)] == ["Eins.", "Zwei."]
    review = say(owner, page, cleared=[second.key, "erfunden"])
    assert flags_of(page) == [("Eins.", "")]
    assert list(Clearing.objects.values_list("change", "review")) == [(second.pk, review.pk)]


def test_foundations_of_other_changes_stay_flagged(page, owner, moderator, ruling) -> None:
    """Two foundations, one change each: clearing one leaves the other."""
    law = foundation("Telemediengesetz")
    rest(page, ruling, now=BEFORE)
    rest(page, law, now=BEFORE)
    one = change(moderator, ruling, "Eins.", now=NOW)
    change(moderator, law, "Zwei.", now=NOW)
    say(owner, page, cleared=[one.key])
    assert flags_of(page) == [("Zwei.", "")]


def test_letting_go_is_no_way_around_a_review(page, owner, moderator, ruling) -> None:
    reliance = rest(page, ruling, now=BEFORE)
    said = change(moderator, ruling, now=NOW)
    with pytest.raises(Refused):
        unrest_page(actor=fresh(owner), page=page, reliance=reliance)
    # Nor is adding it anew: it rests on it as before.
    rest(page, ruling, now=NOW + timedelta(days=1))
    assert len(flags_of(page)) == 1
    say(owner, page, cleared=[said.key])
    unrest_page(actor=fresh(owner), page=page, reliance=reliance)
    assert Reliance.objects.count() == 0


def test_what_comes_to_rest_on_it_later_is_not_flagged(page, moderator, ruling) -> None:
    change(moderator, ruling, now=NOW)
    rest(page, ruling, now=NOW + timedelta(seconds=1))
    assert flags_of(page) == []


def test_a_change_is_taken_back_once(page, owner, moderator, ruling) -> None:
    rest(page, ruling, now=BEFORE)
    said = change(moderator, ruling, now=NOW)
    deliver()
    with pytest.raises(Refused):
        take_back_change(actor=fresh(owner), change=said, now=NOW)
    assert take_back_change(actor=moderator, change=said, now=NOW)
    assert not take_back_change(actor=moderator, change=said, now=NOW)
    assert flags_of(page) == []
    deliver()
    assert len(told(said, "foundation_change_undone")) == 2


@pytest.mark.parametrize("who", ["owner", "lead", "stranger"])
def test_only_moderators_say_that_something_has_changed(who, request, page, ruling) -> None:
    person = fresh(request.getfixturevalue(who))
    rest(page, ruling, now=BEFORE)
    with pytest.raises(Refused):
        change(person, ruling)
    with pytest.raises(Refused):
        save_foundation(actor=person, described=Described(basis=Basis.LAW, name="Meins"))
    assert (FoundationChange.objects.count(), flags_of(page)) == (0, [])


def test_another_county_rests_nothing_on_our_page(page, stranger, ruling) -> None:
    page.owner = stranger
    with pytest.raises(Refused):
        rest(page, ruling)
    assert Reliance.objects.count() == 0


def test_names_are_taken_once(ruling) -> None:
    with pytest.raises(NameTaken):
        foundation(ruling.name, Basis.LAW)


def test_who_has_left_is_not_told_the_county_is(page, owner, deputy, lead, moderator,
                                                ruling) -> None:  # fmt: skip
    rest(page, ruling, now=BEFORE)
    Membership.objects.filter(user__in=[owner, deputy]).delete()
    said = change(moderator, ruling, now=NOW)
    deliver()
    assert told(said) == [("Lea Osnabrück", "leads")]


def test_moderators_do_not_hear_of_what_a_county_keeps_to_itself(
    internal, owner, moderator, ruling
) -> None:
    rest(internal, ruling, now=BEFORE)
    Membership.objects.filter(user=owner).delete()
    other = foundation("Anderes")
    said = change(fresh(moderator), ruling, now=NOW)
    change(fresh(moderator), other, now=NOW)
    deliver()
    assert told(said) == []
    # Neither in lists, nor in counts.
    assert list(dependents(fresh(moderator), ruling.reliances.all())) == []
    assert in_state(queue(fresh(moderator), "alle"), "markiert", TODAY).count() == 0


def test_counts_are_of_what_one_may_see(page, internal, steps, owner, moderator, ruling) -> None:
    for one in (page, internal, steps):
        rest(one, ruling, now=BEFORE)
    rest(steps, ruling, steps.steps_named()[0][0], now=BEFORE)
    county = page.organisation.display_name
    rows = ruling.reliances.all()
    assert counted(dependents(moderator, rows)) == [(county, 2, 1, 0)]
    assert counted(dependents(fresh(owner), rows)) == [(county, 3, 1, 0)]
    assert SECRET not in str(list(dependents(AnonymousUser(), rows)))


def test_three_thousand_dependents_are_flagged_by_one_row(
    moderator, ruling, owner, django_assert_num_queries
) -> None:
    """Few pages stand for many: the act's queries and rows do not depend on their number."""

    def announce() -> None:
        change(moderator, ruling, now=NOW)

    first = looked_after(case_study(organisation(), title="Erste"), owner)
    rest(first, ruling, now=BEFORE)
    with django_assert_num_queries(4):
        announce()
    for number in range(9):
        rest(looked_after(case_study(organisation(), title=f"{number}"), owner), ruling, now=BEFORE)
    with django_assert_num_queries(4):
        announce()
    # One page by both changes, nine by both: they rested on it before.
    assert open_flags().count() == 20


def test_a_step_that_is_gone_leaves_the_warning_to_the_page(steps, moderator, ruling) -> None:
    rest(steps, ruling, steps.steps_named()[0][0], now=BEFORE)
    change(moderator, ruling, "Es gilt nicht mehr.", now=NOW)
    steps.steps.set(list(steps.steps.all())[1:])
    steps.save_revision().publish()
    assert len(flags_of(steps)) == 1
    assert Upkeep.objects.filter(page=steps.pk).exists()


def test_a_person_of_several_pages_is_told_by_her_own_county(page, moderator, ruling) -> None:
    """Another county's page rests on it, too: its owner is told, and nobody else of it."""
    hers = person_of(organisation(HARBURG), name="Hanna Harburg")
    other = looked_after(case_study(organisation(HARBURG), title="Harburg"), hers)
    rest(page, ruling, now=BEFORE)
    rest(other, ruling, now=BEFORE)
    said = change(moderator, ruling, now=NOW)
    deliver()
    assert [name for name, _why in told(said)] == [
        "Dora Osnabrück", "Hanna Harburg", "Olaf Osnabrück",
    ]  # fmt: skip
