"""What is changed, recorded and refused; and what happens to the one who is second."""

import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from PIL import Image

from portal.channels import actions, jobs
from portal.channels.evidence import is_unchanged
from portal.channels.mails import mail_confirmation_due
from portal.channels.models import Channel, ChannelEvent, ChannelFigure, ChannelSnapshot
from portal.channels.personal_data import CHANNELS
from portal.kernel.content import Reference
from portal.kernel.pictures import clean_image
from portal.kernel.verdict import Refused
from portal.members.models import Organisation, User
from portal.outbox.models import Entry
from tests.factories.channels import channel_draft, record
from tests.factories.members import HARBURG, OSNABRUECK, organisation

pytestmark = pytest.mark.django_db


def facts() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("fact", flat=True))


def picture(exif: bytes = b"", size: tuple[int, int] = (8, 8)) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("foto.jpg", out.getvalue())


def test_a_keeper_records_a_channel(keeper: User) -> None:
    channel = record(keeper, since=date(2023, 3, 17), members_only_fields=["unit", "name"])
    assert (channel.organisation.ags, channel.since) == (HARBURG, date(2023, 3, 1))
    assert channel.members_only_fields == ["unit"]
    assert [event.what for event in channel.events.all()] == ["recorded"]
    assert facts() == ["ChannelRecorded"]


def test_sent_twice_is_recorded_once(keeper: User) -> None:
    mine, now = organisation(HARBURG), timezone.now()
    for _ in range(2):
        actions.record_channel(
            actor=keeper, organisation=mine, draft=channel_draft(), key="a" * 32, now=now
        )
    assert Channel.objects.count() == 1


def test_anothers_key_makes_an_entry_of_ones_own(keeper: User, neighbour: User) -> None:
    theirs = record(neighbour)
    mine = actions.record_channel(
        actor=keeper,
        organisation=organisation(HARBURG),
        draft=channel_draft(),
        key=theirs.key,
        now=timezone.now(),
    )
    assert (mine.organisation.ags, mine.key == theirs.key) == (HARBURG, False)


@pytest.mark.parametrize("who", ["staff", "neighbour"])
def test_others_record_nothing(who: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(Refused):
        actions.record_channel(
            actor=request.getfixturevalue(who),
            organisation=organisation(HARBURG),
            draft=channel_draft(),
            now=timezone.now(),
        )


def test_a_suspended_county_keeps_nothing(keeper: User) -> None:
    channel = record(keeper)
    organisation(HARBURG, Organisation.Status.SUSPENDED)
    late = User.objects.get(pk=keeper.pk)
    with pytest.raises(Refused):
        actions.confirm_channel(actor=late, channel=channel, now=timezone.now())


def test_one_address_stands_once_per_county(keeper: User, neighbour: User) -> None:
    record(keeper)
    record(neighbour)
    with pytest.raises(actions.AddressTaken):
        record(keeper, address="https://SOCIAL.example.org/@landkreis/")


def test_a_stale_edit_is_told(keeper: User) -> None:
    channel, now = record(keeper), timezone.now()
    edited = actions.edit_channel(
        actor=keeper, channel=channel, draft=channel_draft(unit="Stab"), version=1, now=now
    )
    assert (edited.version, edited.unit) == (2, "Stab")
    assert edited.events.first().changes == {"unit": ["Pressestelle", "Stab"]}
    with pytest.raises(actions.EditConflict):
        actions.edit_channel(
            actor=keeper, channel=channel, draft=channel_draft(unit="X"), version=1, now=now
        )


def test_of_two_closes_one_is_told(keeper: User) -> None:
    channel, now = record(keeper), timezone.now()
    stale = Channel.objects.get(pk=channel.pk)
    close = {"actor": keeper, "until": date(2025, 5, 9), "lessons": "Zu wenig Zeit.", "now": now}
    closed = actions.close_channel(channel=channel, **close)
    assert (closed.state, closed.until) == ("closed", date(2025, 5, 1))
    with pytest.raises(actions.StateConflict):
        actions.close_channel(channel=stale, **close)
    assert facts() == ["ChannelRecorded", "ChannelStateChanged"]


def test_closing_needs_lessons_and_an_end_after_the_beginning(keeper: User) -> None:
    channel, now = record(keeper), timezone.now()
    for until, lessons in ((date(2025, 1, 1), " \u200b"), (date(2020, 1, 1), "Gelernt")):
        with pytest.raises(actions.Incomplete):
            actions.close_channel(
                actor=keeper, channel=channel, until=until, lessons=lessons, now=now
            )
    with pytest.raises(actions.Incomplete):
        actions.change_state(actor=keeper, channel=channel, to="closed", now=now)


def test_states_follow_the_table(keeper: User) -> None:
    channel, now = record(keeper), timezone.now()
    assert actions.change_state(actor=keeper, channel=channel, to="paused", now=now).state
    with pytest.raises(actions.StateConflict):
        actions.change_state(actor=keeper, channel=channel, to="planned", now=now)
    actions.close_channel(
        actor=keeper, channel=channel, until=date(2025, 1, 1), lessons="Gelernt", now=now
    )
    again = actions.change_state(actor=keeper, channel=channel, to="active", now=now)
    assert (again.state, again.until, again.lessons) == ("active", None, "Gelernt")


@pytest.mark.parametrize(
    "values",
    [
        {"state": "gone"},
        {"state": "closed"},
        {"until": date(2025, 1, 1)},
        {"address": "http://example.org"},
        {"address": ""},
        {"visibility": "county"},
    ],
)
def test_the_database_refuses_what_does_not_fit(keeper: User, values: dict[str, object]) -> None:
    channel = record(keeper)
    with pytest.raises(IntegrityError), transaction.atomic():
        Channel.objects.filter(pk=channel.pk).update(**values)


def test_the_maker_removes_a_wrong_entry_within_a_day(keeper: User, neighbour: User) -> None:
    now = timezone.now()
    channel = record(keeper, now=now)
    with pytest.raises(Refused):
        actions.remove_channel(actor=neighbour, channel=channel, now=now)
    with pytest.raises(Refused):
        actions.remove_channel(actor=keeper, channel=channel, now=now + timedelta(hours=25))
    actions.remove_channel(actor=keeper, channel=channel, now=now)
    assert (Channel.objects.count(), ChannelEvent.objects.count()) == (0, 0)
    assert facts() == ["ChannelRecorded", "ChannelRemoved"]


def test_staff_records_figures_and_the_same_day_is_corrected(
    keeper: User, staff: User, neighbour: User
) -> None:
    channel, now = record(keeper), timezone.now()
    for value in (10, 12):
        figure = actions.Figure(on=date(2025, 1, 1), kind="followers", value=value)
        actions.record_figures(actor=staff, channel=channel, figures=[figure], now=now)
    assert [one.value for one in ChannelFigure.objects.all()] == [12]
    with pytest.raises(Refused):
        actions.record_figures(actor=neighbour, channel=channel, figures=[figure], now=now)


def test_a_snapshot_is_kept_without_metadata_and_bears_witness(keeper: User) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Kamera von Karl"
    upload = picture(exif.tobytes())
    assert b"Kamera" in upload.read()
    upload.seek(0)
    snapshot = actions.take_snapshot(
        actor=keeper,
        channel=record(keeper),
        taken_on=date(2025, 1, 1),
        text="",
        image=clean_image(upload),
        alt_text="Die Seite",
        now=timezone.now(),
    )
    with snapshot.image.open() as file:
        data = file.read()
    assert (b"Kamera" in data, snapshot.image_type) == (False, "image/jpeg")
    assert "foto" not in snapshot.image.name
    assert is_unchanged(ChannelSnapshot.objects.get())
    ChannelSnapshot.objects.update(text="anders")
    assert not is_unchanged(ChannelSnapshot.objects.get())
    snapshot.image.storage.delete(snapshot.image.name)


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("x.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
        SimpleUploadedFile("x.png", b"<html>"),
        SimpleUploadedFile("x.jpg", b"\xff\xd8\xff" + b"x" * 100),
        SimpleUploadedFile("x.jpg", b"x" * 6_000_000),
    ],
)
def test_what_is_no_picture_is_refused(upload: SimpleUploadedFile) -> None:
    with pytest.raises(ValidationError):
        clean_image(upload)


