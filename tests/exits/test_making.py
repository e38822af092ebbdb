"""How a package comes to be: once, as a whole, whatever happens to the worker."""

import zipfile
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from portal.exits import making
from portal.exits.actions import (
    CLAIM,
    MOST_ATTEMPTS,
    LostClaim,
    claim_package,
    finish_package,
    note_progress,
    request_package,
)
from portal.exits.jobs import end_packages
from portal.exits.making import make
from portal.exits.models import ExitEvent, ExitPackage, State, packages_folder
from portal.kernel.verdict import Refused
from portal.members.models import Membership, Organisation, User
from portal.outbox.delivery import Lane, deliver_pending
from portal.outbox.models import Entry
from portal.outbox.registry import Failure
from tests.factories.forum import ask
from tests.factories.members import HARBURG, organisation, person, person_of

pytestmark = pytest.mark.django_db

BEING_MADE = Failure("another worker makes this package")


@pytest.fixture
def county() -> Organisation:
    return organisation()


@pytest.fixture
def coordinator(county: Organisation) -> User:
    return person_of(county, Membership.Role.COORDINATOR, "Karla Koordination")


@pytest.fixture
def package(coordinator: User, county: Organisation) -> ExitPackage:
    return request_package(actor=coordinator, organisation=county, now=timezone.now())


def files() -> list[str]:
    return sorted(path.name for path in packages_folder().iterdir())


def facts() -> list[str]:
    return list(Entry.objects.filter(kind="exit_package").values_list("fact", flat=True))


def test_asking_records_and_logs(package: ExitPackage, coordinator: User) -> None:
    assert facts() == ["PackageRequested"]
    event = ExitEvent.objects.get()
    assert (event.act, event.actor, event.package) == ("requested", coordinator, package)


@pytest.mark.parametrize("who", ["staff", "neighbour", "removed", "switched off"])
def test_others_cannot_ask(who: str, county: Organisation) -> None:
    role = Membership.Role.STAFF if who == "staff" else Membership.Role.COORDINATOR
    actor = person_of(organisation(HARBURG) if who == "neighbour" else county, role)
    if who == "removed":
        actor.memberships.all().delete()
    actor.is_active = who != "switched off"
    with pytest.raises(Refused):
        request_package(actor=actor, organisation=county, now=timezone.now())
    assert ExitPackage.objects.count() == 0


@pytest.mark.parametrize("status", ["none", "applicant", "suspended"])
def test_who_takes_no_part_has_none_made(status: str, county: Organisation) -> None:
    county.status = status
    moderator = person("Mona", User.PlatformRole.MODERATOR)
    with pytest.raises(Refused):
        request_package(actor=moderator, organisation=county, now=timezone.now())


def test_the_worker_makes_it_and_a_mail_says_so(package, coordinator) -> None:
    for _round in range(3):
        deliver_pending(timezone.now(), lane=Lane.SLOW)
    package.refresh_from_db()
    assert (package.state, files()) == (State.READY, [f"{package.key}.zip"])
    assert zipfile.ZipFile(package.path).testzip() is None
    assert (package.path.stat().st_mode & 0o777, packages_folder().stat().st_mode & 0o777) == (
        0o600, 0o700,
    )  # fmt: skip
    (sent,) = mail.outbox
    assert sent.to == [f"Karla Koordination <{coordinator.email}>"]
    assert "liegt bis" in sent.body
    assert package.digest in sent.body
    assert package.digest in sent.alternatives[0][0]


def test_the_mail_goes_to_whoever_may_download_it(county, coordinator) -> None:
    moderator = person("Mona", User.PlatformRole.MODERATOR)
    request_package(actor=moderator, organisation=county, now=timezone.now())
    for _round in range(3):
        deliver_pending(timezone.now(), lane=Lane.SLOW)
    assert [sent.to for sent in mail.outbox] == [[f"Karla Koordination <{coordinator.email}>"]]


def test_who_has_left_meanwhile_gets_no_mail(package, coordinator) -> None:
    coordinator.memberships.all().delete()
    for _round in range(3):
        deliver_pending(timezone.now(), lane=Lane.SLOW)
    assert mail.outbox == []


