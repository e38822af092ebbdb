"""Press releases of the story: one is out, with a picture and rights, one waits for its time."""

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw

from portal.demo import story
from portal.importing.lookup import Lookup
from portal.kernel.content import new_key
from portal.members.models import Organisation, User
from portal.members.queries import leaders_of
from portal.pages.actions import Contact, NewRelease, bring_in_release, edit_press_office
from portal.pages.models import NewsPage
from portal.pages.reading import read_release
from portal.publishing.models import Picture
from portal.taxonomy.models import Topic

_ABOUT = (
    "Der Landkreis Osnabrück liegt im Südwesten Niedersachsens. In seinen Städten und Gemeinden "
    "leben rund 360.000 Menschen."
)
_SKY, _WALL, _GLASS, _GRASS = "#bcd9ee", "#d9cbb4", "#5d7a8c", "#7f9d6b"


@transaction.atomic
def load_press_releases() -> None:
    """Bring them in as their counties do, and release them."""
    for line in story.PRESS.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        organisation = Lookup().organisation(told["organisation"], "organisation")
        _load(told, organisation, leaders_of(organisation)[0])


def _load(told: Mapping[str, Any], organisation: Organisation, keeper: User) -> None:
    text = read_release(told["text"])
    if days := told.get("embargo_in_days"):
        day = timezone.localdate() + timedelta(days=days)
        text = replace(text, embargo_until=timezone.make_aware(datetime.combine(day, time(10))))
    contact = Contact(
        about=_ABOUT, unit=text.contact_unit, phone=text.contact_phone, email=text.contact_email
    )
    edit_press_office(actor=keeper, organisation=organisation, contact=contact, now=timezone.now())
    wanted = NewRelease(
        text=text,
        organisation=organisation,
        visibility="public",
        topics=Topic.objects.filter(slug__in=told["topics"]),
    )
    page = bring_in_release(actor=keeper, wanted=wanted, key=new_key())
    _release(page, told, keeper)


def _release(page: NewsPage, told: Mapping[str, Any], keeper: User) -> None:
    if "published_at" in told:
        day = datetime.fromisoformat(told["published_at"])
        page.published_at = timezone.make_aware(day.replace(hour=9))
    if "picture" in told:
        blocks = [*page.body.raw_data, _picture(told["picture"], keeper)]
        page.body = json.dumps([{"type": one["type"], "value": one["value"]} for one in blocks])
    page.save_revision(user=keeper).publish()


def _picture(told: Mapping[str, Any], keeper: User) -> dict[str, Any]:
    picture = Picture.objects.create(
        title=told["title"],
        uploaded_by_user=keeper,
        file=ImageFile(_drawing(), name="kreishaus.png"),
        **{name: told[name] for name in ("credit", "rights_holder", "licence")},
    )
    shown = {"image": picture.pk, "alt": told["alt"], "decorative": False}
    return {"type": "picture", "value": {**shown, "caption": told["caption"]}}


def _drawing() -> io.BytesIO:
    """Draw a house with many windows: a picture that is ours."""
    image = Image.new("RGB", (960, 540), _SKY)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 430, 960, 540), fill=_GRASS)
    draw.rectangle((180, 150, 780, 450), fill=_WALL)
    for row in range(4):
        for column in range(9):
            left, top = 205 + column * 64, 175 + row * 64
            draw.rectangle((left, top, left + 40, top + 40), fill=_GLASS)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    out.seek(0)
    return out
