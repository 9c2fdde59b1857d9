"""Posts, who holds them, deputies, compacts and overrides, as people press them (M1, M2, P1)."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from members.models import Agency, Compact, CompactOverride, CoordinatingMembership, Deputyship, Holding, Seat
from members.representation import holder_of, seats_on
from subgroup import clock, ledger
from subgroup.clock import moment
from subgroup.forms import date_data
from subgroup.models import Deadline, Message, Person
from tests import factories
from tests.factories import holder, seat

DAY = date(2017, 3, 6)
NEW = {"name": "Nell Quarmby", "email": "nell.quarmby@example.org"}


@pytest.fixture
def address(group):
    return lambda name, *args: reverse(f"members:{name}", args=[group.slug, *args])


@pytest.fixture
def support(client_as):
    return client_as("business_support")


def text(response) -> str:
    return response.content.decode()


def test_M1_the_group_page_names_every_post_holder_and_line_of_account(support, address, group):
    page = text(support.get(address("group")))
    for one in seats_on(group, factories.START.date()):
        assert one.seat.code in page
        assert one.holder is None or str(one.holder) in page
    filled = sum(one.is_filled for one in seats_on(group, factories.START.date()))
    assert f"{filled} of 18 posts are held" in page
    assert "Assistant Director" in page
    assert "members from at least 4 different agencies" in page
    assert "10 working days before the meeting" in page


def test_M1_a_vacant_post_is_filled_and_the_person_invited(support, address, group):
    vacant = seat(group, "S05")
    data = {**NEW, **date_data("starts_on", DAY), "invite": "on"}
    page = text(support.post(address("seat_fill", vacant.pk), data, follow=True))
    assert "Nell Quarmby holds" in page
    assert holder_of(vacant, DAY).email == NEW["email"]
    assert Message.objects.filter(kind="invitation", to=NEW["email"]).count() == 1


def test_M1_a_post_that_is_held_is_not_filled_and_what_was_typed_stays(support, address, group):
    data = {**NEW, **date_data("starts_on", DAY)}
    response = support.post(address("seat_fill", seat(group, "S09").pk), data)
    assert response.status_code == 422
    assert "End that first, or choose a later day" in text(response)
    assert "Nell Quarmby" in text(response)
    assert not Person.objects.filter(email=NEW["email"]).exists()


def test_M1_a_successor_takes_over_what_is_open(support, address, group):
    post = seat(group, "S09")
    ledger.owe(
        group=group, rule="action", subject_kind="action", subject_id=1, trigger_on=date(2017, 4, 1),
        owner=("seat", str(post.pk)), label="Action A1", at=factories.START,
    )  # fmt: skip
    assert "inherits 1 open thing" in text(support.get(address("seat_succeed", post.pk)))
    leaver = holder(group, "S09")
    data = {**NEW, **date_data("ended_on", DAY), **date_data("starts_on", DAY + timedelta(days=1))}
    support.post(address("seat_succeed", post.pk), data)
    assert holder_of(post, DAY) == leaver
    newcomer = holder_of(post, DAY + timedelta(days=1))
    assert newcomer.email == NEW["email"]
    assert ledger.owed_by(newcomer, group, on=DAY + timedelta(days=1)).count() == 1
    assert ledger.owed_by(leaver, group, on=DAY + timedelta(days=1)).count() == 0


def test_M1_a_successor_does_not_start_before_the_other_left(support, address, group):
    data = {**NEW, **date_data("ended_on", DAY), **date_data("starts_on", DAY)}
    response = support.post(address("seat_succeed", seat(group, "S09").pk), data)
    assert "after the last day of the one who leaves" in text(response)
    assert holder_of(seat(group, "S09"), DAY) == holder(group, "S09")


def test_M1_who_leaves_sees_nothing_from_the_midnight_after(support, address, group, client_as):
    leaver = holder(group, "S12")
    support.post(address("seat_end", seat(group, "S12").pk), date_data("ends_on", DAY))
    theirs = client_as(leaver)
    with clock.frozen(moment(DAY) + timedelta(hours=23, minutes=59)):
        assert theirs.get(address("group")).status_code == 200
    with clock.frozen(moment(DAY + timedelta(days=1))):
        assert theirs.get(address("group")).status_code == 404


def test_M1_a_deputy_is_named_and_ends(support, address, group):
    post = seat(group, "S09")
    support.post(address("seat_deputy", post.pk), {**NEW, **date_data("starts_on", DAY)})
    deputyship = Deputyship.objects.get(seat=post, person__email=NEW["email"])
    support.post(address("seat_deputy_end", post.pk, deputyship.pk), date_data("ends_on", DAY))
    deputyship.refresh_from_db()
    assert deputyship.ends_on == DAY
    refused = support.post(
        address("seat_deputy_end", post.pk, deputyship.pk), date_data("ends_on", DAY - timedelta(days=1))
    )
    assert "cannot come before their first" in text(refused)


def test_M1_the_page_of_a_post_tells_its_history_and_who_changed_it(support, address, group):
    post = seat(group, "S12")
    leaver = holder(group, "S12")
    support.post(address("seat_end", post.pk), date_data("ends_on", DAY))
    with clock.frozen(moment(DAY + timedelta(days=1))):
        page = text(support.get(address("seat", post.pk)))
    assert "Vacant" in page
    assert f"{leaver}: " in page
    assert "Monday 6 March 2017" in page
    assert f"{holder(group, 'S06', DAY)}" in page


def test_P1_a_post_joins_and_leaves_the_coordinating_group(support, address, group):
    post = seat(group, "S02")
    CoordinatingMembership.objects.filter(seat=post).delete()
    support.post(address("seat_coordinating", post.pk), {**date_data("starts_on", DAY), "note": ""})
    assert "sits on" in text(
        support.post(address("seat_coordinating", post.pk), {**date_data("starts_on", DAY), "note": ""})
    )
    support.post(address("seat_coordinating_leave", post.pk), date_data("ends_on", DAY))
    assert CoordinatingMembership.objects.get(seat=post).ends_on == DAY


@pytest.fixture
def without_compact(group) -> Seat:
    """A vacant post of an agency with no compact in force."""
    post = seat(group, "S12")
    Holding.objects.filter(seat=post).update(ends_on=date(2017, 2, 1))
    Compact.objects.filter(agency=post.agency).delete()
    return post


def test_M2_without_a_compact_a_post_is_not_filled_and_it_says_who_can(support, address, without_compact):
    page = text(support.get(address("seat_fill", without_compact.pk)))
    assert "ask the business manager" in page
    response = support.post(
        address("seat_fill", without_compact.pk), {**NEW, **date_data("starts_on", DAY), "invite": "on"}
    )
    assert response.status_code == 422
    assert "has no compact in force" in text(response)
    assert not Message.objects.filter(kind="invitation").exists()


def test_M2_the_business_manager_overrides_with_a_reason_until_a_day(
    support, client_as, address, without_compact
):
    manager = client_as("business_manager")
    url = address("seat_override", without_compact.pk)
    assert support.post(url, {"reason": "Why", **date_data("until", date(2017, 6, 30))}).status_code == 403
    assert manager.post(url, {"reason": " ", **date_data("until", date(2017, 6, 30))}).status_code == 422
    manager.post(url, {"reason": "Signature is on its way", **date_data("until", date(2017, 6, 30))})
    assert CompactOverride.objects.get(seat=without_compact).ends_on == date(2017, 6, 30)
    support.post(address("seat_fill", without_compact.pk), {**NEW, **date_data("starts_on", DAY)})
    assert holder_of(without_compact, DAY).email == NEW["email"]
    assert "Signature is on its way" in text(support.get(address("compacts")))


def test_M2_a_compact_is_recorded_with_its_document(support, client_as, address, without_compact):
    from tests.meetings import papers

    data = {"agency": without_compact.agency_id, "signatory": "Director", **date_data("signed_on", DAY)}
    pdf = SimpleUploadedFile("compact.pdf", papers.pdf_bytes(), content_type="application/pdf")
    support.post(address("compact_new"), {**data, "document": pdf})
    compact = Compact.objects.get(agency=without_compact.agency)
    assert (compact.signatory, compact.starts_on) == ("Director", DAY)
    served = client_as("member").get(address("compact_document", compact.pk))
    assert b"".join(served.streaming_content).startswith(b"%PDF")


def test_M2_a_document_that_is_not_allowed_records_no_compact(support, address, without_compact):
    data = {"agency": without_compact.agency_id, "signatory": "Director", **date_data("signed_on", DAY)}
    bad = SimpleUploadedFile("compact.exe", b"MZ\x90\x00" * 100)
    assert support.post(address("compact_new"), {**data, "document": bad}).status_code == 422
    assert not Compact.objects.filter(agency=without_compact.agency).exists()


def test_M2_an_ending_compact_is_warned_of_in_time(support, address, without_compact, group):
    signed = date_data("signed_on", date(2017, 2, 1))
    data = {"agency": without_compact.agency_id, "signatory": "Director", **signed}
    support.post(address("compact_new"), {**data, **date_data("ends_on", date(2017, 5, 31))})
    due = Deadline.objects.get(rule="compact_warning", group=group, trigger_on=date(2017, 5, 31))
    assert due.due_on == date(2017, 3, 31)
    assert "Renew the compact of" in text(support.get(address("group")))
    assert "In force, to be renewed" in text(support.get(address("compacts")))


def test_an_agency_is_renamed_and_stays_the_same(support, address, group):
    agency = Agency.objects.get(group=group, code="CMFT")
    support.post(
        address("agency_rename", agency.pk),
        {"name": "Manchester University FT", **date_data("starts_on", DAY)},
    )
    by_day = {
        day: next(one.agency_name for one in seats_on(group, day) if one.agency == agency)
        for day in (DAY - timedelta(days=1), DAY)
    }
    assert by_day[DAY] == "Manchester University FT"
    assert by_day[DAY - timedelta(days=1)] != by_day[DAY]


def test_M4_every_version_of_the_terms_is_shown_with_what_it_changed(support, address, group):
    from subgroup.terms import loading, parse

    newer = factories.SALFORD.with_name("salford-case-review-and-audit-2017.toml").read_text()
    loading.load(parse(newer), at=factories.START)
    page = text(support.get(address("terms")))
    assert "What it changed" in page
    assert "Thursday 5 October 2017" in page
    first = group.terms.order_by("in_force_from").first()
    source = support.get(address("terms_source", first.pk))
    assert source.content.decode() == first.source
    assert "attachment" in source["Content-Disposition"]


def test_the_role_matrix_is_shown(client_as, address):
    assert "Approve the agenda" in text(client_as("cdg_reader").get(address("roles")))


def test_the_posts_come_as_a_file_too(client_as, address):
    rows = client_as("member").get(address("seats"), {"format": "csv"}).content.decode("utf-8-sig")
    assert "Marguerite Thackwell" in rows
    assert rows.count("\r\n") == 19


def test_another_groups_post_is_not_there(support, group, now):
    from subgroup.models import SubGroup

    other = SubGroup.objects.create(slug="other", name="Other", board="Board", created_at=now)
    agency = Agency.objects.create(group=other, code="X", name="X")
    theirs = Seat.objects.create(group=other, number=1, title="Theirs", agency=agency)
    assert support.get(reverse("members:seat", args=[group.slug, theirs.pk])).status_code == 404
    assert support.get(reverse("members:seat", args=[other.slug, theirs.pk])).status_code == 404


def test_M2_a_compact_that_was_recorded_without_an_end_is_given_one(support, client_as, address, group):
    compact = Compact.objects.get(agency__code="GMP", agency__group=group)
    url = address("compact_end", compact.pk)
    assert url in text(support.get(address("compacts")))
    assert client_as("member").get(url).status_code == 403
    early = support.post(url, date_data("ends_on", compact.starts_on - timedelta(days=1)))
    assert "cannot end before it begins" in text(early)
    support.post(url, date_data("ends_on", date(2017, 5, 31)))
    compact.refresh_from_db()
    assert compact.ends_on == date(2017, 5, 31)
    warned = Deadline.objects.get(rule="compact_warning", subject_id=str(compact.pk))
    assert (warned.trigger_on, warned.released_at) == (date(2017, 5, 31), None)
    support.post(url, date_data("ends_on", date(2017, 2, 28)))
    warned.refresh_from_db()
    assert warned.release_reason == "The compact has ended."
    assert "Ended" in text(support.get(address("compacts")))
