"""What waits for a person: hers, in order, and nothing of anybody else's."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.actions.acceptance import accept_answer
from forum.actions.requests import take_request
from forum.models import CountyRequest
from portal.channels.models import Channel
from portal.home.queries.waiting import Task, waiting_for
from portal.joining.actions.applications import approve, cast_vote, open_vote
from portal.joining.models import JoinRequest, MembershipApplication
from portal.joining.models.people import invitation_of
from portal.members.models import Membership, Organisation, User
from portal.outbox.models import Entry
from tests.factories.channels import record
from tests.factories.forum import answer, ask
from tests.factories.joining import application, confirmed_request, invitation
from tests.factories.members import PLOEN, administrator, organisation, person, person_of
from tests.home.conftest import logged_in

pytestmark = pytest.mark.django_db

Status = Organisation.Status


def tasks(user: User) -> list[Task]:
    """What waits for somebody, as her next request reads it."""
    fresh = User.objects.get(pk=user.pk)
    return waiting_for(fresh, timezone.now()).tasks


def seen(user: User) -> list[tuple[str, str]]:
    return [(task.verb, task.text) for task in tasks(user)]


def vote_on(county: Organisation, moderator: User) -> MembershipApplication:
    """Put a county's application to the vote."""
    one = application(county)
    open_vote(actor=moderator, application=one, lead=one.applicants.get(), now=timezone.now())
    return one


def grow_old(channel: Channel) -> None:
    Channel.objects.filter(pk=channel.pk).update(confirmed_at=timezone.now() - timedelta(days=366))


def test_a_coordinator_sees_everything_in_its_order(karla, merle, jette, harburg, mona) -> None:
    grow_old(record(karla))
    mine = ask(karla, title="Wer filmt?")
    answer(merle, mine)
    ask(merle, title="Wer haftet?", addressed_to=[harburg])
    confirmed_request(harburg)
    confirmed_request(harburg, email="noch@kreis.example")
    vote_on(organisation(PLOEN, Status.NONE), mona)
    assert seen(karla) == [
        ("Abstimmen", "Kreis Plön möchte in den Arbeitskreis."),
        ("Entscheiden", "Landkreis Harburg ist gefragt: Wer haftet?"),
        ("Entscheiden", "2 Personen möchten mitwirken: Landkreis Harburg."),
        ("Antwort annehmen", "1 Antwort auf Ihre Frage: Wer filmt?"),
        ("Bestätigen", "Stimmt der Eintrag im Kanalverzeichnis noch? Landkreis Harburg, 1 Kanal"),
    ]  # fmt: skip
    client = logged_in(karla)
    for task in tasks(karla):
        assert client.get(task.url).status_code == 200, task
    assert seen(jette) == [("Antworten", "Landkreis Harburg ist gefragt: Wer haftet?")]


def test_what_is_done_waits_no_more(karla, merle, jette, harburg, mona) -> None:
    channel = record(karla)
    mine = ask(karla, title="Wer filmt?")
    accept_answer(actor=karla, answer=answer(merle, mine), now=timezone.now())
    asked = ask(merle, title="Wer haftet?", addressed_to=[harburg])
    answer(jette, asked)
    JoinRequest.objects.filter(pk=confirmed_request(harburg).pk).update(decided_at=timezone.now())
    one = vote_on(organisation(PLOEN, Status.NONE), mona)
    cast_vote(actor=karla, application=one, organisation=harburg, choice="yes", now=timezone.now())
    assert channel.confirmed_at
    assert seen(karla) == []


def test_who_speaks_for_two_counties_votes_twice(karla, harburg, osnabrueck, mona) -> None:
    Membership.objects.create(user=karla, organisation=osnabrueck, role=Membership.Role.COORDINATOR)
    person_of(organisation("03454"), Membership.Role.COORDINATOR)
    one = vote_on(organisation(PLOEN, Status.NONE), mona)
    assert [verb for verb, _text in seen(karla)] == ["Abstimmen"]
    for county, left in ((harburg, ["Abstimmen"]), (osnabrueck, [])):
        actor = User.objects.get(pk=karla.pk)
        cast_vote(
            actor=actor, application=one, organisation=county, choice="no", now=timezone.now()
        )
        assert [verb for verb, _text in seen(karla)] == left


def test_an_invitation_waits_for_whom_it_names(karla, merle, osnabrueck) -> None:
    sent = invitation(merle, osnabrueck, karla.email)
    invitation(merle, osnabrueck, "andere@kreis.example")
    assert seen(karla) == [("Annehmen", "Landkreis Osnabrück lädt Sie ein, mitzuwirken.")]
    (task,) = tasks(karla)
    assert invitation_of(task.url.rstrip("/").rpartition("/")[2]) == sent
    assert seen(merle) == []
    organisation(status=Status.SUSPENDED)
    assert seen(karla) == []


def test_a_moderator_decides_but_not_for_her_own_county(mona, karla, harburg) -> None:
    ploen, emsland = organisation(PLOEN, Status.NONE), organisation("03454", Status.NONE)
    Membership.objects.create(user=mona, organisation=ploen)
    application(ploen)
    application(emsland)
    left = confirmed_request(harburg)
    JoinRequest.objects.filter(pk=left.pk).update(escalated_at=timezone.now())
    organisation("03459")
    texts = seen(mona)
    assert texts[:2] == [
        ("Entscheiden", "Landkreis Emsland hat einen Antrag gestellt."),
        ("Einspringen", "Eine Anfrage bleibt ohne Antwort: Landkreis Harburg."),
    ]
    assert ("Jemanden einladen", "Landkreis Osnabrück hat keine Ansprechperson.") in texts
    assert not any("Plön" in text for _verb, text in texts)
    client = logged_in(mona)
    for task in tasks(mona):
        assert client.get(task.url).status_code == 200, task


