"""A person's dashboard: her county's questions, drafts, reviews, topics; and who she is to us."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casestudies.models import CaseStudy
from casestudies.queries import pages_to_review
from forum.actions.acceptance import accept_answer
from forum.models import Question
from portal.channels.models import Channel
from portal.checklists.models import WorkingStep
from portal.members.models import Membership, Organisation, User
from portal.notifications.actions import choose_topics
from portal.pages.actions import NewRelease, bring_in_release
from portal.pages.reading import Release
from portal.readers.actions import give_feedback
from portal.replication.models import Report
from portal.taxonomy.models import Topic
from tests.factories.casestudies import case_study, guideline, news
from tests.factories.channels import record
from tests.factories.checklists import copy_of, guideline_of
from tests.factories.forum import answer, ask
from tests.factories.joining import confirmed_request, invitation
from tests.factories.members import PLOEN, administrator, organisation, person, person_of
from tests.factories.replication import report
from tests.home.conftest import logged_in

pytestmark = pytest.mark.django_db

DASHBOARD = "/uebersicht/"
Status = Organisation.Status


def page(user: User) -> str:
    response = logged_in(user).get(DASHBOARD)
    assert response.status_code == 200
    return response.content.decode()


def sections(user: User) -> dict[str, list[str]]:
    """The titles of each list of somebody's dashboard, by the list's anchor."""
    shown = logged_in(user).get(DASHBOARD).context["dashboard"].sections
    return {section.anchor: [line.title for line in section.lines] for section in shown}


def follow(user: User, *slugs: str) -> None:
    choose_topics(actor=user, topics=Topic.objects.filter(slug__in=slugs), now=timezone.now())


def draft(of: Organisation, title: str, visibility: str = "public", **fields: Any) -> CaseStudy:
    """Begin a page in the CMS and do not publish it."""
    made = case_study(of, title=title, visibility=visibility, publish=False)
    CaseStudy.objects.filter(pk=made.pk).update(**fields)
    return made


def test_the_page_is_for_one_reader_and_kept_nowhere(karla: User) -> None:
    response = logged_in(karla).get(DASHBOARD)
    assert response["Cache-Control"] == "private, no-store"
    assert Client().get(DASHBOARD)["Location"] == f"/konto/login/?next={DASHBOARD}"
    assert logged_in(karla).post(DASHBOARD).status_code == 405


def test_logging_in_and_the_navigation_lead_there(karla: User) -> None:
    client = logged_in(karla)
    assert client.get("/konto/login/")["Location"] == DASHBOARD
    link = f'<a href="{DASHBOARD}">Übersicht</a>'
    assert link in client.get("/fragen/").content.decode()
    for path in ("/fragen/", "/"):
        assert DASHBOARD not in Client().get(path).content.decode()


def test_a_countys_questions_and_those_nobody_has_answered(karla, jette, merle, mona) -> None:
    ask(jette, title="Offen")
    ask(karla, title="Intern", visibility="county")
    solved = ask(jette, title="Gelöst")
    accept_answer(actor=jette, answer=answer(merle, solved), now=timezone.now())
    ask(merle, title="Fremd")
    ask(merle, title="Fremd intern", visibility="county")
    answer(jette, ask(merle, title="Fremd beantwortet"))
    shown = sections(jette)
    assert shown == {
        "an-alle": ["Fremd"], "offen": ["Intern", "Offen"], "beantwortet": ["Gelöst"],
    }  # fmt: skip
    assert sections(mona) == {}
    listed = logged_in(jette).get("/fragen/?ansicht=von-uns").context["page"]
    assert [one.title for one in listed] == ["Gelöst", "Intern", "Offen"]


def test_news_in_ones_topics_of_others_and_no_more_than_one_may_read(karla, merle) -> None:
    osnabrueck, harburg = organisation(), karla.memberships.get().organisation
    topics = {"topics": list(Topic.objects.filter(slug="recht"))}
    for visibility in ("public", "members", "county"):
        case_study(osnabrueck, title=f"Fall {visibility}", visibility=visibility, **topics)
        guideline(osnabrueck, title=f"Leitfaden {visibility}", visibility=visibility, **topics)
        news(osnabrueck, title=f"Meldung {visibility}", visibility=visibility, **topics)
    case_study(
        osnabrueck, title="Anderes Thema", topics=list(Topic.objects.filter(slug="personal"))
    )
    case_study(harburg, title="Eigenes", **topics)
    assert "themen" not in sections(karla)
    follow(karla, "recht")
    shown = sections(karla)["themen"]
    assert len(shown) == 5
    assert set(shown) < {
        f"{kind} {visibility}"
        for kind in ("Fall", "Leitfaden", "Meldung") for visibility in ("public", "members")
    }  # fmt: skip
    assert "Alles zu Ihren Themen" in page(karla)
    assert "/suche/?topic=recht" in page(karla)
    follow(merle, "recht")
    assert sections(merle)["themen"] == ["Eigenes"]


def test_reviews_are_due_after_a_year(karla, merle, mona) -> None:
    osnabrueck, harburg = organisation(), karla.memberships.get().organisation
    today = timezone.localdate()
    for days in (364, 365, 800):
        case_study(
            harburg, title=f"Fall {days}", published_at=timezone.now() - timedelta(days=900),
            last_reviewed=today - timedelta(days=days),
        )  # fmt: skip
    guideline(harburg, title="Nie", published_at=timezone.now() - timedelta(days=400))
    guideline(harburg, title="Neu")
    case_study(
        osnabrueck, title="Fremd", last_reviewed=date(2020, 1, 1), published_at=timezone.now()
    )
    case_study(
        osnabrueck, title="Geheim", visibility="county", last_reviewed=date(2019, 1, 1),
        published_at=timezone.now(),
    )  # fmt: skip
    assert sections(karla)["pruefen"] == ["Fall 800", "Nie", "Fall 365"]
    assert sections(merle)["pruefen"] == ["Geheim", "Fremd"]
    assert sections(mona)["pruefen"] == ["Fremd", "Fall 800", "Nie", "Fall 365"]
    assert [one.title for one in pages_to_review(CaseStudy, person(), today)] == [
        "Fremd", "Fall 800", "Fall 365",
    ]  # fmt: skip


def test_drafts_are_for_those_who_edit_and_may_read_them(karla, mona) -> None:
    osnabrueck, harburg = organisation(), karla.memberships.get().organisation
    draft(osnabrueck, "Offener Entwurf")
    draft(osnabrueck, "Geheimer Entwurf", "county")
    draft(harburg, "Harburgs Entwurf", "county")
    draft(osnabrueck, "Monas Geheimnis", "county", owner=mona)
    live = case_study(osnabrueck, title="Seite")
    live.title = "Seite, geändert"
    live.save_revision()
    opened = case_study(osnabrueck, title="Wird intern")
    opened.visibility = "county"
    opened.save_revision()
    case_study(osnabrueck, title="Fertig")
    assert sections(mona)["entwuerfe"] == ["Seite, geändert", "Monas Geheimnis", "Offener Entwurf"]
    assert "entwuerfe" not in sections(karla)
    own = person_of(harburg, name="Olga Redaktion")
    User.objects.filter(pk=own.pk).update(platform_role=User.PlatformRole.MODERATOR)
    assert sections(own)["entwuerfe"] == ["Seite, geändert", "Harburgs Entwurf", "Offener Entwurf"]


def test_an_empty_dashboard_says_what_to_do_first(karla, jette) -> None:
    assert 'aria-labelledby="einstieg-1"' in page(karla)
    Membership.objects.update(joined_at=timezone.now() - timedelta(days=200))
    html = page(karla)
    assert 'aria-labelledby="einstieg-1"' not in html
    assert "Nichts. Sie sind auf dem Laufenden." in html
    for step in ("Frage stellen", "Eine Frage beantworten", "einladen", "Fallbeispiele lesen"):
        assert step in html
    assert 'action="/konto/themen/"' in html
    assert "/team/einladen/" not in page(jette)
    follow(karla, "recht")
    assert "Ein guter Anfang" not in page(karla)
    assert 'action="/konto/themen/"' not in page(karla)


@pytest.mark.parametrize(
    ("status", "said", "link"),
    [
        (Status.SUSPENDED, "Die Mitgliedschaft ruht: Landkreis Harburg", "/impressum/"),
        (Status.FORMER, "Landkreis Harburg ist nicht mehr im Arbeitskreis", "/mitmachen/"),
        (Status.APPLICANT, "Der Antrag wird geprüft: Landkreis Harburg", "/impressum/"),
        (Status.NONE, "Landkreis Harburg nimmt nicht teil", "/impressum/"),
    ],
)
def test_who_takes_no_part_reads_what_the_public_reads_and_why(
    karla, merle, harburg, status: str, said: str, link: str
) -> None:
    ask(karla, title="Eigenes internes", visibility="county")
    for visibility in ("public", "members", "county"):
        ask(merle, title=f"Frage {visibility}", visibility=visibility)
        case_study(organisation(), title=f"Fall {visibility}", visibility=visibility)
    follow(karla, "recht")
    Organisation.objects.filter(pk=harburg.pk).update(status=status)
    html = page(karla)
    assert said in html
    assert f'href="{link}"' in html
    for word, there in {
        "Frage public": True, "Fall public": True, "members": False, "county": False,
        "Eigenes internes": False, "Was auf Sie wartet": False, "/konto/themen/": False,
    }.items():  # fmt: skip
        assert (word, word in html) == (word, there)


def test_a_guest_reads_her_own_and_is_told_how_to_join(karla, merle, harburg) -> None:
    ask(karla, title="Unsere von früher", visibility="county")
    ask(merle, title="Unter Mitgliedern")
    Organisation.objects.filter(pk=harburg.pk).update(status=Status.GUEST)
    html = page(karla)
    assert "Landkreis Harburg ist Gast im Arbeitskreis" in html
    assert "Unsere von früher" in html
    assert "Unter Mitgliedern" not in html
    assert "Frage stellen" not in html


def test_who_acts_for_several_sees_each_for_what_it_is(karla, harburg, osnabrueck) -> None:
    Membership.objects.create(user=karla, organisation=osnabrueck)
    Organisation.objects.filter(pk=osnabrueck.pk).update(status=Status.SUSPENDED)
    html = page(karla)
    assert "Die Mitgliedschaft ruht: Landkreis Osnabrück" in html
    assert "Die Mitgliedschaft ruht: Landkreis Harburg" not in html
    assert "Frage stellen" in html
    Organisation.objects.filter(pk=osnabrueck.pk).update(status=Status.MEMBER)
    for name in ("Harburg", "Osnabrück"):
        county = organisation("03353" if name == "Harburg" else "03459")
        Question.objects.create(title=f"Aus {name}", slug="x", body="?", organisation=county)
    assert sections(karla)["offen"] == ["Aus Osnabrück", "Aus Harburg"]
    assert "<li>Landkreis Osnabrück</li>" in page(karla)


def test_everybody_has_a_sensible_page(mona, merle) -> None:
    partner = Organisation.objects.get(slug="hochschule-osnabrueck")
    Organisation.objects.filter(pk=partner.pk).update(status=Status.MEMBER)
    professor = person_of(partner, Membership.Role.COORDINATOR, "Henrike Hochschule")
    ask(merle, title="An alle")
    assert sections(professor)["an-alle"] == ["An alle"]
    stranger = page(person())
    assert "Sie wirken noch für keine Organisation mit" in stranger
    assert 'href="/mitmachen/anfrage/"' in stranger
    assert "An alle" not in stranger
    for user in (mona, administrator()):
        assert "keine Organisation" not in page(user)


# --- How much it costs --------------------------------------------------------------------------


def fill(number: int, karla: User, merle: User, mona: User) -> None:
    """Let NUMBER things of every kind be there, for Harburg and for others."""
    harburg, osnabrueck = (user.memberships.get().organisation for user in (karla, merle))
    long_ago, law = timezone.now() - timedelta(days=900), Topic.objects.get(slug="recht")
    for n in range(number):
        for user in (karla, merle):
            of = user.memberships.get().organisation
            case_study(of, title=f"Fall {n}", topics=[law], published_at=long_ago)
            guideline(of, title=f"Leitfaden {n}", topics=[law], published_at=long_ago)
            news(of, title=f"Meldung {n}", topics=[law])
            draft(of, f"Entwurf {n}")
            confirmed_request(of, email=f"wer{n}@kreis.example")
            invitation(user, of, f"neu{n}@kreis.example")
            record(user, address=f"https://social.example.org/@{n}")
        theirs = case_study(osnabrueck, title=f"Nachgenutzt {n}")
        report(karla, theirs)
        give_feedback(reader=merle, page=theirs, helpful=False, missing="", now=timezone.now())
        steps = guideline_of(osnabrueck, key=f"schritte-{n}", published_at=long_ago)
        WorkingStep.objects.filter(copy=copy_of(karla, steps, harburg)).update(
            responsible=karla, due_on=timezone.localdate()
        )
        release = NewRelease(
            text=Release(title=f"Mitteilung {n}", body="Text."), organisation=harburg,
            visibility="public", topics=(),
        )  # fmt: skip
        bring_in_release(actor=karla, wanted=release, key=f"mitteilung-{n}")
        ask(merle, title=f"An Harburg {n}", addressed_to=[harburg])
        ask(merle, title=f"An alle {n}", topics=[law])
        answer(merle, ask(karla, title=f"Beantwortet {n}"))
        Question.objects.create(
            title=f"Gelöst {n}", slug="x", body="?", organisation=harburg, is_solved=True,
            answers_count=1,
        )  # fmt: skip
        invitation(merle, osnabrueck, karla.email) if n == 0 else None
    Channel.objects.update(confirmed_at=long_ago)
    Report.objects.update(asked_at=timezone.now())
    for user in (karla, mona):
        follow(user, "recht")


@pytest.mark.parametrize("number", [1, 10])
def test_the_queries_do_not_grow(karla, merle, mona, jette, number: int) -> None:
    fill(number, karla, merle, mona)
    suspended = person_of(organisation(PLOEN, Status.SUSPENDED), Membership.Role.COORDINATOR)
    counted = {}
    for user in (karla, jette, mona, suspended):
        client = logged_in(user)
        client.get(DASHBOARD)
        with CaptureQueriesContext(connection) as queries:
            client.get(DASHBOARD)
        counted[user.name] = len(queries)
    assert counted == {
        "Karla Koordination": 38, "Jette Stab": 35, "Mona Moderation": 23, "Maren Beispiel": 9,
    }  # fmt: skip


def test_a_county_with_three_thousand_questions_shows_five(karla, harburg) -> None:
    Question.objects.bulk_create(
        Question(title=f"Frage {n}", slug="x", body="?", organisation=harburg) for n in range(3_000)
    )
    assert len(sections(karla)["offen"]) == 5
    listed = logged_in(karla).get("/fragen/?ansicht=von-uns").context["page"]
    assert (listed.paginator.count, listed.paginator.num_pages) == (3_000, 150)
