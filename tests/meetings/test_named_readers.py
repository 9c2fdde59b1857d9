"""An item that opens to readers named one by one: for everybody else it stands as a confidential item, and no more."""

import subprocess
import zipfile
from datetime import date, time
from io import BytesIO

import pytest
from django.urls import reverse

from meetings.enums import ItemKind
from meetings.models import AgendaItem, ItemReader, Meeting, MinutesDocument, PaperVersion
from meetings.services import agenda, day, minutes, packs, planning, readers
from reports.replay.papers import stand_in
from subgroup import clock
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.models import Message
from tests.factories import holder, make_meeting, seat
from tests.meetings import year
from tests.meetings.papers import sent

pytestmark = pytest.mark.django_db
WORD = "CANARY"
AT = moment(date(2017, 4, 3), time(10))
THEN = moment(date(2017, 4, 20), time(11))
UNNAMED = ("business_manager", "vice_chair", "member", "deputy", "auditor", "independent_chair")
NAMED = ("business_support", "chair")


@pytest.fixture
def support(group):
    return holder(group, "S06")


@pytest.fixture
def chair(group):
    return holder(group, "S01")


@pytest.fixture
def meeting(group) -> Meeting:
    return make_meeting(group, date(2017, 4, 20))


@pytest.fixture
def item(meeting) -> AgendaItem:
    sent(meeting, "Open audit", "S03", at=AT)
    return sent(
        meeting, f"{WORD} allegation", "S16", at=AT, name=f"{WORD}.pdf", data=stand_in(f"{WORD} paper"),
        recommendation=f"{WORD} is asked",
    )  # fmt: skip


@pytest.fixture
def kept(item, support, chair) -> AgendaItem:
    readers.name(item=item, people=[chair], by=support, at=AT)
    return item


def address(group, name: str, *args: object) -> str:
    return reverse(f"meetings:{name}", args=[group.slug, *args])


def body(client, url: str) -> tuple[int, bytes]:
    answer = client.get(url)
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    return answer.status_code, data


def pdf_text(data: bytes) -> str:
    run = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True)
    return run.stdout.decode()


def publish(meeting, support, chair):
    agenda.approve(meeting=meeting, by=chair, at=AT)
    return packs.render(packs.publish(meeting=meeting, by=support, at=AT, change_note=""))


def hold(meeting, item, support, chair, owner) -> None:
    """Held, with a note, a decision and an action on the item, and its minutes circulated."""
    day.open_meeting(
        meeting=meeting, chaired_by_seat=seat(meeting.group, "S01"), by=support, at=moment(meeting.day, time(9, 30))
    )  # fmt: skip
    codes = {seat(meeting.group, code).pk: presence for code, presence in year.codes(1).items()}
    day.record_all(meeting=meeting, presences=codes, by=support, at=THEN)
    day.confirm_attendance(meeting=meeting, by=support, at=THEN)
    common = {"meeting": meeting, "item": item, "by": support, "at": THEN}
    minutes.save_text(text=f"{WORD} note", version=0, **common)
    minutes.record_decision(text=f"{WORD} decision", **common)
    minutes.record_action(owner=owner, text=f"{WORD} action", due_on=date(2017, 5, 12), **common)
    minutes.approve(meeting=meeting, by=chair, at=THEN)
    minutes.circulate(meeting=meeting, by=support, at=THEN)


def test_who_names_and_who_sent_it_are_always_among_the_readers(group, kept, support, chair):
    assert {one.name for one in readers.named(kept)} == {support.name, chair.name, holder(group, "S16").name}


def test_a_naming_is_ended_and_kept_on_record_and_naming_nobody_opens_the_item_again(
    group, kept, support, chair
):
    other = holder(group, "S02")
    readers.name(item=kept, people=[other], by=support, at=THEN)
    assert {one.name for one in readers.named(kept)} == {support.name, other.name, holder(group, "S16").name}
    ended = ItemReader.objects.get(person=chair)
    assert (ended.ended_by, ended.ended_at) == (support, THEN)
    readers.name(item=kept, people=[], by=support, at=THEN)
    assert readers.named(kept) == []
    assert ItemReader.objects.count() == 4, "the record of them stays"


