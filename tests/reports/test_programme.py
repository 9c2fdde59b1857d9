"""A1, P2: the work programme of a year, its items on the ledger, and the version that the Coordination and Delivery Group agreed."""

from datetime import date, time

import pytest
from django.urls import reverse

from reports.measures.definitions import all_measures
from reports.measures.facts import gather, year_labelled
from subgroup import clock, ledger, programme
from subgroup.clock import moment
from subgroup.errors import Conflict, NotAllowed
from subgroup.forms import date_data
from subgroup.models import Deadline, ProgrammeItem, ProgrammeVersion
from tests import factories

MADE = factories.START
DUE = date(2017, 9, 29)


def at(day: date):
    return moment(day, time(10))


def seat(group, code: str) -> tuple[str, str]:
    return "seat", str(factories.seat(group, code).pk)


@pytest.fixture
def whole(group, chair):
    return programme.start(group=group, year="2017-18", by=chair, at=MADE)


@pytest.fixture
def item(group, chair, whole):
    return programme.add(
        programme=whole, title="Audit of neglect", owner=seat(group, "S09"), due_on=DUE, by=chair, at=MADE
    )


def owed(item: ProgrammeItem) -> list[Deadline]:
    return list(Deadline.objects.about("programme_item", item.pk).order_by("pk"))


def p2(group, on: date):
    return all_measures(gather(group, year_labelled(group, "2017-18"), on=on))["P2"]


def put_and_answer(whole, chair, name: str, state: str, on: date):
    version = programme.put(programme=whole, name=name, by=chair, at=at(on))
    return programme.answer(version=version, state=state, on=on, by=chair, at=at(on))


def test_A1_an_item_is_owed_by_the_holder_of_its_post_on_its_day(group, item):
    (row,) = owed(item)
    assert (row.due_on, row.label) == (DUE, "Item 1 of the work programme 2017-18")
    assert row in ledger.owed_by(factories.holder(group, "S09"), group, on=MADE.date())


def test_A1_a_changed_day_needs_its_reason_and_keeps_the_old_one(group, chair, item):
    asked = {
        "item": item,
        "title": item.title,
        "owner": item.owner,
        "due_on": date(2017, 12, 1),
        "seen": 1,
        "by": chair,
        "at": MADE,
    }
    with pytest.raises(NotAllowed, match="Say why its day"):
        programme.change(**asked, reason=" ")
    programme.change(**asked, reason="The auditors come in November.")
    (row,) = owed(item)
    assert row.due_on == date(2017, 12, 1)
    assert [(move.from_due, move.reason) for move in row.moves.all()] == [
        (DUE, "The auditors come in November.")
    ]


def test_A1_an_item_that_goes_to_another_post_and_back_is_owed_by_one_post_at_a_time(group, chair, item):
    for seen, code in ((1, "S16"), (2, "S09")):
        programme.change(
            item=item,
            title=item.title,
            owner=seat(group, code),
            due_on=DUE,
            reason="The team moved.",
            seen=seen,
            by=chair,
            at=MADE,
        )
        assert [row.owner_key for row in owed(item) if row.is_open] == [seat(group, code)[1]]


def test_A1_two_people_changing_an_item_lose_nothing(group, chair, item):
    mine = ProgrammeItem.objects.get(pk=item.pk)
    programme.change(
        item=item,
        title="Audit of neglect, thirty cases",
        owner=item.owner,
        due_on=DUE,
        reason="",
        seen=1,
        by=chair,
        at=MADE,
    )
    with pytest.raises(Conflict) as caught:
        programme.change(
            item=mine,
            title="Audit of thirty",
            owner=item.owner,
            due_on=DUE,
            reason="",
            seen=1,
            by=chair,
            at=MADE,
        )
    assert (caught.value.theirs, caught.value.mine) == ("Audit of neglect, thirty cases", "Audit of thirty")


