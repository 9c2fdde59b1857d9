"""A3: one pack from an approved agenda, never changed; later versions keep page numbers and replace nothing silently."""

from datetime import date, time
from functools import partial

import pikepdf
import pytest
from django.urls import reverse

from meetings.enums import AgendaState, ItemState, Marking
from meetings.models import MinutesDocument, Pack, PaperVersion, PersonalPack, Withholding
from meetings.moves import preview_move
from meetings.services import agenda, packs, planning, submission, withholding
from subgroup import ledger
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.models import Deadline, Message
from tests import factories
from tests.factories import holder, make_meeting
from tests.meetings.papers import pdf_bytes, sent, stored

pytestmark = pytest.mark.django_db
DAY = date(2017, 4, 20)  # publish by Tuesday 11 April 2017
AT = moment(date(2017, 3, 30), time(10))
DUE = date(2017, 4, 11)


@pytest.fixture
def meeting(group):
    meeting = make_meeting(group, DAY, place="Meeting Room 2, Civic Centre")
    ledger.owe(
        group=group, rule="publish", subject_kind="meeting", subject_id=meeting.pk, trigger_on=DAY,
        owner=("role", "business_support"), label="Pack of M1", at=AT,
    )  # fmt: skip
    return meeting


send = partial(sent, at=AT)


def publish(meeting, at=AT, note="", *, approve=True):
    if approve and meeting.agenda_state != AgendaState.PUBLISHED:
        agenda.approve(meeting=meeting, by=holder(meeting.group, "S01"), at=at)
    return packs.publish(meeting=meeting, by=holder(meeting.group, "S06"), at=at, change_note=note)


def reword(meeting):
    meeting.items.update(recommendation="In other words")


def labels(pack):
    return {entry.title: entry.labels for entry in packs.entries_of(pack) if not entry.withdrawn}


def test_A3_pack_needs_an_approved_agenda(meeting):
    send(meeting)
    with pytest.raises(NotAllowed, match="chair or the vice chair has approved"):
        publish(meeting, approve=False)
    assert not Pack.objects.exists()


@pytest.mark.parametrize(
    ("at", "late"), [(moment(DUE, time(23, 59)), False), (moment(date(2017, 4, 12), time(0, 1)), True)]
)
def test_A3_publication_stops_the_clock_on_its_london_day(meeting, at, late):
    send(meeting)
    publish(meeting, at)
    deadline = Deadline.objects.get(rule="publish", subject_id=str(meeting.pk))
    assert deadline.met_on == at.date()
    assert deadline.is_late(DAY) is late


def test_A3_a_second_version_does_not_move_the_day_of_publication(meeting):
    send(meeting)
    publish(meeting, moment(DUE, time(9)))
    reword(meeting)
    publish(meeting, moment(date(2017, 4, 12), time(9)), "New paper for item 1")
    assert Deadline.objects.get(rule="publish").met_on == DUE


def test_A3_everybody_is_told_once_per_version(meeting):
    send(meeting)
    publish(meeting)
    reword(meeting)
    publish(meeting, note="CANARY has a new page 3")
    told = Message.objects.filter(kind="pack_published")
    people = {holding.holder for holding in packs.seats_on(meeting.group, AT.date()) if holding.holder}
    assert told.count() == 2 * told.values("recipient").distinct().count()
    assert people <= {message.recipient for message in told.select_related("recipient")}
    for message in told:
        assert not any(word in message.text + message.html for word in ("Neglect audit", "CANARY"))


def test_A3_pack_has_a_front_sheet_agenda_bookmarks_and_page_labels(meeting):
    agenda.prepare(meeting=meeting, at=AT)
    send(meeting, pages=3)
    pack = packs.render(publish(meeting))
    assert (pack.state, pack.error) == (Pack.State.READY, "")
    with pikepdf.open(pack.file.full_path) as pdf:
        assert len(pdf.pages) == pack.pages
        with pdf.open_outline() as outline:
            assert any("Paper" in str(entry.title) for entry in _walk(outline.root))
    assert labels(pack) == {"Paper": ("1", "2", "3")}


def _walk(items):
    for item in items:
        yield item
        yield from _walk(item.children)