def test_pressed_twice_names_everybody_once(kept, support, chair):
    readers.name(item=kept, people=[chair], by=support, at=THEN)
    assert ItemReader.objects.count() == 3


def test_who_has_no_right_to_confidential_papers_is_not_named(group, item, support):
    outsider = holder(group, "S03")
    outsider.holdings.update(ends_on=date(2017, 3, 31))
    with pytest.raises(NotAllowed, match="may not read what is confidential"):
        readers.name(item=item, people=[outsider], by=support, at=AT)
    assert not ItemReader.objects.exists()


def test_items_that_come_by_themselves_or_are_about_something_else_take_no_readers(meeting, support, chair):
    agenda.prepare(meeting=meeting, at=AT)
    case = agenda.add_item(
        meeting=meeting, title="A case", by=support, at=AT, subject_kind="case", subject_id="1"
    )
    for item in (meeting.items.get(kind=ItemKind.MINUTES), case):
        with pytest.raises(NotAllowed):
            readers.name(item=item, people=[chair], by=support, at=AT)


def test_before_it_is_published_nobody_else_finds_it(group, kept, meeting, client_as):
    version = PaperVersion.objects.get(file__name__startswith=WORD)
    with clock.frozen(AT):
        for role in UNNAMED:
            client = client_as(role)
            assert body(client, address(group, "item", kept.pk))[0] == 404, role
            assert body(client, address(group, "paper_file", version.pk))[0] in (403, 404), role
            for url in (
                address(group, "detail", meeting.pk), address(group, "desk", meeting.pk), address(group, "list"),
                reverse("search", args=[group.slug]) + f"?q={WORD}", reverse("group_home", args=[group.slug]),
                reverse("changes:of", args=[group.slug, "meetings.agendaitem", kept.pk]),
            ):  # fmt: skip
                said = (
                    body(client, url)[1]
                    .replace(f'value="{WORD}"'.encode(), b"")
                    .replace(f"“{WORD}”".encode(), b"")
                )
                assert WORD.encode() not in said, (role, url)  # fmt: skip
        for role in NAMED:
            assert WORD.encode() in body(client_as(role), address(group, "item", kept.pk))[1], role
            assert WORD.encode() in body(client_as(role), address(group, "desk", meeting.pk))[1], role


def test_A3_the_pack_of_everybody_else_has_a_sheet_in_its_place_with_the_same_page_numbers(
    group, kept, meeting, support, chair, client_as
):
    pack = publish(meeting, support, chair)
    with clock.frozen(AT):
        for role in UNNAMED:
            client = client_as(role)
            page = body(client, address(group, "pack", meeting.pk))[1].decode()
            assert "Confidential item" in page, role
            assert "kept for the people named" in page, role
            own = pdf_text(body(client, address(group, "pack_file", pack.pk))[1])
            assert "kept for the people named" in " ".join(own.split()), role
            archive = zipfile.ZipFile(BytesIO(body(client, address(group, "zip", meeting.pk))[1]))
            papers = body(client, address(group, "papers"))[1].decode()
            told = [page, own, papers, *archive.namelist()]
            assert not any(WORD in text for text in told), role
        full = pdf_text(body(client_as("chair"), address(group, "pack_file", pack.pk))[1])
        assert f"{WORD} paper" in full
        (sheet,) = [text for text in full.split("\f") if f"{WORD} paper" in text and "invented" in text]
        assert "CONFIDENTIAL" in sheet, "every page of its papers is marked"
        assert full.count("\f") == own.count("\f")