def test_A1_done_stops_the_clock_once_and_open_again_starts_it(group, chair, item):
    with pytest.raises(NotAllowed, match="lies ahead"):
        programme.ITEMS.finish(item, on=date(2017, 3, 2), note="", at=MADE)
    for on in (date(2017, 9, 4), date(2017, 9, 5)):
        programme.ITEMS.finish(item, on=on, note="Reported.", at=at(on))
    assert (item.done_on, owed(item)[0].met_on) == (date(2017, 9, 4), date(2017, 9, 4))
    programme.ITEMS.reopen(item, reason="Ten cases were left out.", by=chair, at=at(date(2017, 9, 6)))
    assert owed(item)[0].is_open
    assert item.is_open


def test_A1_a_dropped_item_is_owed_no_more_and_says_why(group, chair, item):
    with pytest.raises(NotAllowed, match="Say why it is dropped"):
        programme.ITEMS.drop(item, reason=" ", by=chair, at=MADE)
    programme.ITEMS.drop(item, reason="Ofsted does the same audit.", by=chair, at=MADE)
    assert owed(item)[0].release_reason == "Ofsted does the same audit."
    with pytest.raises(NotAllowed, match="was dropped on Wednesday 1 March 2017"):
        programme.ITEMS.finish(item, on=MADE.date(), note="", at=MADE)
    programme.ITEMS.reopen(item, reason="They do not.", by=chair, at=MADE)
    assert owed(item)[0].is_open


def test_A1_a_year_starts_from_what_the_last_left_open(group, chair, whole, item):
    leap = programme.add(
        programme=whole, title="Report", owner=seat(group, "S07"), due_on=date(2020, 2, 29), by=chair, at=MADE
    )
    done = programme.add(
        programme=whole, title="Event", owner=seat(group, "S04"), due_on=DUE, by=chair, at=MADE
    )
    programme.ITEMS.finish(done, on=MADE.date(), note="", at=MADE)
    for _ in range(2):
        new = programme.start(group=group, year="2018-19", by=chair, at=MADE, carried=[item, leap])
    assert [(one.title, one.due_on) for one in new.items.all()] == [
        ("Audit of neglect", date(2018, 9, 29)),
        ("Report", date(2021, 2, 28)),
    ]


def test_P2_the_measure_is_met_from_the_day_on_which_a_version_was_agreed(group, chair, whole, item):
    assert (p2(group, MADE.date()).met, p2(group, MADE.date()).value) == (False, "not agreed yet")
    put_and_answer(whole, chair, "0.9", "sent_back", date(2017, 4, 25))
    put_and_answer(whole, chair, "v1.0", "agreed", date(2017, 5, 3))
    assert not p2(group, date(2017, 5, 2)).met
    measure = p2(group, date(2017, 5, 3))
    assert (measure.met, measure.value) == (True, "v1.0 agreed Wednesday 3 May 2017")
    put_and_answer(whole, chair, "1.1", "agreed", date(2017, 10, 4))
    assert p2(group, date(2017, 10, 3)).value == "v1.0 agreed Wednesday 3 May 2017"
    assert p2(group, date(2017, 10, 4)).value == "v1.1 agreed Wednesday 4 October 2017"


def test_P2_a_version_never_changes_whatever_becomes_of_its_items(group, chair, whole, item):
    version = programme.put(programme=whole, name="1.0", by=chair, at=MADE)
    before = list(version.items)
    programme.change(
        item=item, title="Another", owner=item.owner, due_on=DUE, reason="", seen=1, by=chair, at=MADE
    )
    programme.ITEMS.drop(item, reason="Not needed.", by=chair, at=MADE)
    assert ProgrammeVersion.objects.get().items == before
    assert before[0]["title"] == "Audit of neglect"


