"""Alerts: what is new, to whom it is told, and what must not be in a mail."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from casestudies.models import CaseStudy
from portal.alerts.actions import begin_alert, pause_search, resume_search, stop_mails
from portal.alerts.jobs import begin_alerts
from portal.alerts.mails import NEW_HITS
from portal.alerts.models import Alert, KnownHit, Rhythm, SavedSearch
from portal.members.models import Membership, Organisation, User
from portal.notifications.actions import decline_notice
from portal.outbox.delivery import Lane, deliver_pending
from portal.outbox.models import Entry
from search.changes import last_change
from search.engines.embedded import EmbeddedEngine
from search.port import EngineUnavailable
from tests.factories.alerts import saved
from tests.factories.casestudies import case_study
from tests.factories.forum import ask
from tests.factories.members import OSNABRUECK, organisation, person_of
from tests.mailbox import received

Deliver = Callable[[], int]
pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture
def search(hanna: User, olaf: User, deliver: Deliver) -> SavedSearch:
    """Hanna's search for dialogues, at once; one is there before."""
    ask(olaf, title="Dialog von früher", visibility="public")
    deliver()
    made = saved(hanna)
    deliver()
    return made


def index() -> None:
    """Bring the index up to date, mails aside."""
    while deliver_pending(timezone.now(), lane=Lane.QUICK):
        pass


def round_of_mails(**later: float) -> list[str]:
    """Deliver, look, deliver; return the texts of the mails of this round."""
    with time_machine.travel(timezone.now() + timedelta(**later or {"minutes": 1}), tick=True):
        index()
        before = len(received())
        begin_alerts(timezone.now())
        return [message.body for message in received()[before:]]


def test_what_is_new_is_told_once(search: SavedSearch, olaf: User, hanna: User) -> None:
    assert round_of_mails() == []
    ask(olaf, title="Ein neuer Dialog", visibility="public")
    ask(olaf, title="Haushalt", visibility="public")
    (text,) = round_of_mails(minutes=2)
    assert "Mein Dialog" in text
    assert "Ein neuer Dialog" in text
    assert "Haushalt" not in text
    assert "Dialog von früher" not in text
    assert "Sie erhalten diese E-Mail, weil" in text
    (message,) = received()
    assert message.to == [f"Hanna Harburg <{hanna.email}>"]
    assert message.subject == "Neues zu Ihrer Suche „Mein Dialog“"
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    ((html, _kind),) = message.alternatives
    assert "Ein neuer Dialog</a>" in html
    assert "/suche/gespeichert/abbestellen/" in html
    assert round_of_mails(minutes=4) == []
    assert Alert.objects.count() == 0


def test_an_index_at_rest_begins_nothing(
    search: SavedSearch, olaf: User, django_assert_num_queries: Callable[[int], object]
) -> None:
    index()
    SavedSearch.objects.update(looked_at=timezone.now())
    with django_assert_num_queries(3):
        assert begin_alerts(timezone.now()) == 0


def test_several_searches_are_one_mail(
    search: SavedSearch, hanna: User, olaf: User, deliver: Deliver
) -> None:
    saved(hanna, "kind=question", name="Alle Fragen")
    saved(hanna, "q=Nirgends", name="Leer")
    deliver()
    ask(olaf, title="Ein neuer Dialog", visibility="public")
    (text,) = round_of_mails(minutes=2)
    assert text.count("Ein neuer Dialog") == 2
    assert "Leer" not in text
    assert received()[0].subject == "Neues zu 2 Ihrer Suchen"


def test_daily_and_weekly_wait_for_their_morning(
    search: SavedSearch, hanna: User, olaf: User, deliver: Deliver
) -> None:
    SavedSearch.objects.all().delete()
    with time_machine.travel("2026-07-07 12:00+02:00", tick=False):  # a Tuesday
        saved(hanna, rhythm=Rhythm.DAILY, name="Täglich")
        saved(olaf, rhythm=Rhythm.WEEKLY, name="Wöchentlich")
        deliver()
        ask(olaf, title="Ein neuer Dialog", visibility="public")
        index()
        assert begin_alerts(timezone.now()) == 0
    with time_machine.travel("2026-07-08 07:01+02:00", tick=False):
        assert begin_alerts(timezone.now()) == 1
        assert [message.to[0] for message in received()] == [f"Hanna Harburg <{hanna.email}>"]
    with time_machine.travel("2026-07-13 07:01+02:00", tick=False):
        assert begin_alerts(timezone.now()) == 2
        assert [message.subject for message in received()[1:]] == [
            "Neues zu Ihrer Suche „Wöchentlich“"
        ]