def test_minutes_decisions_actions_and_mail_of_it_are_for_the_readers_alone(
    group, kept, meeting, support, chair, client_as
):
    publish(meeting, support, chair)
    hold(meeting, kept, support, chair, seat(group, "S16"))
    open_, whole = MinutesDocument.objects.order_by("confidential")
    assert WORD not in str(open_.snapshot)
    assert WORD in str(whole.snapshot)
    pages = [
        address(group, "minutes", meeting.pk) + "?read=1", address(group, "decisions"),
        reverse("actionplans:list", args=[group.slug]), address(group, "detail", meeting.pk),
    ]  # fmt: skip
    with clock.frozen(THEN):
        for role in UNNAMED:
            client = client_as(role)
            for url in pages:
                assert WORD.encode() not in body(client, url)[1], (role, url)
            assert body(client, address(group, "minutes_file", meeting.pk, whole.pk))[0] == 404, role
        for url in pages[:3]:
            assert WORD.encode() in body(client_as("chair"), url)[1], url
    for message in Message.objects.all():
        assert WORD not in message.subject + message.text + message.html


def test_a_paper_that_came_into_the_minutes_before_is_read_as_a_page_alone(
    group, item, meeting, support, chair, client_as
):
    hold(meeting, item, support, chair, seat(group, "S16"))
    (document,) = MinutesDocument.objects.all()
    readers.name(item=item, people=[chair], by=support, at=THEN)
    with clock.frozen(THEN):
        member = client_as("member")
        assert body(member, address(group, "minutes_file", meeting.pk, document.pk))[0] == 404
        page = body(member, address(group, "minutes", meeting.pk))[1].decode()
        assert WORD not in page
        assert "Confidential item" in page


def test_readers_go_with_the_item_when_it_is_carried_over(group, kept, meeting, chair, client_as):
    following = make_meeting(group, date(2017, 6, 1))
    planning.cancel(meeting=meeting, reason="Snow", by=chair, at=AT)
    carried = following.items.get(kind=ItemKind.CARRIED, title__startswith=WORD)
    assert {one.name for one in readers.named(carried)} == {one.name for one in readers.named(kept)}
    with clock.frozen(AT):
        assert body(client_as("member"), address(group, "item", carried.pk))[0] == 404
        assert body(client_as("chair"), address(group, "item", carried.pk))[0] == 200
    readers.name(item=carried, people=[], by=chair, at=AT)
    assert readers.named(kept) == []


def test_the_page_names_readers_keeps_what_was_chosen_and_says_who_is_always_among_them(
    group, item, support, chair, client_as
):
    url = address(group, "item_readers", item.pk)
    with clock.frozen(AT):
        client = client_as("business_support")
        page = body(client, url)[1].decode()
        assert "People (optional)" not in page
        assert f"Always among them: {support.name} and {holder(group, 'S16').name}" in page
        seen = {"seen": page.split('name="seen" value="')[1].split('"')[0]}
        refused = client.post(url, {"who": "named", **seen})
        assert refused.status_code == 422
        assert "Choose who reads it" in refused.content.decode()
        answer = client.post(url, {"who": "named", "people": [chair.pk], **seen}, follow=True)
        assert "Named readers only" in answer.content.decode()
        assert chair.name in answer.content.decode()
        assert client_as("member").post(url, {"who": "all"}).status_code == 403
        assert client_as("vice_chair").post(url, {"who": "all"}).status_code == 404
        late = client.post(url, {"who": "named", "people": [holder(group, "S02").pk], **seen})
        assert late.status_code == 422
        assert "The list of readers was changed" in late.content.decode()
        assert f"Named now: {support.name}, " in late.content.decode()
        seen = {"seen": late.content.decode().split('name="seen" value="')[1].split('"')[0]}
        client.post(url, {"who": "all", "people": [chair.pk], **seen})
    assert readers.named(item) == []


def test_the_mail_with_the_minutes_names_no_action_of_it_to_an_owner_who_is_no_reader(
    group, kept, meeting, support, chair
):
    hold(meeting, kept, support, chair, seat(group, "S03"))
    (mail,) = Message.objects.filter(kind="minutes_circulated", recipient=holder(group, "S03"))
    assert "A1" not in mail.text
