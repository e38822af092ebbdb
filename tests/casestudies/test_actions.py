"""Import of case studies and guidelines: state and recorded facts."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from casestudies.actions import (
    Common,
    NewAttachment,
    NewKeyFigure,
    NewStep,
    import_case_study,
    import_guideline,
)
from casestudies.actions.importing import step_key
from casestudies.models import CaseStudy, Guideline
from portal.outbox.models import Entry
from portal.publishing.models import Download
from portal.taxonomy.models import Platform, Topic
from tests.factories.casestudies import case_study, guideline
from tests.factories.members import organisation

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MARKDOWN = """Ein **fetter** Anfang.

## Zwischenüberschrift

- eins
- zwei

| Jahr | Fans |
|------|------|
| 2011 | 300  |

Ein Ende <script>alert(1)</script>.
"""


def facts() -> list[tuple[str, str, str]]:
    """Return each fact once: every one of them reaches the search."""
    entries = Entry.objects.filter(reaction="search.reactions.reindex").order_by("pk")
    return list(entries.values_list("fact", "kind", "key"))


def common(**fields):
    return Common(**{"key": "os-1", "title": "Facebook", "organisation": organisation(), **fields})


def test_import_keeps_every_field():
    topic, channel = Topic.objects.first(), Platform.objects.first()
    imported = import_case_study(
        common(
            visibility="public",
            topics=[topic],
            channels=[channel],
            published_at=NOW,
            summary="Kurz\n gesagt",
        ),
        now=timezone.now(),
        goal="Bürger erreichen",
        law="§ 3 NDSG",
        period_start=date(2010, 3, 17),
        period_end=date(2011, 9, 30),
        effort_hours=120,
        effort_euros=3_000,
        effort_note="ohne Redaktion",
        key_figures=[NewKeyFigure("Fans", Decimal(300), "Personen", 2011)],
        contact_unit="Pressestelle",
        contact_email="presse@kreis.example",
        attachments=[NewAttachment("Netiquette", "netiquette.pdf", b"%PDF-1.4")],
        last_reviewed=date(2025, 1, 2),
    )
    assert imported.created
    page = CaseStudy.objects.get(key="os-1")
    assert page.live
    assert (page.title, page.slug, page.summary) == ("Facebook", "facebook", "Kurz gesagt")
    assert (page.published_at, page.visibility) == (NOW, "public")
    assert (list(page.topics.all()), list(page.channels.all())) == ([topic], [channel])
    assert (page.period_start, page.period_end) == (date(2010, 3, 1), date(2011, 9, 1))
    assert (page.effort_hours, page.effort_euros) == (120, 3_000)
    assert page.html == {"goal": "<p>Bürger erreichen</p>", "law": "<p>§ 3 NDSG</p>"}
    assert [str(figure) for figure in page.key_figures.all()] == ["Fans 300.000 Personen 2011"]
    assert [str(attachment) for attachment in page.attachments.all()] == ["Netiquette"]
    for word in ("Kurz gesagt", "Fans", "Pressestelle", "Netiquette", "Bürger erreichen", "NDSG"):
        assert word in page.text
    assert facts() == [("PagePublished", "case_study", "os-1")]


def test_body_alone_suffices_and_is_safe():
    page = import_case_study(common(), now=NOW, body=MARKDOWN).page
    assert list(page.html) == ["body"]
    assert "<strong>fetter</strong>" in page.html["body"]
    assert "<h3>Zwischenüberschrift</h3>" in page.html["body"]
    assert '<th scope="col">Fans</th>' in page.html["body"]
    assert "<script" not in page.html["body"]
    assert [block.block_type for block in page.body] == ["text", "table", "text"]


def test_import_again_updates_and_keeps_the_address():
    first = import_case_study(common(), now=NOW, body="Alt").page
    again = import_case_study(common(title="Ganz anders"), now=timezone.now(), body="Neu")
    assert not again.created
    assert CaseStudy.objects.count() == 1
    page = CaseStudy.objects.get()
    assert (page.pk, page.slug, page.title) == (first.pk, "facebook", "Ganz anders")
    assert (page.html["body"], page.published_at) == ("<p>Neu</p>", NOW)
    assert facts() == [("PagePublished", "case_study", "os-1")] * 2


def test_import_again_replaces_lists():
    figures = [NewKeyFigure("Fans", Decimal(n), year=2010 + n) for n in range(3)]
    files = [NewAttachment("Netiquette", "netiquette.pdf", b"%PDF-1.4")]
    import_case_study(common(), now=NOW, body="x", key_figures=figures, attachments=files)
    page = import_case_study(
        common(), now=NOW, body="x", key_figures=figures[:1], attachments=files
    ).page
    page = CaseStudy.objects.get(pk=page.pk)
    assert page.key_figures.count() == 1
    assert page.attachments.count() == 1
    assert Download.objects.count() == 1


def test_same_title_gets_an_address_of_its_own():
    one = import_case_study(common(), now=NOW, body="x").page
    two = import_case_study(common(key="os-2"), now=NOW, body="x").page
    assert one.slug == "facebook"
    assert two.slug.startswith("facebook-")
    assert import_case_study(common(key="os-2"), now=NOW, body="x").page.slug == two.slug


def test_a_draft_is_not_published_and_records_nothing():
    page = import_case_study(common(publish=False), now=NOW, body="Entwurf").page
    assert not CaseStudy.objects.get(pk=page.pk).live
    assert facts() == []


def test_a_draft_of_a_live_page_leaves_what_is_published():
    import_case_study(common(), now=NOW, body="Veröffentlicht")
    import_case_study(common(publish=False, title="Neuer Titel"), now=NOW, body="Entwurf")
    page = CaseStudy.objects.get()
    assert (page.live, page.title, page.html["body"]) == (True, "Facebook", "<p>Veröffentlicht</p>")
    assert page.get_latest_revision_as_object().title == "Neuer Titel"
    assert len(facts()) == 1


def test_import_after_editing_becomes_the_newest_revision():
    page = import_case_study(common(), now=NOW, body="Alt").page
    page.title = "Im CMS bearbeitet"
    page.save_revision().publish()
    import_case_study(common(title="Wieder eingelesen"), now=NOW, body="Neu")
    page = CaseStudy.objects.get()
    assert page.title == "Wieder eingelesen"
    assert page.get_latest_revision_as_object().title == "Wieder eingelesen"
    assert facts() == [("PagePublished", "case_study", "os-1")] * 3


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("period_end", {"period_start": date(2012, 1, 1), "period_end": date(2011, 1, 1)}),
        ("contact_email", {"contact_email": "keine Adresse"}),
        ("effort_hours", {"effort_hours": -1}),
        ("effort_note", {"effort_note": "x" * 301}),
    ],
)
def test_wrong_fields_are_named_and_nothing_is_kept(field, wrong):
    with pytest.raises(ValidationError) as refused:
        import_case_study(common(), now=NOW, body="x", **wrong)
    assert list(refused.value.message_dict) == [field]
    assert CaseStudy.objects.count() == 0
    assert facts() == []


def test_a_wrong_draft_is_refused_as_well():
    with pytest.raises(ValidationError) as refused:
        import_case_study(common(publish=False), now=NOW, contact_email="keine Adresse")
    assert list(refused.value.message_dict) == ["contact_email"]


@pytest.mark.parametrize(
    ("field", "wrong"), [("title", {"title": " "}), ("visibility", {"visibility": "alle"})]
)
def test_wrong_common_fields_are_named(field, wrong):
    with pytest.raises(ValidationError) as refused:
        import_case_study(common(**wrong), now=NOW, body="x")
    assert field in refused.value.message_dict


def test_too_long_a_text_is_refused():
    with pytest.raises(ValidationError):
        import_case_study(common(), now=NOW, body="x" * 50_001)


def test_guideline_keeps_its_steps_in_order():
    page = import_guideline(
        common(key="leit-1", title="Moderieren"),
        now=NOW,
        audience="Pressestellen",
        steps=[NewStep("Netiquette schreiben", "Kurz und *klar*"), NewStep("Rollen verteilen")],
        dos="- antworten",
        donts="- löschen",
        legal_basis="Art. 5 GG",
        last_reviewed=date(2025, 5, 5),
    ).page
    page = Guideline.objects.get(pk=page.pk)
    assert page.html["steps"] == [
        {
            "key": str(step_key("leit-1", "Netiquette schreiben")),
            "title": "Netiquette schreiben",
            "html": "<p>Kurz und <em>klar</em></p>",
        },
        {
            "key": str(step_key("leit-1", "Rollen verteilen")),
            "title": "Rollen verteilen",
            "html": "",
        },
    ]
    assert page.html["dos"] == "<ul>\n<li>antworten</li>\n</ul>"
    assert "Rollen verteilen" in page.text
    assert facts() == [("PagePublished", "guideline", "leit-1")]


def test_factories_make_pages_people_can_read():
    assert case_study(organisation()).live
    assert guideline(organisation()).live
