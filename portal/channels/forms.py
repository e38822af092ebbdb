"""The register's forms."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from portal.channels.actions import Draft
from portal.channels.links import LINK_LENGTH, safe_link
from portal.channels.models import (
    LINE_LENGTH,
    TEXT_LENGTH,
    VISIBILITIES,
    Channel,
    ChannelFigure,
    Hideable,
    State,
)
from portal.channels.reading import require_complete
from portal.channels.values import day_of, month_start_of, number_of
from portal.kernel.content import new_key
from portal.kernel.pictures import CleanImage, clean_image
from portal.kernel.text import clean_line, clean_text
from portal.taxonomy.models import Platform

_KEY = re.compile(r"[0-9a-f]{32}")
MONTH_HELP = _("For example 03.2019")
LESSONS_HELP = _("What did you learn? What would you tell a county that is about to start?")


class LineField(forms.CharField):
    """One line, without control characters."""

    def clean(self, value: Any) -> str:
        """Check what is left of it: a line of invisible characters is empty."""
        cleaned: str = super().clean(clean_line(str(value or "")))
        return cleaned


class LinkField(forms.CharField):
    """An https address; nobody fetches it."""

    def __init__(self, **options: Any) -> None:
        widget = forms.URLInput(attrs={"autocomplete": "off"})
        super().__init__(max_length=LINK_LENGTH, widget=widget, **options)

    def clean(self, value: Any) -> str:
        """Bring it into one spelling."""
        cleaned: str = super().clean(value)
        return safe_link(cleaned) if cleaned else ""


class MonthField(forms.CharField):
    """A month."""

    def clean(self, value: Any) -> Any:
        """Read it as people write months."""
        cleaned: str = super().clean(value)
        return month_start_of(cleaned) if cleaned else None


class DayField(forms.CharField):
    """A day that is not to come."""

    def __init__(self, *, today: date, **options: Any) -> None:
        super().__init__(**options)
        self.today = today

    def clean(self, value: Any) -> Any:
        """Read it as people write days."""
        cleaned = day_of(super().clean(value))
        if cleaned > self.today:
            raise ValidationError(_("This day is still to come."))
        return cleaned


def _text_field(label: Any, help_text: Any = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ChannelFields(forms.Form):
    """What the register says about a channel."""

    platform = forms.ModelChoiceField(
        Platform.objects.all(), label=_("Platform"), to_field_name="slug"
    )
    name = LineField(
        label=_("Name or handle"), max_length=LINE_LENGTH, help_text=_("For example @landkreis_x")
    )
    address = LinkField(label=_("Address"), required=False, help_text=_("Begins with https://"))
    since = MonthField(label=_("Since"), required=False, help_text=MONTH_HELP)
    until = MonthField(label=_("Until"), required=False, help_text=_("Closed channels only."))
    unit = LineField(
        label=_("Unit in charge"),
        max_length=LINE_LENGTH,
        required=False,
        help_text=_("A unit, not a person: “Press office”."),
    )
    service_hours = LineField(
        label=_("Service hours"),
        max_length=LINE_LENGTH,
        required=False,
        help_text=_("When does somebody answer? “Mon–Fri 8–16”"),
    )
    netiquette_url = LinkField(label=_("Address of the netiquette"), required=False)
    imprint_url = LinkField(label=_("Address of the imprint"), required=False)
    privacy_url = LinkField(label=_("Address of the privacy statement"), required=False)
    languages = LineField(label=_("Languages"), max_length=LINE_LENGTH, required=False)
    accessibility = _text_field(
        _("Accessibility"), _("Subtitles, alternative texts, plain language …")
    )
    lessons = _text_field(_("Lessons"), LESSONS_HELP)
    visibility = forms.ChoiceField(
        label=_("Who may see this channel?"),
        choices=VISIBILITIES,
        initial="public",
        widget=forms.RadioSelect,
    )
    members_only_fields = forms.MultipleChoiceField(
        label=_("Show to members only"),
        choices=Hideable.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The public sees the channel without these parts, and does not find them."),
    )
    state = State.ACTIVE.value

    def clean(self) -> dict[str, Any]:
        """Parts must fit each other."""
        cleaned = super().clean() or {}
        if not self.errors:
            require_complete(self.draft)
        return cleaned

    @property
    def draft(self) -> Draft:
        """The channel as it was typed, once the form is valid."""
        names = Draft.__dataclass_fields__
        values = {name: value for name, value in self.cleaned_data.items() if name in names}
        return Draft(**({"state": self.state} | values))


class AddChannelForm(ChannelFields):
    """Put a channel into the register; the key makes sending it twice record it once."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    state = forms.ChoiceField(  # type: ignore[assignment]  # asked for here only
        label=_("State"), choices=State.choices, initial=State.ACTIVE
    )
    field_order = ("key", "platform", "name", "address", "state")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", new_key())

    def clean_key(self) -> str:
        """A key that is not ours is replaced, not trusted."""
        key: str = self.cleaned_data["key"]
        return key if _KEY.fullmatch(key) else new_key()