def test_an_image_bomb_is_refused() -> None:
    with pytest.raises(ValidationError):
        clean_image(picture(size=(8_000, 4_000)))


def test_confirmation_is_asked_for_twice_and_then_no_more(keeper: User, mailoutbox) -> None:
    start = timezone.now()
    channel = record(keeper, now=start)
    record(keeper, now=start, platform="facebook", address="https://facebook.example/kreis")

    def asked(days: int) -> int:
        return jobs.remind_of_confirmation(start + timedelta(days=days))

    assert [asked(days) for days in (364, 366, 367, 395, 397, 500)] == [0, 1, 0, 0, 1, 0]
    reference = Reference("organisation", channel.organisation.slug)
    for _ in range(2):
        assert mail_confirmation_due([reference]) == {}
    assert [mail.to for mail in mailoutbox] == [[f"Karl Koordination <{keeper.email}>"]]
    assert mailoutbox[0].body.count("/kanaele/landkreis-harburg/") == 2
    for one in Channel.objects.all():
        actions.confirm_channel(actor=keeper, channel=one, now=start + timedelta(days=501))
    assert [asked(days) for days in (502, 800, 867)] == [0, 0, 1]


def test_import_adds_and_brings_in_line(keeper: User) -> None:
    mine = organisation(HARBURG)
    record(keeper)
    drafts = [
        channel_draft(unit="Stab"),
        channel_draft("facebook", address="https://facebook.example/kreis"),
    ]
    for expected in ((1, 1), (0, 2)):
        assert expected == actions.import_channels(
            actor=keeper, organisation=mine, drafts=drafts, now=timezone.now()
        )
    assert Channel.objects.count() == 2
    assert Channel.objects.get(platform__slug="mastodon").unit == "Stab"
    with pytest.raises(Refused):
        actions.import_channels(
            actor=keeper,
            organisation=organisation(OSNABRUECK),
            drafts=drafts,
            now=timezone.now(),
        )


def test_erasure_forgets_who_but_not_what(keeper: User) -> None:
    channel = record(keeper)
    assert [row["what"] for row in CHANNELS.export(keeper)] == ["recorded"]
    CHANNELS.erase(keeper)
    channel.refresh_from_db()
    assert (channel.recorded_by, channel.confirmed_by) == (None, None)
    assert [event.actor for event in channel.events.all()] == [None]