def test_a_worker_that_dies_leaves_no_half_package(package, monkeypatch) -> None:
    """Killed half-way: what it wrote is no package; the next worker begins anew."""

    class Killed(BaseException):
        """As SIGKILL: nothing of ours runs any more."""

    def die(*_args: object, **_values: object) -> None:
        raise Killed

    monkeypatch.setattr(making, "pack", die)
    monkeypatch.setattr(making.Path, "unlink", lambda *_args, **_values: None)
    with pytest.raises(Killed):
        make(package.key)
    monkeypatch.undo()
    package.refresh_from_db()
    assert package.state == State.MAKING
    (left,) = files()
    assert left == f"{package.key}.{package.claimed_by}.part"
    # Nobody else takes it up while the dead worker's claim lasts; then somebody does.
    assert make(package.key) == BEING_MADE
    ExitPackage.objects.update(claimed_until=timezone.now())
    assert make(package.key) is None
    package.refresh_from_db()
    assert (package.state, package.attempts) == (State.READY, 2)
    assert files() == sorted([left, f"{package.key}.zip"])
    tomorrow = timezone.now() + timedelta(days=2)
    end_packages(tomorrow)
    assert files() == [f"{package.key}.zip"]


def test_a_slower_worker_does_not_overwrite(package, county) -> None:
    now = timezone.now()
    slow = claim_package(key=package.key, now=now)
    assert claim_package(key=package.key, now=now) is None
    quick = claim_package(key=package.key, now=now + CLAIM)
    assert slow is not None
    assert quick is not None
    result = {"size": 1, "digest": "0" * 64, "counts": {}, "now": now}
    with pytest.raises(LostClaim):
        note_progress(package=slow, done=1, total=2, now=now)
    with pytest.raises(LostClaim):
        finish_package(package=slow, **result)
    finish_package(package=quick, **result)
    with pytest.raises(LostClaim):
        finish_package(package=quick, **result)
    assert facts() == ["PackageRequested", "PackageMade"]


def test_a_fault_is_tried_again_and_reported_in_the_end(package, monkeypatch) -> None:
    def full(*_args: object, **_values: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "pack", full)
    for attempt in range(1, MOST_ATTEMPTS):
        failure = make(package.key)
        assert failure is not None
        assert failure.reason.startswith("OSError")
        package.refresh_from_db()
        assert (package.state, package.attempts, files()) == (State.WAITING, attempt, [])
    assert make(package.key) is None
    package.refresh_from_db()
    assert (package.state, facts()[-1]) == (State.FAILED, "PackageFailed")
    monkeypatch.undo()
    assert make(package.key) is None
    deliver_pending(timezone.now(), lane=Lane.SLOW)
    assert "konnte nicht erstellt werden" in mail.outbox[0].subject


def test_progress_is_told_while_it_goes_on(package, coordinator, monkeypatch) -> None:
    for _number in range(3):
        ask(coordinator)
    told = []
    monkeypatch.setattr(making, "TELL_EVERY", 0.0)
    monkeypatch.setattr(
        making,
        "note_progress",
        lambda **values: told.append((values["done"], values["total"])) or note_progress(**values),
    )
    make(package.key)
    package.refresh_from_db()
    # Three questions, the organisation, one person; what happened among its people: nothing.
    assert told == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5), (5, 5)]
    assert (package.done, package.total) == (5, 5)


def test_a_new_package_takes_the_place_of_the_one_before(
    package, coordinator, county, django_capture_on_commit_callbacks
) -> None:
    make(package.key)
    with django_capture_on_commit_callbacks(execute=True):
        later = request_package(actor=coordinator, organisation=county, now=timezone.now())
    assert later.pk != package.pk
    package.refresh_from_db()
    assert (package.state, files()) == (State.ENDED, [])


def test_the_database_holds_one_package_per_organisation(package, county) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ExitPackage.objects.create(organisation=county)
    assert connection.needs_rollback is False


def test_a_package_nobody_knows_is_done(county) -> None:
    assert make("gibtesnicht") is None