def test_what_was_withdrawn_before_the_mail_is_not_in_it(
    search: SavedSearch, olaf: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index is stuck with what was withdrawn and narrowed; the mail asks the database."""
    withdrawn = case_study(organisation(OSNABRUECK), title="Dialog, zurückgezogen")
    narrowed = case_study(organisation(OSNABRUECK), title="Dialog, nur noch für uns")
    renamed = case_study(organisation(OSNABRUECK), title="Dialog mit Frau Geheim")
    index()
    later = timezone.now() + timedelta(minutes=1)
    assert begin_alerts(later) == 1
    CaseStudy.objects.filter(pk=withdrawn.pk).update(live=False)
    CaseStudy.objects.filter(pk=narrowed.pk).update(visibility="county")
    CaseStudy.objects.filter(pk=renamed.pk).update(title="Dialog ohne Namen")
    (message,) = received()
    (html, _kind) = message.alternatives[0]
    for text in (message.body, html, message.subject):
        assert "zurückgezogen" not in text
        assert "nur noch für uns" not in text
        assert "Geheim" not in text
    assert "Dialog ohne Namen" in message.body
    # What comes back is new then.
    CaseStudy.objects.filter(pk=withdrawn.pk).update(live=True)
    olafs = ask(olaf, title="Ein Anlass, nachzusehen", visibility="public")
    assert olafs.pk
    (text,) = round_of_mails(minutes=5)
    assert "zurückgezogen" in text
    assert "nur noch für uns" not in text


def test_a_mail_with_nothing_left_is_not_sent(search: SavedSearch) -> None:
    page = case_study(organisation(OSNABRUECK), title="Dialog, zurückgezogen")
    index()
    assert begin_alerts(timezone.now() + timedelta(minutes=1)) == 1
    CaseStudy.objects.filter(pk=page.pk).update(live=False)
    assert received() == []
    search.refresh_from_db()
    assert (search.alert, Alert.objects.count()) == (None, 0)


def test_what_she_may_not_see_is_never_told_and_rights_gained_count(
    search: SavedSearch, olaf: User, hanna: User
) -> None:
    ask(olaf, title="Dialog nur für Osnabrück", visibility="county")
    assert round_of_mails() == []
    Membership.objects.create(user=hanna, organisation=organisation(OSNABRUECK), role="staff")
    ask(olaf, title="Haushalt", visibility="public")
    (text,) = round_of_mails(minutes=3)
    assert "Dialog nur für Osnabrück" in text
    # Known since; a right lost and gained again tells nothing twice.
    ask(olaf, title="Haushalt 2", visibility="public")
    assert round_of_mails(minutes=5) == []


@pytest.mark.parametrize(
    "how", ["left", "suspended", "switched off", "declined", "ended", "paused"]
)
def test_who_is_gone_or_wants_none_gets_none(
    search: SavedSearch, hanna: User, olaf: User, how: str
) -> None:
    ask(olaf, title="Ein neuer Dialog", visibility="public")
    index()
    assert begin_alerts(timezone.now() + timedelta(minutes=1)) == 1
    match how:
        case "left":
            Membership.objects.filter(user=hanna).delete()
        case "suspended":
            held = hanna.memberships.get().organisation_id
            Organisation.objects.filter(pk=held).update(status=Organisation.Status.SUSPENDED)
        case "switched off":
            User.objects.filter(pk=hanna.pk).update(is_active=False)
        case "declined":
            decline_notice(person=hanna, notice=NEW_HITS, now=timezone.now())
        case "ended":
            stop_mails(search=search)
        case "paused":
            pause_search(actor=hanna, search=search)
    assert received() == []
    assert not Entry.objects.filter(kind="alert", delivered_at=None).exists()


def test_what_came_while_it_rested_is_never_told(
    search: SavedSearch, hanna: User, olaf: User, deliver: Deliver
) -> None:
    pause_search(actor=hanna, search=search)
    ask(olaf, title="Dialog in der Pause", visibility="public")
    assert round_of_mails() == []
    resume_search(actor=hanna, search=search, now=timezone.now())
    deliver()
    ask(olaf, title="Dialog danach", visibility="public")
    (text,) = round_of_mails(minutes=3)
    assert "Dialog danach" in text
    assert "in der Pause" not in text


def test_two_workers_begin_one_mail(search: SavedSearch, hanna: User, olaf: User) -> None:
    ask(olaf, title="Ein neuer Dialog", visibility="public")
    index()
    now, changed_at = timezone.now() + timedelta(minutes=1), last_change()
    first = begin_alert(person=hanna.pk, now=now, changed_at=changed_at)
    assert begin_alert(person=hanna.pk, now=now, changed_at=changed_at) is None
    assert begin_alerts(now) == 0
    assert first is not None
    assert list(Alert.objects.all()) == [first]
    assert Entry.objects.filter(fact="AlertBegun").count() == 1
    assert len(received()) == 1


def test_a_search_that_is_away_is_waited_for(
    search: SavedSearch, olaf: User, engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(olaf, title="Ein neuer Dialog", visibility="public")
    index()
    assert begin_alerts(timezone.now() + timedelta(minutes=1)) == 1

    def fail(*_arguments: object) -> None:
        raise EngineUnavailable("gone")

    with monkeypatch.context() as away:
        away.setattr(engine, "search", fail)
        assert received() == []
    assert Entry.objects.get(kind="alert").last_error == "the search is away"
    assert len(round_of_mails(seconds=40)) == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        (message,) = received()
    assert "Ein neuer Dialog" in message.body


def test_an_alert_nobody_could_send_frees_its_searches(search: SavedSearch, hanna: User) -> None:
    alert = Alert.objects.create(person=hanna, begun_at=timezone.now() - timedelta(days=2))
    SavedSearch.objects.update(alert=alert)
    begin_alerts(timezone.now())
    search.refresh_from_db()
    assert (search.alert, Alert.objects.count()) == (None, 0)


def test_what_a_search_remembers_is_bounded(
    search: SavedSearch, olaf: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.alerts.actions.MOST_KNOWN", 3)
    KnownHit.objects.bulk_create(
        KnownHit(search=search, kind="question", key=f"weg-{n}") for n in range(9)
    )
    ask(olaf, title="Ein neuer Dialog", visibility="public")
    assert len(round_of_mails()) == 1
    gone = search.known.filter(key__startswith="weg-").values_list("key", flat=True)
    assert sorted(gone) == ["weg-6", "weg-7", "weg-8"]
    assert search.known.count() == 5


def test_someone_elses_address_is_in_no_mail(search: SavedSearch, olaf: User) -> None:
    third = person_of(organisation(OSNABRUECK), name="Otto Osnabrück")
    saved(third, name="Ottos Suche")
    index()
    round_of_mails()
    ask(olaf, title="Ein neuer Dialog", visibility="public")
    texts = round_of_mails(minutes=3)
    assert sorted("Ottos Suche" in text for text in texts) == [False, True]
    assert sorted("Mein Dialog" in text for text in texts) == [False, True]


def test_an_old_hit_is_not_new_because_one_before_it_went(
    hanna: User, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.alerts.looking.TOLD_WITHIN", 2)
    monkeypatch.setattr("portal.alerts.looking.KNOWN_WITHIN", 4)
    long_ago = timezone.now() - timedelta(days=30)
    pages = [
        case_study(
            organisation(OSNABRUECK),
            title=f"Seite {number}",
            published_at=long_ago + timedelta(days=number),
        )
        for number in range(6)
    ]
    deliver()
    search = saved(hanna, "kind=case_study")
    deliver()
    assert search.known.count() == 4
    pages[-1].unpublish()
    assert round_of_mails(minutes=1) == []
    case_study(organisation(OSNABRUECK), title="Ganz neu")
    (text,) = round_of_mails(minutes=3)
    assert "Ganz neu" in text
    assert "Seite" not in text
