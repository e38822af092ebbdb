"""Taking over, ticking off, planning, finishing; who is refused, and who comes second."""

from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from casestudies.actions import NewStep
from casestudies.models import Guideline
from portal.checklists.actions import (
    CopyGone,
    NewerState,
    OtherOpenCopy,
    Plan,
    accept_changes,
    delete_copy,
    finish,
    mark_step,
    plan_step,
    reopen,
)
from portal.checklists.changes import digest_of
from portal.checklists.models import WorkingCopy, WorkingStep
from portal.checklists.queries import changes_in, copy_called, waiting_for
from portal.checklists.queries import guideline_of as live_of
from portal.checklists.rules import State
from portal.joining.actions.people import leave
from portal.kernel.verdict import Refused
from portal.members.actions import erase_everywhere
from portal.members.belongings import all_belongings
from portal.members.models import Membership, Organisation, User
from portal.members.personal_data import all_personal_data
from tests.factories.checklists import STEPS, copy_of, guideline_of, step_called
from tests.factories.members import PLOEN, organisation, person_of

pytestmark = pytest.mark.django_db

RULES = "Regeln festlegen"


def mark(actor: User, copy: WorkingCopy, step: WorkingStep, state=State.DONE, **more):
    values = {"was": step.state, "now": timezone.now(), **more}
    return mark_step(actor=actor, key=copy.key, step=step.key, state=state, **values)


def plan(actor: User, copy: WorkingCopy, step: WorkingStep, note: str = "", **more):
    base = more.pop("base", step.version)
    wanted = Plan(note=note, responsible=more.get("responsible"), due_on=more.get("due_on"))
    return plan_step(
        actor=actor, key=copy.key, step=step.key, plan=wanted, base=base, now=timezone.now()
    )


def accept(actor: User, copy: WorkingCopy, step=None, seen: str | None = None) -> int:
    changes = changes_in(list(copy.steps.all()), live_of(actor, copy))
    chosen = [one for one in changes if step in {None, one.key}]
    return accept_changes(
        actor=actor, key=copy.key, step=step, seen=seen or digest_of(chosen), now=timezone.now()
    )


def state_of(step: WorkingStep) -> tuple[str, User | None, str]:
    step.refresh_from_db()
    return step.state, step.state_by, step.reason


def test_a_copy_has_the_steps_in_their_words(hanna, page, copy) -> None:
    rows = [(one.title, one.html, one.text, one.state) for one in copy.steps.all()]
    assert rows == [
        (RULES, "<p>Eine <strong>halbe</strong> Seite.</p>", "Eine halbe Seite.", "open"),
        ("Zeiten nennen", "<p>Im Profil.</p>", "Im Profil.", "open"),
        ("Vertreten lassen", "", "", "open"),
    ]
    assert (copy.title, copy.guideline, copy.begun_by) == (page.title, page.key, hanna)


def test_colleagues_share_one_open_copy(hanna, kai, page, copy, harburg) -> None:
    assert copy_of(kai, page, harburg) == copy
    assert copy.steps.count() == 3
    finish(actor=kai, key=copy.key, now=timezone.now())
    second = copy_of(kai, page, harburg)
    assert second != copy
    with pytest.raises(OtherOpenCopy):
        reopen(actor=hanna, key=copy.key)
    finish(actor=hanna, key=second.key, now=timezone.now())
    assert not reopen(actor=hanna, key=copy.key).is_finished


@pytest.mark.parametrize("status", ["guest", "suspended", "former", "applicant"])
def test_only_members_take_over(page, status) -> None:
    county = organisation(PLOEN, status)
    with pytest.raises(Refused):
        copy_of(person_of(county), page, county)


def test_nobody_takes_over_for_another_county_or_what_she_may_not_read(
    hanna, harburg, moderator
) -> None:
    page = guideline_of(organisation())
    for actor in (moderator, person_of(organisation(PLOEN))):
        with pytest.raises(Refused):
            copy_of(actor, page, harburg)
    Guideline.objects.update(visibility="county")
    with pytest.raises(CopyGone):
        copy_of(hanna, page, harburg)
    with pytest.raises(Refused):
        copy_of(hanna, guideline_of(organisation(), key="leer", steps=()), harburg)
    assert WorkingCopy.objects.count() == 0