def test_P2_one_version_waits_at_a_time_and_an_answer_stands(group, chair, whole):
    version = programme.put(programme=whole, name="0.9", by=chair, at=at(date(2017, 4, 25)))
    with pytest.raises(NotAllowed, match="waits for its answer"):
        programme.put(programme=whole, name="1.0", by=chair, at=at(date(2017, 4, 26)))
    with pytest.raises(NotAllowed, match="cannot be earlier"):
        programme.answer(
            version=version, state="agreed", on=date(2017, 4, 24), by=chair, at=at(date(2017, 5, 3))
        )
    for _ in range(2):
        programme.answer(
            version=version, state="agreed", on=date(2017, 5, 3), by=chair, at=at(date(2017, 5, 3))
        )
    with pytest.raises(NotAllowed, match="An answer stands"):
        programme.answer(
            version=version, state="sent_back", on=date(2017, 5, 4), by=chair, at=at(date(2017, 5, 4))
        )
    with pytest.raises(NotAllowed, match=r"version 0\.9 already"):
        programme.put(programme=whole, name="0.9", by=chair, at=at(date(2017, 5, 5)))


def url(group, name: str, *args) -> str:
    return reverse(f"reports:{name}", args=[group.slug, *args])


def test_A1_P2_from_start_to_agreed_on_the_pages(group, client_as, chair):
    client = client_as("chair")
    assert "No work programme yet" in client.get(url(group, "programme")).content.decode()
    client.post(url(group, "programme_start", "2016-17"))
    page = url(group, "programme_add", "2016-17")
    typed = {"title": "Audit of neglect", "owner": "seat:999", **date_data("due_on", date(2017, 3, 20))}
    refused = client.post(page, typed)
    assert refused.status_code == 422
    assert "Audit of neglect" in refused.content.decode()
    client.post(page, typed | {"owner": ":".join(seat(group, "S09"))})
    item = ProgrammeItem.objects.get()
    client.post(url(group, "programme_put", "2016-17"), {"name": "v1.0"})
    version = ProgrammeVersion.objects.get()
    client.post(
        url(group, "programme_answer", version.pk),
        {"state": "agreed", "minute": "4.2", **date_data("on", MADE.date())},
    )
    client.post(
        url(group, "programme_item", item.pk),
        {
            **typed,
            "owner": ":".join(item.owner),
            "version": 1,
            "reason": "More time.",
            **date_data("due_on", date(2017, 3, 27)),
        },
    )
    shown = client.get(url(group, "programme")).content.decode()
    assert (
        "Version 1.0</a>, agreed by the Coordination and Delivery Group on Wednesday 1 March 2017, minute 4.2"
        in shown
    )
    assert "Item 1 was due by Monday 20 March 2017." in shown
    rows = client.get(url(group, "programme") + "?format=csv").content.decode()
    assert "Audit of neglect" in rows
    with clock.frozen(at(date(2017, 3, 28))):
        assert (
            "0 of 1 item is done, 1 overdue."
            in client_as("member").get(url(group, "programme")).content.decode()
        )


def test_P2_its_figure_opens_the_record_and_that_the_programme(group, client_as, chair, whole):
    put_and_answer(whole, chair, "1.0", "agreed", date(2017, 5, 3))
    with clock.frozen(at(date(2017, 5, 4))):
        client = client_as("chair")
        records = client.get(url(group, "records") + "?measure=P2&year=2017-18").content.decode()
    assert "Version 1.0 agreed on Wednesday 3 May 2017" in records
    assert f"{url(group, 'programme')}?year=2017-18" in records


def test_A1_the_number_of_queries_of_the_page_does_not_grow(
    group, client_as, chair, whole, django_assert_max_num_queries
):
    client = client_as("chair")
    client.get(url(group, "programme"))
    counts = []
    for _ in range(2):
        for number in range(10):
            programme.add(
                programme=whole,
                title=f"Item {number}",
                owner=seat(group, "S09"),
                due_on=DUE,
                by=chair,
                at=MADE,
            )
        with django_assert_max_num_queries(100) as asked:
            client.get(url(group, "programme") + "?year=2017-18")
        counts.append(len(asked))
    assert counts[0] == counts[1]
