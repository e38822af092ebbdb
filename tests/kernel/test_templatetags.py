"""What every page is made of: pagination, form fields, parts rendered once."""

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.test import RequestFactory
from django.utils.translation import override

from portal.kernel.templatetags import kreiswissen


def rendered(source: str, path: str = "/", **context: object) -> str:
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    return engines["django"].from_string(source).render(context, request)


@pytest.mark.parametrize(
    ("number", "last", "shown"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 3000, [1, 2, 0, 3000]),
        (4, 3000, [1, 2, 3, 4, 5, 0, 3000]),
        (77, 3000, [1, 0, 76, 77, 78, 0, 3000]),
        (2998, 3000, [1, 0, 2997, 2998, 2999, 3000]),
        (3000, 3000, [1, 0, 2999, 3000]),
    ],
)
def test_pages_shown_skip_only_what_a_gap_saves(number: int, last: int, shown: list[int]) -> None:
    assert list(kreiswissen._pages_shown(number, last)) == shown


def test_pagination_keeps_the_other_parameters_and_marks_the_page() -> None:
    html = rendered("{% pagination 2 3 %}", "/fragen/?q=%22a%22%26b&page=2&topic=x&topic=y")
    assert 'href="?q=%22a%22%26b&amp;topic=x&amp;topic=y&amp;page=3"' in html
    assert html.count('aria-current="page"') == 1
    assert html.count('rel="prev"') == html.count('rel="next"') == 1


def test_pagination_of_one_page_is_nothing() -> None:
    assert rendered("{% pagination 1 1 %}").strip() == ""


def test_frozen_part_follows_the_language() -> None:
    source = '{% frozen "components/site_login.html" %}'
    with override("en"):
        english = rendered(source)
    with override("de"):
        german = rendered(source)
    with override("en"):
        assert rendered(source) == english
    assert english != german
    assert "Log in" in english


@pytest.mark.parametrize(
    ("path", "section"),
    [("/fragen/stellen/", "fragen"), ("/", ""), ("/%00evil/", ""), ("/konto/", "konto")],
)
def test_section_is_one_of_the_few_known(path: str, section: str) -> None:
    assert rendered("{% section as s %}{{ s }}", path) == section


class Form(forms.Form):
    title = forms.CharField(label="Titel", help_text="Kurz")
    kind = forms.ChoiceField(
        label="Art", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect
    )
    channels = forms.MultipleChoiceField(
        label="Kanäle", choices=[("f", "Facebook")], widget=forms.CheckboxSelectMultiple
    )
    agreed = forms.BooleanField(label="Einverstanden")
    note = forms.CharField(label="Notiz", required=False, widget=forms.Textarea)

    def clean(self) -> None:
        raise forms.ValidationError("Zusammen passt das nicht.")


def test_form_says_what_is_wrong_and_links_to_the_fields() -> None:
    html = str(Form({}))
    assert "data-error-summary" in html
    assert "<li>Zusammen passt das nicht.</li>" in html
    for target in ("id_title", "id_kind_0", "id_channels_0", "id_agreed"):
        assert f'<a href="#{target}">' in html
        assert f'id="{target}"' in html


def test_field_names_its_hint_and_its_error() -> None:
    html = str(Form({})["title"].as_field_group())
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_title_helptext"' in html
    assert 'id="id_title_error"' in html
    assert "kern-form-input__input--error" in html


def test_boxes_and_radios_get_their_own_look() -> None:
    html = str(Form())
    assert html.count("kern-form-check__radio") == 2
    assert html.count("kern-form-check__checkbox") == 2
    assert "data-error-summary" not in html


def test_only_optional_fields_are_marked() -> None:
    assert str(Form()).count("kern-label__optional") == 1


def test_markup_in_labels_and_choices_is_escaped() -> None:
    class Evil(forms.Form):
        field = forms.MultipleChoiceField(
            label="<b>x", choices=[("1", "<i>y")], widget=forms.CheckboxSelectMultiple
        )

    html = str(Evil({"field": ["nope"]}))
    assert "<b>" not in html
    assert "<i>" not in html