def test_of_two_who_tick_at_once_the_first_stands_there(hanna, kai, copy) -> None:
    step = step_called(copy, RULES)
    mark(hanna, copy, step)
    assert mark(kai, copy, step).state_by == hanna
    # Kai's page is old: he does not undo what he has not seen.
    with pytest.raises(NewerState):
        mark(kai, copy, step, State.NOT_NEEDED, reason="Haben wir nicht")
    assert state_of(step) == ("done", hanna, "")
    mark(kai, copy, step, State.OPEN)
    assert state_of(step) == ("open", None, "")


def test_what_does_not_apply_says_why(hanna, copy) -> None:
    step = step_called(copy, RULES)
    with pytest.raises(Refused):
        mark(hanna, copy, step, State.NOT_NEEDED, reason="\u202e ")
    mark(hanna, copy, step, State.NOT_NEEDED, reason=" Kein  Kanal ")
    assert state_of(step) == ("not_needed", hanna, "Kein Kanal")
    mark(hanna, copy, step)
    assert state_of(step) == ("done", hanna, "")


def test_a_note_on_an_old_version_is_not_written(hanna, kai, copy) -> None:
    step = step_called(copy, RULES)
    plan(hanna, copy, step, "Von Hanna", responsible=kai, due_on=date(2026, 12, 1))
    with pytest.raises(NewerState):
        plan(kai, copy, step, "Von Kai")
    step.refresh_from_db()
    assert (step.note, step.note_by, step.responsible) == ("Von Hanna", hanna, kai)
    plan(kai, copy, step, "Von Hanna", responsible=kai)
    step.refresh_from_db()
    # He changed the date only: the note stays hers.
    assert (step.note_by, step.due_on) == (hanna, None)


def test_only_colleagues_look_after_a_step(hanna, stranger, copy) -> None:
    with pytest.raises(Refused):
        plan(hanna, copy, step_called(copy, RULES), responsible=stranger)


def test_for_everybody_else_there_is_no_copy(hanna, stranger, moderator, copy, harburg) -> None:
    step = step_called(copy, RULES)
    left = person_of(harburg, name="War da")
    Membership.objects.filter(user=left).delete()
    outsiders = [stranger, moderator, User.objects.get(pk=left.pk)]
    Organisation.objects.filter(pk=harburg.pk).update(status="suspended")
    outsiders.append(User.objects.get(pk=hanna.pk))
    for actor in outsiders:
        assert copy_called(actor, copy.key) is None
        for act in (
            lambda actor=actor: mark(actor, copy, step),
            lambda actor=actor: plan(actor, copy, step, "x"),
            lambda actor=actor: finish(actor=actor, key=copy.key, now=timezone.now()),
            lambda actor=actor: delete_copy(actor=actor, key=copy.key),
            lambda actor=actor: accept(actor, copy, seen="x"),
        ):
            with pytest.raises(CopyGone):
                act()
    assert state_of(step) == ("open", None, "")


def test_the_step_of_another_copy_is_none_of_this_one(hanna, stranger, page, copy, harburg) -> None:
    other = guideline_of(organisation(), key="anderer", title="Anderer")
    foreign = copy_of(hanna, other, harburg).steps.first()
    for key in (foreign.key, uuid4()):
        with pytest.raises(CopyGone):
            mark_step(
                actor=hanna, key=copy.key, step=key, state=State.DONE, was="open",
                now=timezone.now(),
            )  # fmt: skip


def test_a_finished_copy_changes_no_more(hanna, copy) -> None:
    step = step_called(copy, RULES)
    finish(actor=hanna, key=copy.key, now=timezone.now())
    for act in (lambda: mark(hanna, copy, step), lambda: plan(hanna, copy, step, "x")):
        with pytest.raises(Refused):
            act()


def test_who_began_it_and_who_leads_delete(hanna, kai, lead, page, copy, harburg) -> None:
    with pytest.raises(Refused):
        delete_copy(actor=kai, key=copy.key)
    delete_copy(actor=hanna, key=copy.key)
    delete_copy(actor=lead, key=copy_of(kai, page, harburg).key)
    assert (WorkingCopy.objects.count(), WorkingStep.objects.count()) == (0, 0)