class EditChannelForm(ChannelFields):
    """Change an entry; the version says on which one the person works."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, channel: Channel, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.state = channel.state
        if channel.state != State.CLOSED:
            del self.fields["until"]

    def work_on(self, version: int) -> None:
        """Let what was typed be saved over this version next."""
        typed = QueryDict(mutable=True)
        typed.update(self.data)
        typed["version"] = str(version)
        self.data = typed


def initial_of(channel: Channel) -> dict[str, Any]:
    """Return the values with which a form to change a channel opens."""
    plain = {name: getattr(channel, name) for name in ChannelFields.base_fields}
    return plain | {
        "platform": channel.platform.slug,
        "since": channel.since.strftime("%m.%Y") if channel.since else "",
        "until": channel.until.strftime("%m.%Y") if channel.until else "",
        "version": channel.version,
    }


class CloseForm(forms.Form):
    """Close a channel."""

    until = MonthField(label=_("Until"), help_text=MONTH_HELP)
    lessons = _text_field(_("Why do you close it? Lessons"), LESSONS_HELP, required=True)

    def __init__(self, channel: Channel, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channel = channel

    def clean_until(self) -> date:
        """It ends after it began."""
        until: date = self.cleaned_data["until"]
        if self.channel.since and until < self.channel.since:
            raise ValidationError(_("The end lies before the beginning."))
        return until

    def clean_lessons(self) -> str:
        """Something must be left when control characters are gone."""
        return _filled(self.cleaned_data["lessons"])


class StateForm(forms.Form):
    """Start, pause or reopen."""

    to = forms.ChoiceField(choices=[(one, one) for one in (State.ACTIVE, State.PAUSED)])


class FigureForm(forms.Form):
    """One figure by hand."""

    kind = forms.ChoiceField(label=_("What was counted"), choices=ChannelFigure.Kind.choices)
    value = forms.CharField(
        label=_("Number"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    note = LineField(label=_("Source or note"), max_length=LINE_LENGTH, required=False)

    def __init__(self, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"] = DayField(
            today=today, label=_("Day"), max_length=10, help_text=_("For example 31.12.2025")
        )
        self.order_fields(["on", "kind", "value", "note"])

    def clean_value(self) -> int:
        """Read it as people write numbers."""
        return number_of(self.cleaned_data["value"])


class SnapshotForm(forms.Form):
    """Keep how a channel looks."""

    text = _text_field(
        _("What is to be seen"), _("Texts, numbers, how it looks: what later readers should know.")
    )
    image = forms.FileField(
        label=_("Picture (PNG, JPEG or WebP, at most 5 MB)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text=_("Please show no names and pictures of citizens."),
    )
    alt_text = LineField(
        label=_("What the picture shows, for those who do not see it"),
        max_length=500,
        required=False,
    )

    def __init__(self, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taken_on"] = DayField(
            today=today, label=_("Day"), max_length=10, initial=today.strftime("%d.%m.%Y")
        )
        self.order_fields(["taken_on", "text", "image", "alt_text"])

    def clean_image(self) -> CleanImage | None:
        """Draw it anew."""
        upload: File[bytes] | None = self.cleaned_data["image"]
        return clean_image(upload) if upload else None

    def clean(self) -> dict[str, Any]:
        """Text or picture, and a picture with its description."""
        cleaned = super().clean() or {}
        cleaned["text"] = clean_text(cleaned.get("text") or "").strip()
        if cleaned.get("image") and not cleaned.get("alt_text"):
            self.add_error("alt_text", _("Please say what the picture shows."))
        if not self.errors and not (cleaned["text"] or cleaned.get("image")):
            raise ValidationError(_("Please give a text or a picture."))
        return cleaned


def _filled(text: str) -> str:
    text = clean_text(text).strip()
    if not text:
        raise ValidationError(_("Please write something."))
    return text