def test_A3_later_versions_keep_page_numbers_and_earlier_ones_stay_readable(meeting):
    first = send(meeting, "First", pages=2, name="One.pdf")
    send(meeting, "Second", "S16", pages=2, name="Two.pdf")
    one = packs.render(publish(meeting))
    sender = holder(meeting.group, "S09")
    submission.add_version(
        paper=first.papers.get(),
        file=stored(meeting.group, sender, AT, pages=3),
        note="a page more",
        by=sender,
        at=AT,
    )
    late_at = moment(date(2017, 4, 12), time(9))
    late = send(meeting, "Late", "S03", pages=1, name="Three.pdf", at=late_at)
    submission.decide_late(
        item=late, accept=True, reason="needed", by=holder(meeting.group, "S01"), at=late_at
    )
    two = packs.render(publish(meeting, late_at, "First has a new version; Late is new"))
    assert labels(one) == {"One": ("1", "2"), "Two": ("3", "4")}
    assert labels(two) == {"One": ("1", "2", "2.1"), "Two": ("3", "4"), "Three": ("S1",)}
    one.refresh_from_db()
    assert one.file.full_path.is_file()
    assert two.supplement.full_path.is_file()
    assert any("new version" in sentence for sentence in packs.changes_since(two, one))


def test_A3_items_keep_their_numbers_when_one_is_withdrawn_or_added(meeting):
    first = send(meeting, "First")
    send(meeting, "Second", "S16")
    publish(meeting)
    submission.withdraw(item=first, reason="not signed", by=first.submitted_by, at=AT)
    late_at = moment(date(2017, 4, 12), time(9))
    late = send(meeting, "Late", "S03", at=late_at)
    submission.decide_late(
        item=late, accept=True, reason="needed", by=holder(meeting.group, "S01"), at=late_at
    )
    pack = publish(meeting, late_at, "First withdrawn, Late added")
    assert [(item["number"], item["title"]) for item in pack.snapshot["items"]] == [
        ("2", "Second"),
        ("2a", "Late"),
    ]


def test_A3_later_version_needs_a_note_and_order_is_fixed_after_publication(meeting):
    first, second = send(meeting, "First"), send(meeting, "Second", "S16")
    publish(meeting)
    with pytest.raises(NotAllowed, match="Say what changed"):
        publish(meeting)
    with pytest.raises(NotAllowed, match="keep their numbers"):
        agenda.reorder(
            meeting=meeting, item_ids=[second.pk, first.pk], by=holder(meeting.group, "S06"), at=AT
        )


def test_A3_undecided_late_item_stays_out_of_the_pack(meeting):
    late = send(meeting, "Late", at=moment(date(2017, 4, 5), time(0, 1)))
    send(meeting, "In time", "S16")
    pack = publish(meeting)
    assert [item["title"] for item in pack.snapshot["items"]] == ["In time"]
    assert late.state == ItemState.LATE


def test_A3_rendering_twice_makes_one_pack(meeting):
    send(meeting)
    pack = packs.render(publish(meeting))
    file = pack.file_id
    packs.render(pack)
    assert pack.file_id == file


def test_A3_later_version_asked_for_first_makes_the_earlier_one_before_it(meeting):
    send(meeting, name="One.pdf", pages=2)
    one = publish(meeting)
    reword(meeting)
    two = publish(meeting, note="Other words for item 1")
    packs.render(two)
    one.refresh_from_db()
    assert (one.state, two.state) == (Pack.State.READY, Pack.State.READY)
    assert labels(two) == {"One": ("1", "2")}


def test_A3_paper_that_cannot_be_read_is_a_sheet_and_stops_nothing(meeting):
    item = send(meeting, name="Broken.pdf", pages=2)
    send(meeting, "Second", "S16", name="Good.pdf", pages=2)
    file = PaperVersion.objects.get(paper__item=item).file
    file.full_path.chmod(0o600)
    file.full_path.write_bytes(b"%PDF-1.7 nothing more")
    pack = packs.render(publish(meeting))
    assert pack.state == Pack.State.READY
    assert labels(pack) == {"Broken": ("1",), "Good": ("2", "3")}


