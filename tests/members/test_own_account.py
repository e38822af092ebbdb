"""What a person does with her own account: name, settings, a copy of her data, the end."""

import json
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from forum.models import Question
from portal.kernel.verdict import Refused
from portal.members import erasures
from portal.members.actions import change_own_name, create_token, erase_account
from portal.members.models import Membership, PersonalToken, User
from portal.members.personal_data import all_personal_data
from portal.members.queries import valid_token
from tests.factories.forum import ask
from tests.factories.members import HARBURG, administrator, organisation, person, person_of

pytestmark = pytest.mark.django_db

PASSWORD = "ein-langes-passwort"


@pytest.fixture
def maren() -> User:
    """A member of staff with everything an account can have."""
    user = person_of(organisation(), name="Maren Beispiel")
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def browser(user: User, *, confirmed: bool = True) -> Client:
    client = Client()
    client.post("/konto/login/", {"login": user.email, "password": PASSWORD})
    if confirmed:
        client.post("/konto/reauthenticate/", {"password": PASSWORD})
    return client


def test_a_name_is_changed(maren: User) -> None:
    client = browser(maren)
    assert client.get("/konto/name/").status_code == 200
    response = client.post("/konto/name/", {"name": "  Maren\u202e  Neu ", "platform_role": "x"})
    assert response["Location"] == "/konto/"
    maren.refresh_from_db()
    assert (maren.name, maren.platform_role) == ("Maren Neu", "")


@pytest.mark.parametrize(
    "name",
    ["", " \u200b ", "M\u0430ren Beispiel", "Μaren", "Maren \U0001d401eispiel", "x" * 121],
    ids=["empty", "invisible", "cyrillic a", "greek M", "mathematical B", "too long"],
)
def test_a_name_that_could_pass_for_another_is_refused(maren: User, name: str) -> None:
    response = browser(maren).post("/konto/name/", {"name": name})
    assert response.status_code == 200
    maren.refresh_from_db()
    assert maren.name == "Maren Beispiel"
    if len(name) <= 120:
        with pytest.raises(Refused):
            change_own_name(actor=maren, name=name)


@pytest.mark.parametrize(
    "name",
    ["Çelik-Öztürk", "Nguyễn Thị Ánh", "O’Neill 3ª", "Ελένη Παπά", "Иван Петров", "山田 ハナ"],
)
def test_names_of_one_script_are_fine(maren: User, name: str) -> None:
    assert change_own_name(actor=maren, name=name).name == name


def test_language_and_appearance_are_chosen(maren: User) -> None:
    client = browser(maren)
    assert "data-kern-theme" not in client.get("/").content.decode()
    client.post("/konto/einstellungen/", {"language": "en", "appearance": "dark"})
    maren.refresh_from_db()
    assert (maren.language, maren.appearance) == ("en", "dark")
    assert 'data-kern-theme="dark"' in client.get("/").content.decode()
    client.post("/konto/einstellungen/", {"language": "fr", "appearance": "pink"})
    maren.refresh_from_db()
    assert (maren.language, maren.appearance) == ("en", "dark")


def test_a_copy_holds_everything_and_no_secret(maren: User) -> None:
    asked = ask(maren, title="Wer filmt?")
    _token, secret = create_token(actor=maren, label="Intranet", valid_days=1, now=timezone.now())
    other = ask(person_of(organisation()), title="Fremd")
    client = browser(maren)
    totp = generate_totp_secret()
    TOTP.activate(maren, totp)
    response = client.post("/konto/daten/")
    assert response["Content-Disposition"] == 'attachment; filename="kreiswissen.json"'
    assert "no-store" in response["Cache-Control"]
    text = response.content.decode()
    copies = json.loads(text)
    kinds = {app: sorted({row["kind"] for row in rows}) for app, rows in copies.items()}
    assert kinds == {
        "alerts": [],
        "checklists": [],
        "directory": [],
        "editorial": [],
        "exits": [],
        "onboarding": [],
        "operating": [],
        "joining": [],
        "channels": [],
        "forum": ["followed", "question"],
        "members": ["account", "address", "membership", "second_factor", "session", "token"],
        "publishing": [],
        "notifications": [],
        "feeds": [],
        "provenance": [],
        "readers": [],
        "replication": [],
        "trails": [],
        "upkeep": [],
    }
    assert copies["forum"][0]["title"] == asked.title
    for hidden in (secret, totp, maren.password, other.title):
        assert hidden not in text