def test_an_invited_coordinator_is_waited_for(mona, merle, osnabrueck) -> None:
    Membership.objects.filter(user=merle).update(role=Membership.Role.STAFF)
    lacking = ("Jemanden einladen", "Landkreis Osnabrück hat keine Ansprechperson.")
    assert lacking in seen(mona)
    invitation(mona, osnabrueck, role=Membership.Role.COORDINATOR)
    assert lacking not in seen(mona)


def test_failed_deliveries_are_the_administrators(mona, karla) -> None:
    Entry.objects.create(fact="X", kind="question", key="1", reaction="a", failed_at=timezone.now())
    Entry.objects.create(fact="X", kind="question", key="2", reaction="a")
    ada = administrator()
    wanted = ("Grund ansehen", "1 Mail oder Zustellung ist endgültig gescheitert.")
    assert [wanted in seen(user) for user in (ada, mona, karla)] == [True, False, False]
    url = next(task.url for task in tasks(ada) if task.verb == "Grund ansehen")
    page = logged_in(ada).get(url)
    assert [entry.key for entry in page.context["cl"].result_list] == ["1"]


def test_what_waits_for_others_is_in_nobodys_list_or_count(
    karla, jette, merle, osnabrueck, mona
) -> None:
    before = [logged_in(user).get("/uebersicht/").content for user in (karla, jette)]
    grow_old(record(merle))
    confirmed_request(osnabrueck)
    application(organisation(PLOEN, Status.NONE))
    ask(merle, title="Intern", visibility="county")
    ask(merle, title="An andere", addressed_to=[osnabrueck])
    answer(merle, ask(merle, visibility="county"))
    invitation(merle, osnabrueck)
    Entry.objects.create(fact="X", kind="x", key="1", reaction="a", failed_at=timezone.now())
    after = [logged_in(user).get("/uebersicht/").content for user in (karla, jette)]
    assert [_without_token(page) for page in after] == [_without_token(page) for page in before]


def _without_token(page: bytes) -> str:
    text = page.decode()
    return "".join(line for line in text.splitlines() if "csrfmiddlewaretoken" not in line)


def test_five_of_a_kind_and_the_way_to_all(karla, merle, harburg) -> None:
    for number in range(7):
        ask(merle, title=f"Frage {number}", addressed_to=[harburg])
    waiting = waiting_for(karla, timezone.now())
    assert [task.text[-1] for task in waiting.tasks] == ["0", "1", "2", "3", "4"]
    (further,) = waiting.further
    assert (further.label, further.url) == ("Alle Anfragen an Ihren Landkreis", "/fragen/anfragen/")
    assert len(logged_in(karla).get(further.url).context["waiting"]) == 7


def test_what_was_asked_before_there_were_requests_waits_as_well(karla, merle, harburg) -> None:
    """Imports ask nobody; a question that names the county still waits for it."""
    for number in range(7):
        ask(merle, title=f"Frage {number}").addressed_to.add(harburg)
    waiting = waiting_for(karla, timezone.now())
    assert {task.text[:-1] for task in waiting.tasks} == {"Landkreis Osnabrück fragt Sie: Frage "}
    (further,) = waiting.further
    assert (further.label, further.url) == ("Alle Fragen an Sie", "/fragen/?ansicht=fuer-uns")
    listed = logged_in(karla).get(further.url).context["page"]
    assert listed.paginator.count == 7


def test_a_county_that_took_care_answers_and_moderators_ask_on(karla, merle, harburg, mona) -> None:
    question = ask(merle, title="Wer haftet?", addressed_to=[harburg])
    request = CountyRequest.objects.get()
    take_request(actor=karla, request=request, now=timezone.now())
    assert seen(karla) == [("Antworten", "Landkreis Harburg ist gefragt: Wer haftet?")]
    now = timezone.now()
    CountyRequest.objects.update(state="expired", went_on_at=now, left_at=now)
    assert seen(karla) == []
    assert seen(mona) == [("Weiter fragen", "Kein Landkreis antwortet: Wer haftet?")]
    (task,) = tasks(mona)
    assert logged_in(mona).get(task.url).status_code == 200
    answer(karla, question)
    assert seen(mona) == []


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.FORMER, Status.APPLICANT])
def test_nothing_waits_for_who_takes_no_part(karla, merle, harburg, mona, status: str) -> None:
    grow_old(record(karla))
    answer(merle, ask(karla))
    ask(merle, addressed_to=[harburg])
    confirmed_request(harburg)
    vote_on(organisation(PLOEN, Status.NONE), mona)
    assert len(seen(karla)) == 5
    Organisation.objects.filter(pk=harburg.pk).update(status=status)
    assert seen(karla) == []


def test_an_admitted_county_is_no_task_any_more(mona) -> None:
    one = application(organisation(PLOEN, Status.NONE))
    assert ("Entscheiden", "Kreis Plön hat einen Antrag gestellt.") in seen(mona)
    approve(actor=mona, application=one, lead=one.applicants.get(), text="", now=timezone.now())
    assert not any(verb == "Entscheiden" for verb, _text in seen(mona))
    assert not any("Plön" in text for _verb, text in seen(person()))


def test_who_takes_no_part_has_no_requests_to_answer(mona, harburg) -> None:
    left = confirmed_request(harburg)
    JoinRequest.objects.filter(pk=left.pk).update(escalated_at=timezone.now())
    stepped_in = ("Einspringen", "Eine Anfrage bleibt ohne Antwort: Landkreis Harburg.")
    assert stepped_in in seen(mona)
    Organisation.objects.filter(pk=harburg.pk).update(status=Status.SUSPENDED)
    assert stepped_in not in seen(mona)