def test_A3_pack_is_made_when_the_office_program_is_absent(meeting, monkeypatch):
    monkeypatch.setattr("subgroup.files.convert.available", lambda: False)
    send(meeting, name="Figures.csv", data=b"a,b\n1,2\n")
    pack = packs.render(publish(meeting))
    assert pack.state == Pack.State.READY
    version = PaperVersion.objects.get()
    assert (version.pdf, "papers site" in version.unreadable) == (None, True)


def test_A3_personal_pack_has_the_same_page_numbers_with_a_placeholder(meeting):
    kept = send(meeting, "Kept", pages=3, name="Kept.pdf")
    send(meeting, "Open", "S16", pages=2, name="Open.pdf")
    reader, support = holder(meeting.group, "S16"), holder(meeting.group, "S06")
    Withholding.objects.create(
        item=kept, person=reader, reason="a declared interest", made_at=AT, made_by=support
    )
    pack = packs.render(publish(meeting))
    own = packs.pack_for(pack=pack, person=reader, at=AT)
    assert own != pack.file
    assert packs.pack_for(pack=pack, person=reader, at=AT) == own, "made once, then kept"
    assert PersonalPack.objects.count() == 1
    assert packs.pack_for(pack=pack, person=support, at=AT) == pack.file
    with pikepdf.open(own.full_path) as mine, pikepdf.open(pack.file.full_path) as all_of_it:
        assert len(mine.pages) == len(all_of_it.pages) - 2
        assert str(mine.pages[-1].label) == str(all_of_it.pages[-1].label) == "5"


def test_A3_supplement_is_not_given_where_it_holds_a_withheld_paper(meeting):
    kept = send(meeting, "Kept", name="Kept.pdf")
    reader, sender = holder(meeting.group, "S16"), holder(meeting.group, "S09")
    Withholding.objects.create(
        item=kept, person=reader, reason="a declared interest", made_at=AT, made_by=sender
    )
    packs.render(publish(meeting))
    submission.add_version(
        paper=kept.papers.get(),
        file=stored(meeting.group, sender, AT, data=pdf_bytes(2)),
        note="more",
        by=sender,
        at=AT,
    )
    two = packs.render(publish(meeting, note="Kept has a new version"))
    assert packs.supplement_for(pack=two, person=reader, at=AT) is None
    assert packs.supplement_for(pack=two, person=sender, at=AT) == two.supplement


def test_A3_highest_marking_stands_on_the_pack(meeting):
    send(meeting, marking=Marking.SENSITIVE)
    pack = publish(meeting)
    from meetings.services.pack_contents import spec_of

    assert spec_of(pack).marking == "OFFICIAL-SENSITIVE"


def test_A3_carried_papers_are_in_the_pack_of_the_meeting_they_came_to(meeting):
    send(meeting, "Carried", pages=2, name="Carried.pdf")
    following = make_meeting(meeting.group, date(2017, 6, 1))
    meeting.state, meeting.cancelled_at, meeting.cancel_reason = "cancelled", AT, "leave"
    meeting.save()
    agenda.carry_over(meeting=meeting, at=AT)
    assert labels(packs.render(publish(following))) == {"Carried": ("1", "2")}


def test_A3_what_is_withheld_at_a_later_meeting_is_withheld_in_the_packs_of_earlier_ones_too(meeting):
    """An item that was carried over has the same papers in both packs."""
    first = send(meeting, "Kept", name="Kept.pdf")
    old = packs.render(publish(meeting))
    following = make_meeting(meeting.group, date(2017, 6, 1))
    meeting.state, meeting.cancelled_at, meeting.cancel_reason = "cancelled", AT, "leave"
    meeting.save()
    (carried,) = agenda.carry_over(meeting=meeting, at=AT)
    new = packs.render(publish(following))
    reader, support = holder(meeting.group, "S16"), holder(meeting.group, "S06")
    kept = withholding.withhold(item=carried, person=reader, reason="a declared interest", by=support, at=AT)
    for pack, item in ((old, first), (new, carried)):
        assert packs.withheld_for(pack, reader, AT) == {str(item.pk): "a declared interest"}
        assert packs.pack_for(pack=pack, person=reader, at=AT) != pack.file
    withholding.lift(withholding=kept, by=support, at=AT)
    assert packs.pack_for(pack=old, person=reader, at=AT) == old.file


