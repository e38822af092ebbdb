"""The example story: complete, once, and nobody's changes are lost."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from casestudies.models import CaseStudy, Guideline
from forum.models import Question
from portal.demo import actions, story
from portal.demo.models import LoadedPart
from portal.importing.problems import NotImportable
from portal.members.models import Membership, Organisation, User
from portal.outbox.models import Entry
from portal.pages.models import NewsPage, PlainPage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo(settings) -> None:
    settings.DEMO = True


def demo_data() -> list[str]:
    out = io.StringIO()
    call_command("demo_data", stdout=out)
    return out.getvalue().splitlines()


def counts() -> dict[str, int]:
    models = (User, Membership, CaseStudy, Guideline, NewsPage, Question)
    return {model.__name__: model.objects.count() for model in models}


def test_the_story_is_told_once_and_changes_stay(django_assert_max_num_queries) -> None:
    said = demo_data()
    for person in story.people():
        assert any(line.startswith(f"{person.email}\t{person.name}\t") for line in said)
    assert said[-1] == f"Passwort aller Beispielkonten: {story.PASSWORD}"
    before = counts()
    assert before["CaseStudy"] >= 12
    assert before["Guideline"] >= 5
    assert before["Question"] >= 30
    assert list(Entry.objects.filter(delivered_at=None).values_list("key", "last_error")) == []

    question = Question.objects.first()
    Question.objects.filter(pk=question.pk).update(title="Von mir geändert")
    NewsPage.objects.first().delete()
    User.objects.filter(email__startswith="k.wiebusch").update(name="Anders")
    with django_assert_max_num_queries(10):
        again = demo_data()
    assert again[0] == "Die Beispielinhalte sind da; was Sie geändert haben, bleibt."
    assert counts() == before | {"NewsPage": before["NewsPage"] - 1}
    assert Question.objects.get(pk=question.pk).title == "Von mir geändert"
    assert any("\tAnders\t" in line for line in again)


def test_a_half_finished_run_is_completed(monkeypatch) -> None:
    def break_down(*_args: object, **_options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(actions, "_load_content", break_down)
        with pytest.raises(KeyboardInterrupt):
            demo_data()
    assert set(LoadedPart.objects.values_list("name", flat=True)) == {
        "people", "organisations", "applications", "memberships", "joining", "channels",
        "profiles", "topics", "pages",
    }  # fmt: skip
    assert CaseStudy.objects.count() == 0
    said = demo_data()
    assert said[0] == "Ein früherer Lauf wurde nicht beendet; er wird jetzt vervollständigt."
    assert actions.missing_parts() == []
    assert Question.objects.count() >= 30


def test_every_role_can_log_in_with_the_printed_password() -> None:
    demo_data()
    roles = set(Membership.objects.values_list("role", flat=True))
    assert roles == {"staff", "coordinator"}
    platform = set(User.objects.values_list("platform_role", flat=True))
    assert platform == {"", "moderator", "administrator"}
    statuses = set(Organisation.objects.values_list("status", flat=True))
    assert statuses == {"none", "member", "guest", "applicant", "suspended", "former"}
    for email in ("p.ostermann@kreiswissen.example", "k.wiebusch@lk-harburg.example"):
        client = Client()
        client.post("/konto/login/", {"login": email, "password": story.PASSWORD})
        assert email in client.get("/konto/").content.decode()


def test_texts_of_the_site_are_replaced_only_while_untouched() -> None:
    page = PlainPage.objects.get(slug="impressum")
    page.title = "Unser Impressum"
    page.save_revision().publish()
    demo_data()
    page.refresh_from_db()
    assert page.title == "Unser Impressum"


def test_production_never_gets_example_accounts(settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="Beispielkonten haben ein Passwort, das alle kennen"):
        demo_data()
    assert User.objects.count() == 0


def test_a_mistake_in_the_story_is_named(monkeypatch, tmp_path) -> None:
    broken = tmp_path / "kaputt.jsonl"
    broken.write_text('{"kind": "news"}', encoding="utf-8")
    monkeypatch.setattr(story, "content_files", lambda: [broken])
    with pytest.raises(CommandError, match=r"kaputt.jsonl:1: key: fehlt."):
        demo_data()
    assert not LoadedPart.objects.filter(name="kaputt.jsonl").exists()


def test_every_organisation_of_the_story_exists() -> None:
    from portal.importing.lookup import Lookup

    lookup, unknown = Lookup(), []
    for participant in story.participants():
        try:
            lookup.organisation(participant.organisation, "organisation")
        except NotImportable as error:
            unknown.append(error.reason)
    assert unknown == []
