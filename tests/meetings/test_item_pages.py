"""The pages of items, desk, pack and papers: what each shows to whom, and how many queries it takes."""

from datetime import date, time
from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings import uploads
from meetings.enums import AgendaState, ItemState, Marking, MeetingState
from meetings.models import AgendaItem, Meeting, Pack, PackOpening, Withholding
from meetings.services import agenda, packs, submission
from members.enums import Role
from members.roles import MATRIX
from subgroup import clock
from subgroup.clock import moment
from subgroup.models import SubGroup
from tests.factories import holder, make_meeting, seat
from tests.meetings.papers import sent, stored, upload
from tests.printing import printed, words

pytestmark = pytest.mark.django_db
AT = moment(date(2017, 3, 1), time(9))
LATE = moment(date(2017, 4, 12), time(9))


@pytest.fixture
def meeting(group):
    return make_meeting(group, date(2017, 4, 20))


def address(name, pk=None):
    return reverse(f"meetings:{name}", args=[SubGroup.objects.get().slug, *([pk] if pk else [])])


send = partial(sent, at=AT, name="Audit.pdf")


def seen_on(client, url) -> dict[str, str]:
    return {"seen": client.get(url).content.decode().split('name="seen" value="')[1].split('"')[0]}


def publish(meeting, note="", at=AT):
    if meeting.agenda_state != AgendaState.PUBLISHED:
        agenda.approve(meeting=meeting, by=holder(meeting.group, "S01"), at=at)
    return packs.render(
        packs.publish(meeting=meeting, by=holder(meeting.group, "S06"), at=at, change_note=note)
    )


def status(client, name, pk):
    """The status of a page or file, the file's handle closed again."""
    answer = client.get(address(name, pk))
    answer.close()
    return answer.status_code


def form_data(meeting, **more):
    return {
        "token": "t1", "seat": seat(meeting.group, "S09").pk, "title": "Neglect audit", "purpose": "decision",
        "minutes_needed": "15", "recommendation": "Agree the tool.", "presenter": "", "paper_choice": "now",
        "marking_1": "official", "marking_2": "official", "marking_3": "official",
    } | more  # fmt: skip


def test_A2_member_sends_an_item_with_papers_by_the_form(client_as, meeting):
    member = client_as("member")
    data = form_data(meeting, paper_1=upload("Audit.pdf"), paper_2=upload("Annex.pdf"), marking_2="sensitive")
    answer = member.post(address("submit", meeting.pk), data)
    item = AgendaItem.objects.get(reference="M1-01")
    assert answer.url == address("item", item.pk)
    assert (item.state, item.minutes_needed) == (ItemState.ON_AGENDA, 15)
    assert list(item.papers.values_list("title", "marking")) == [
        ("Audit", "official"),
        ("Annex", "sensitive"),
    ]


def test_A2_the_same_form_sent_twice_makes_one_item(client_as, meeting):
    member = client_as("member")
    first = member.post(address("submit", meeting.pk), form_data(meeting, paper_choice="none"))
    second = member.post(address("submit", meeting.pk), form_data(meeting, paper_choice="none"))
    assert first.url == second.url
    assert AgendaItem.objects.submitted().count() == 1