def test_a_copy_needs_a_fresh_confirmation(maren: User) -> None:
    client = browser(maren, confirmed=False)
    assert client.get("/konto/daten/").status_code == 200
    for path in ("/konto/daten/", "/konto/loeschen/"):
        response = client.post(path, {"email": maren.email})
        assert response["Location"].startswith("/konto/reauthenticate/")
    maren.refresh_from_db()
    assert maren.is_active


def test_every_app_answers_for_its_people(maren: User) -> None:
    assert [data.app for data in all_personal_data()][-1] == "members"
    for data in all_personal_data():
        json.dumps(list(data.export(maren)))


def test_an_erased_person_is_nowhere(maren: User) -> None:
    email, name = maren.email, maren.name
    asked = ask(maren)
    Question.objects.filter(pk=asked.pk).update(author_name=name)
    _token, secret = create_token(actor=maren, label="x", valid_days=1, now=timezone.now())
    TOTP.activate(maren, generate_totp_secret())
    SocialAccount.objects.create(user=maren, provider="lk-osnabrueck", uid="4711")
    log = LogEntry.objects.log_actions(
        administrator().pk, User.objects.filter(pk=maren.pk), 2, single_object=True
    )
    erase_account(actor=maren)
    gone = User.objects.get(pk=maren.pk)
    assert (gone.name, gone.email, gone.is_active, gone.has_usable_password()) == (
        "Ehemalige Person", f"erased-{maren.pk}@kreiswissen.invalid", False, False,
    )  # fmt: skip
    asked.refresh_from_db()
    assert (asked.author, asked.author_name) == (gone, "")
    assert valid_token(secret, timezone.now()) is None
    log.refresh_from_db()
    assert log.object_repr == gone.name
    for model in (EmailAddress, SocialAccount, UserSession, PersonalToken, Membership):
        assert not model.objects.filter(user=maren).exists()
    assert not User.objects.filter(email=email).exists()


def test_deleting_asks_for_the_address_and_logs_out(maren: User) -> None:
    client, elsewhere = browser(maren), browser(maren)
    assert elsewhere.get("/konto/").status_code == 200
    client.post("/konto/loeschen/", {"email": "falsch@kreis.example"})
    maren.refresh_from_db()
    assert maren.is_active
    response = client.post("/konto/loeschen/", {"email": f" {maren.email.upper()}"})
    assert response["Location"] == "/"
    for one in (client, elsewhere):
        assert one.get("/konto/").status_code == 302
    client.post("/konto/login/", {"login": maren.email, "password": PASSWORD})
    assert client.get("/konto/").status_code == 302


def test_the_last_coordinator_hands_over_first(maren: User) -> None:
    Membership.objects.filter(user=maren).update(role="coordinator")
    with pytest.raises(Refused, match="Landkreis Osnabrück"):
        erase_account(actor=maren)
    text = browser(maren).post("/konto/loeschen/", {"email": maren.email}).content.decode()
    assert "Landkreis Osnabrück" in text
    person_of(organisation(), "deputy")
    person_of(organisation(HARBURG), "coordinator")
    away = person_of(organisation(), "coordinator")
    User.objects.filter(pk=away.pk).update(is_active=False)
    with pytest.raises(Refused):
        erase_account(actor=maren)
    person_of(organisation(), "coordinator")
    erase_account(actor=maren)
    assert not User.objects.get(pk=maren.pk).is_active


def test_a_former_countys_coordinator_may_go(maren: User) -> None:
    Membership.objects.filter(user=maren).update(role="coordinator")
    organisation(status="former")
    erase_account(actor=maren)
    assert not User.objects.get(pk=maren.pk).is_active


def test_the_last_administrator_stays() -> None:
    first = administrator()
    with pytest.raises(Refused):
        erase_account(actor=first)
    administrator()
    erase_account(actor=first)
    assert not User.objects.get(pk=first.pk).is_superuser


def test_a_restored_backup_erases_again(maren: User, tmp_path, settings) -> None:
    settings.DATA_DIR = tmp_path
    other = person()
    erasures.note(maren.pk)
    erasures.note(maren.pk)
    assert erasures.noted() == [maren.pk]
    call_command("erase_again", stdout=StringIO())
    assert User.objects.get(pk=maren.pk).name == "Ehemalige Person"
    assert User.objects.get(pk=other.pk).is_active


def test_an_erasure_is_noted_once_it_is_certain(
    maren: User, tmp_path, settings, django_capture_on_commit_callbacks
) -> None:
    settings.DATA_DIR = tmp_path
    with django_capture_on_commit_callbacks(execute=False):
        erase_account(actor=maren)
    assert erasures.noted() == []