def test_A3_lifting_it_on_the_item_that_was_carried_over_lifts_it_on_the_one_it_came_from(meeting):
    first = send(meeting, "Kept")
    reader, support = holder(meeting.group, "S16"), holder(meeting.group, "S06")
    withholding.withhold(item=first, person=reader, reason="a declared interest", by=support, at=AT)
    following = make_meeting(meeting.group, date(2017, 6, 1))
    meeting.state, meeting.cancelled_at, meeting.cancel_reason = "cancelled", AT, "leave"
    meeting.save()
    agenda.carry_over(meeting=meeting, at=AT)
    withholding.lift(withholding=Withholding.objects.get(item__meeting=following), by=support, at=AT)
    assert not Withholding.objects.filter(lifted_at=None).exists()


@pytest.mark.parametrize("asked", ["\x00", "2999-00", ""])
def test_A3_the_papers_of_a_year_that_has_none_are_those_of_the_latest(meeting, client_as, asked):
    send(meeting)
    publish(meeting)
    page = client_as("member").get(reverse("meetings:papers", args=[meeting.group.slug]), {"year": asked})
    assert "Neglect audit" in page.content.decode()


def test_P10_circulated_minutes_are_opened_from_the_papers_site(meeting, client_as):
    item = send(meeting)
    pack = packs.render(publish(meeting))
    snapshot = {"items": [{"id": item.pk}]}
    document = MinutesDocument.objects.create(meeting=meeting, file=pack.file, snapshot=snapshot, made_at=AT)
    meeting.minutes_state, meeting.minutes_circulated_at = "circulated", AT
    meeting.save()
    member, slug = client_as("member"), meeting.group.slug
    link = reverse("meetings:minutes_file", args=[slug, meeting.pk, document.pk])
    assert f'href="{link}"' in member.get(reverse("meetings:papers", args=[slug])).content.decode()


def test_A3_a_pack_that_tells_the_day_before_a_move_says_so_until_a_new_version(meeting, client_as):
    publish(meeting)
    page, member = reverse("meetings:pack", args=[meeting.group.slug, meeting.pk]), client_as("member")
    assert "The front of this pack says" not in member.get(page).content.decode()
    later = date(2017, 4, 27)
    shown = preview_move(meeting, later, AT)
    assert shown.items[-1].startswith("The pack that was published keeps the old date")
    planning.move(meeting=meeting, to_day=later, reason="Room lost", by=holder(meeting.group, "S06"), at=AT)
    told = member.get(page).content.decode()
    assert (
        "The front of this pack says Thursday 20 April 2017, 09:30 to 12:00, Meeting Room 2, Civic Centre."
        in told
    )
    assert "The meeting is on Thursday 27 April 2017, 09:30 to 12:00" in told
    assert "Publish a new version that says so" not in told
    support, desk = (
        client_as("business_support"),
        reverse("meetings:desk", args=[meeting.group.slug, meeting.pk]),
    )
    assert "Publish a new version that says so" in support.get(page).content.decode()
    assert "The front of this pack says" in support.get(desk).content.decode()
    meeting.refresh_from_db()
    publish(meeting, note="The day")
    assert "The front of this pack says" not in member.get(page).content.decode()


def test_A2_what_was_announced_and_has_no_paper_is_named_before_the_pack_is_published(meeting, client_as):
    send(meeting)
    seat, by = factories.seat(meeting.group, "S10"), holder(meeting.group, "S10")
    waiting = submission.submit(
        meeting=meeting, seat=seat, by=by, at=AT, title="Recovery plan", papers=[], paper_to_follow=True
    )
    agenda.approve(meeting=meeting, by=holder(meeting.group, "S01"), at=AT)
    address = reverse("meetings:publish", args=[meeting.group.slug, meeting.pk])
    page = client_as("business_support").get(address).content.decode()
    assert f"Announced, but with no paper yet and so not in it: {waiting.reference}." in page