def test_changes_are_taken_over_and_ticks_stay(hanna, page, copy) -> None:
    rules, times = step_called(copy, RULES), step_called(copy, "Zeiten nennen")
    mark(hanna, copy, rules)
    plan(hanna, copy, times, "Steht im Profil")
    new = [
        {"title": "Zuerst lesen", "key": "lesen"},
        {"title": "Regeln schreiben", "key": "regeln", "body": "Eine ganze Seite."},
        {"title": "Vertreten lassen", "key": "vertretung"},
    ]
    guideline_of(organisation(), steps=[NewStep(**one) for one in new])
    assert accept(hanna, copy, step=rules.key) == 1
    assert accept(hanna, copy) == 2
    rows = [(one.title, one.text, one.state, one.is_removed, one.note) for one in copy.steps.all()]
    assert rows == [
        ("Zuerst lesen", "", "open", False, ""),
        ("Regeln schreiben", "Eine ganze Seite.", "done", False, ""),
        ("Vertreten lassen", "", "open", False, ""),
        ("Zeiten nennen", "Im Profil.", "open", True, "Steht im Profil"),
    ]
    assert WorkingStep.objects.get(pk=rules.pk).changed_since
    with pytest.raises(NewerState):
        accept(hanna, copy, seen="x")
    # It comes back with what was noted.
    guideline_of(organisation())
    accept(hanna, copy)
    assert WorkingStep.objects.get(pk=times.pk).note == "Steht im Profil"
    assert copy.steps.filter(is_removed=False).count() == 3


def test_what_was_not_read_is_not_accepted(hanna, copy) -> None:
    guideline_of(organisation(), steps=[*STEPS, NewStep("Neu", "Erster Stand", key="neu")])
    seen = digest_of(changes_in(list(copy.steps.all()), live_of(hanna, copy)))
    guideline_of(organisation(), steps=[*STEPS, NewStep("Neu", "Zweiter", key="neu")])
    with pytest.raises(NewerState):
        accept(hanna, copy, seen=seen)
    assert copy.steps.count() == 3


@pytest.mark.parametrize("hidden", [{"visibility": "county"}, {"live": False}])
def test_nothing_new_leaks_from_a_guideline_that_was_closed(hanna, page, copy, hidden) -> None:
    guideline_of(organisation(), steps=[NewStep("Geheim", "Zirbelnuss", key="neu")])
    seen = digest_of(changes_in(list(copy.steps.all()), live_of(hanna, copy)))
    Guideline.objects.filter(pk=page.pk).update(**hidden)
    assert live_of(hanna, copy) is None
    with pytest.raises(NewerState):
        accept(hanna, copy, seen=seen)
    assert [one.title for one in copy.steps.all()] == [one.title for one in STEPS]
    # She goes on with what she took over.
    mark(hanna, copy, step_called(copy, RULES))


def test_whoever_leaves_frees_her_steps_or_hands_them_over(kai, hanna, lead, copy) -> None:
    held = {one.kind: one for one in all_belongings()}["working_step"]
    for title, successor in ((RULES, lead), ("Zeiten nennen", None)):
        step = step_called(copy, title)
        plan(hanna, copy, step, responsible=kai)
        assert [title in one.title for one in held.held_by(kai, copy.organisation)] == [True]
        held.hand_over(kai, copy.organisation, successor, timezone.now())
        step.refresh_from_db()
        assert (step.responsible, step.version) == (successor, 2)
    leave(
        actor=kai,
        membership=Membership.objects.get(user=kai),
        successor=lead,
        now=timezone.now(),
    )
    assert copy_called(User.objects.get(pk=kai.pk), copy.key) is None


def test_erasing_takes_names_and_leaves_the_countys_work(hanna, kai, copy) -> None:
    step = step_called(copy, RULES)
    mark(hanna, copy, step)
    plan(hanna, copy, step, "Notiz", responsible=hanna)
    data = {one.app: one for one in all_personal_data()}["checklists"]
    assert [row["kind"] for row in data.export(hanna)] == ["working_copy", "working_step"]
    assert data.export(kai) == []
    erase_everywhere(hanna)
    step.refresh_from_db()
    assert (step.state, step.note, step.state_by, step.note_by, step.responsible) == (
        "done", "Notiz", None, None, None,
    )  # fmt: skip


def test_what_is_due_waits_for_whoever_looks_after_it(hanna, kai, copy) -> None:
    today = timezone.localdate()
    due, later = step_called(copy, RULES), step_called(copy, "Zeiten nennen")
    plan(hanna, copy, due, responsible=kai, due_on=today)
    plan(hanna, copy, later, responsible=kai, due_on=date(today.year + 1, 1, 1))
    assert list(waiting_for(kai, today)) == [due]
    assert list(waiting_for(hanna, today)) == []