def test_A2_refused_file_is_named_beside_its_field_and_the_rest_is_kept(client_as, meeting):
    member = client_as("member")
    data = form_data(meeting, paper_1=upload("Audit.pdf"), paper_2=upload("Macros.pdf", b"MZ\x90 not a PDF"))
    answer = member.post(address("submit", meeting.pk), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Macros.pdf" in page
    assert 'value="Neglect audit"' in page
    assert "“Audit.pdf” is here and kept" in page
    kept = answer.context["form"].data["kept_1"]
    assert not AgendaItem.objects.exists()
    again = member.post(address("submit", meeting.pk), form_data(meeting, kept_1=kept))
    assert again.status_code == 302
    assert AgendaItem.objects.get().papers.get().versions.get().file.name == "Audit.pdf"


def test_A2_nobody_takes_over_a_file_that_another_had_kept(client_as, group, meeting):
    answer = client_as("member").post(
        address("submit", meeting.pk), form_data(meeting, title="", paper_1=upload("Audit.pdf"))
    )
    kept = answer.context["form"].data["kept_1"]
    other = client_as(holder(group, "S16"))
    data = form_data(meeting, seat=seat(group, "S16").pk, kept_1=kept)
    assert (
        "no longer there. Choose it again" in other.post(address("submit", meeting.pk), data).content.decode()
    )
    assert not AgendaItem.objects.exists()


def test_A2_a_kept_file_that_is_gone_is_said_and_never_dropped_in_silence(client_as, meeting, monkeypatch):
    member = client_as("member")
    member.post(address("submit", meeting.pk), form_data(meeting, paper_1=upload("Audit.pdf")))
    paper = AgendaItem.objects.get().papers.get()
    version = address("paper_version", paper.pk)
    answer = member.post(version, {"paper_1": upload("Audit 2.pdf")})
    kept = answer.context["form"].data["kept_1"]
    monkeypatch.setattr(uploads, "_SECONDS", -1)  # the page was left open overnight
    gone = member.post(version, {"kept_1": kept, "note": "New figures"})
    assert (gone.status_code, gone.context["form"].data["kept_1"]) == (422, "")
    assert "no longer there. Choose it again" in gone.content.decode()
    assert paper.versions.count() == 1


def test_A2_form_says_beforehand_that_the_item_will_be_late(client_as, meeting):
    member = client_as("member")
    assert "in time until the close of" in member.get(address("submit", meeting.pk)).content.decode()
    with clock.frozen(LATE):
        page = member.get(address("submit", meeting.pk)).content.decode()
    assert "only the chair can accept it" in page


def test_A2_member_sends_for_their_own_post_only_and_business_support_for_any(client_as, group, meeting):
    data = form_data(meeting, seat=seat(group, "S16").pk, paper_choice="none")
    assert client_as("member").post(address("submit", meeting.pk), data).status_code == 422
    assert client_as("business_support").post(address("submit", meeting.pk), data).status_code == 302


def test_A2_chair_decides_on_the_page_and_a_member_may_not(client_as, meeting):
    item = send(meeting, at=LATE)
    with clock.frozen(LATE):
        assert (
            client_as("member")
            .post(address("late", item.pk), {"decision": "accept", "reason": "x"})
            .status_code
            == 403
        )
        page = client_as("chair").post(address("late", item.pk), {"decision": "accept", "reason": ""})
        assert "Give a reason" in page.content.decode()
        client_as("chair").post(address("late", item.pk), {"decision": "accept", "reason": "needed"})
    item.refresh_from_db()
    assert (item.state, item.late_reason) == (ItemState.ON_AGENDA, "needed")


def test_unpublished_item_and_paper_are_read_by_sender_desk_chair_and_auditor_only(client_as, group, meeting):
    item = send(meeting)
    version = item.papers.get().versions.get()
    for who in (holder(group, "S09"), "business_support", "chair", "auditor"):
        assert status(client_as(who), "item", item.pk) == 200
        assert status(client_as(who), "paper_file", version.pk) == 200
    other = client_as(holder(group, "S16"))
    assert status(other, "item", item.pk) == 403
    refused = other.get(address("paper_file", version.pk))
    assert refused.status_code == 403
    assert "not published yet" in refused.content.decode()


def test_A3_published_papers_are_read_by_members_and_a_newer_version_only_after_republishing(
    client_as, group, meeting
):
    item = send(meeting)
    first = item.papers.get().versions.get()
    publish(meeting)
    second = submission.add_version(
        paper=item.papers.get(),
        file=stored(group, item.submitted_by, AT),
        note="page 3",
        by=item.submitted_by,
        at=AT,
    )
    reader = client_as(holder(group, "S16"))
    assert status(reader, "paper_file", first.pk) == 200
    assert status(reader, "paper_file", second.pk) == 403
    meeting.refresh_from_db()
    publish(meeting, "Neglect audit has a new version")
    assert status(reader, "paper_file", second.pk) == 200
    assert status(reader, "paper_file", first.pk) == 200, "earlier versions stay readable"


def test_agency_lead_and_stranger_read_nothing(client_as, group, meeting):
    item = send(meeting)
    version = item.papers.get().versions.get()
    pack = publish(meeting)
    lead = client_as("agency_lead")
    for name, pk in (
        ("item", item.pk),
        ("paper_file", version.pk),
        ("pack", meeting.pk),
        ("pack_file", pack.pk),
        ("zip", meeting.pk),
    ):
        assert lead.get(address(name, pk)).status_code == 403
        assert Client().get(address(name, pk)).status_code == 302


def test_withheld_papers_are_kept_from_page_file_zip_and_pack(client_as, group, meeting):
    item = send(meeting, name="Kept.pdf")
    send(meeting, "Open", "S03", name="Open.pdf")
    reader = holder(group, "S16")
    Withholding.objects.create(
        item=item, person=reader, reason="a declared interest", made_at=AT, made_by=reader
    )
    publish(meeting)
    client = client_as(reader)
    assert "withheld from you" in client.get(address("item", item.pk)).content.decode()
    assert status(client, "paper_file", item.papers.get().versions.get().pk) == 403
    names = b"".join(client.get(address("zip", meeting.pk)).streaming_content)
    assert b"Kept.pdf" not in names
    assert b"Open.pdf" in names
    page = client.get(address("pack", meeting.pk)).content.decode()
    assert "a declared interest" in page


def test_confidential_paper_needs_the_right(client_as, group, meeting, monkeypatch):
    item = send(meeting, name="Secret.pdf", marking=Marking.CONFIDENTIAL)
    publish(meeting)
    reader = holder(group, "S16")
    monkeypatch.setitem(MATRIX, Role.MEMBER, MATRIX[Role.MEMBER] - {"view_confidential"})
    client = client_as(reader)
    assert status(client, "paper_file", item.papers.get().versions.get().pk) == 403
    for name in ("pack", "papers"):
        page = client.get(address(name, meeting.pk if name == "pack" else None)).content.decode()
        assert "Confidential item" in page
        assert "Neglect audit" not in page
        assert "Secret" not in page


def test_A3_opening_a_pack_is_noted_and_the_page_says_what_changed_since(client_as, group, meeting):
    item = send(meeting)
    one = publish(meeting)
    reader = client_as(holder(group, "S16"))
    assert status(reader, "pack_file", one.pk) == 200
    assert PackOpening.objects.get().pack == one
    submission.add_version(
        paper=item.papers.get(),
        file=stored(group, item.submitted_by, AT, pages=2),
        note="more",
        by=item.submitted_by,
        at=AT,
    )
    meeting.refresh_from_db()
    publish(meeting, "Item 1 has a new version")
    page = reader.get(address("pack", meeting.pk)).content.decode()
    assert "Since version 1, which you opened" in page
    assert "has a new version" in page
    assert status(reader, "pack_supplement", meeting.packs.get(version=2).pk) == 200


def test_A3_page_of_a_pack_in_the_making_asks_again_and_has_a_link_without_script(client_as, meeting):
    send(meeting)
    agenda.approve(meeting=meeting, by=holder(meeting.group, "S01"), at=AT)
    pack = packs.publish(meeting=meeting, by=holder(meeting.group, "S06"), at=AT)
    member = client_as("member")
    page = member.get(address("pack", meeting.pk)).content.decode()
    assert f'hx-get="{address("pack_state", pack.pk)}"' in page
    assert "Look again" in page
    assert status(member, "pack_file", pack.pk) == 409
    packs.render(pack)
    assert "Open the pack" in member.get(address("pack_state", pack.pk)).content.decode()


def test_desk_moves_items_by_buttons_and_places_without_script(client_as, meeting):
    items = [send(meeting, f"Item {n}", code) for n, code in enumerate(("S03", "S09", "S16"), start=1)]
    desk, order = client_as("business_support"), address("desk_order", meeting.pk)

    def titles():
        return list(meeting.items.on_agenda().values_list("title", flat=True))

    desk.post(order, {"down": items[0].pk})
    assert titles() == ["Item 2", "Item 1", "Item 3"]
    desk.post(order, {f"place_{items[2].pk}": "1", f"place_{items[1].pk}": "1", f"place_{items[0].pk}": "2"})
    assert titles() == ["Item 3", "Item 2", "Item 1"]
    desk.post(order, {f"place_{items[2].pk}": "3", f"minutes_{items[2].pk}": "45"})
    assert titles() == ["Item 2", "Item 1", "Item 3"]
    items[2].refresh_from_db()
    assert items[2].minutes_needed == 45


def test_desk_refuses_an_order_made_on_an_older_page(client_as, meeting):
    first = send(meeting, "First")
    desk = client_as("business_support")
    seen = str(first.pk)
    send(meeting, "Second", "S16")
    answer = desk.post(address("desk_order", meeting.pk), {"seen": seen, "down": first.pk}, follow=True)
    assert "has changed since you opened it" in answer.content.decode()


def test_chair_approves_from_the_desk_and_business_support_publishes(client_as, meeting):
    send(meeting)
    support = client_as("business_support")
    assert support.post(address("agenda_approve", meeting.pk)).status_code == 403
    assert support.post(address("publish", meeting.pk)).status_code == 409
    support.post(address("agenda_send", meeting.pk))
    vice = client_as("vice_chair")
    vice.post(address("agenda_approve", meeting.pk), seen_on(vice, address("desk", meeting.pk)))
    page = support.get(address("publish", meeting.pk)).content.decode()
    assert "Who will be told" in page
    support.post(address("publish", meeting.pk), seen_on(support, address("publish", meeting.pk)))
    assert Pack.objects.get().version == 1
    answer = support.post(address("publish", meeting.pk), {"change_note": ""})
    assert answer.status_code == 422
    assert Pack.objects.count() == 1


@pytest.mark.parametrize("name", ["desk", "pack", "papers"])
def test_pages_take_the_same_number_of_queries_with_3_and_with_30(client_as, group, meeting, name):
    sender = holder(group, "S09")
    file = stored(group, sender, AT)
    place = seat(group, "S09")

    def add(count):
        for _ in range(count):
            submission.submit(meeting=meeting, seat=place, by=sender, at=AT, title="An item", papers=[file])

    add(3)
    publish(meeting)
    client = client_as("business_support")
    where = address(name, None if name == "papers" else meeting.pk)
    client.get(where)
    with CaptureQueriesContext(connection) as few:
        client.get(where)
    add(27)
    meeting.refresh_from_db()
    publish(meeting, "more items")
    for number in range(3):
        other = make_meeting(group, date(2017, 6, 1 + number))
        submission.submit(meeting=other, seat=place, by=sender, at=AT, title="An item", papers=[file])
        publish(other)
    with CaptureQueriesContext(connection) as many:
        client.get(where)
    assert len(many) <= len(few)
    assert len(few) < 25


def test_business_support_keeps_papers_from_a_reader_and_lets_them_read_again(client_as, group, meeting):
    item = send(meeting)
    reader, version = holder(group, "S16"), item.papers.get().versions.get()
    publish(meeting)
    support = client_as("business_support")
    support.post(address("item_withhold", item.pk), {"person": reader.pk, "reason": "a declared interest"})
    assert status(client_as(reader), "paper_file", version.pk) == 403
    assert client_as("member").post(address("item_withhold", item.pk)).status_code == 403
    support.post(address("withholding_lift", item.withholdings.get().pk))
    assert status(client_as(reader), "paper_file", version.pk) == 200
    assert item.withholdings.count() == 1, "the record of it stays"


def test_item_page_takes_the_same_number_of_queries_with_3_and_with_30_papers(client_as, group, meeting):
    item = send(meeting)
    file = item.papers.get().versions.get().file

    def count(papers):
        while item.papers.count() < papers:
            submission.add_paper(item=item, file=file, by=item.submitted_by, at=AT)
        with CaptureQueriesContext(connection) as queries:
            client.get(address("item", item.pk))
        return len(queries)

    client = client_as("business_support")
    count(1)
    assert count(3) == count(30)


def test_what_was_done_is_said_on_the_next_page_and_in_no_cookie(group, client_as, settings):
    meeting = make_meeting(group, date(2017, 4, 20))
    client = client_as("business_support")
    url = reverse("meetings:desk_add", args=[group.slug, meeting.pk])
    answer = client.post(url, {"title": "CANARY", "purpose": "discussion", "minutes_needed": "10"})
    assert set(client.cookies) <= {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}, (
        "a cookie is signed and not secret"
    )
    assert "“CANARY” is on the agenda." in client.get(answer.url).content.decode()


def test_A2_an_item_that_does_not_wait_for_the_chair_asks_for_no_decision(client_as, meeting):
    item = send(meeting)
    answer = client_as("chair").get(address("late", item.pk), follow=True)
    assert answer.redirect_chain == [(address("item", item.pk), 302)]
    assert "does not wait for the chair: it is on the agenda" in answer.content.decode()
    late = send(meeting, code="S16", at=LATE)
    with clock.frozen(LATE):
        assert status(client_as("chair"), "late", late.pk) == 200


def test_who_may_be_named_or_kept_away_is_told_with_the_post(client_as, meeting):
    item = send(meeting)
    page = client_as("business_support").get(address("item_readers", item.pk)).content.decode()
    assert f"{holder(meeting.group, 'S01')}, Head of Children" in page
    assert "deputy of" in page


def test_R3_the_agenda_as_a_document_has_what_its_reader_may_see_of_it(
    client_as, group, meeting, monkeypatch
):
    sender = send(meeting, name="Secret.pdf", marking=Marking.CONFIDENTIAL).title
    url = address("agenda_pdf", meeting.pk)
    member = client_as(holder(group, "S16"))
    draft, empty = (words(printed(client, url)) for client in (client_as("chair"), member))
    assert sender in draft
    assert "Draft" in draft
    assert "The agenda appears here when it is published." in empty
    publish(meeting)
    monkeypatch.setitem(MATRIX, Role.MEMBER, MATRIX[Role.MEMBER] - {"view_confidential"})
    published, masked = (words(printed(client, url)) for client in (client_as("chair"), member))
    assert sender in published
    assert "Draft" not in published
    assert sender not in masked
    assert "Confidential item" in masked
    Meeting.objects.filter(pk=meeting.pk).update(
        state=MeetingState.CANCELLED, cancelled_at=AT, cancel_reason="Leave"
    )
    assert "The meeting was cancelled" in words(printed(client_as("chair"), url))
