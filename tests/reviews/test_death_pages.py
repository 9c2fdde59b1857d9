"""F1, F2, F6: the pages of child deaths, as their readers meet them."""

import csv
import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.services import appointments
from reviews.cdop.contribution import figures
from reviews.death_figures import FIGURES, asked, behind, counted
from reviews.enums import DeathState, RequestState
from reviews.models import ChildDeath, DeathImport, DeathRequest
from reviews.services import deaths
from subgroup import clock
from subgroup.forms import date_data
from subgroup.models import Message
from tests import factories
from tests.reviews.cases import make_case
from tests.reviews.deaths import MADE, answer, ask, at, make_death

NOTIFIED = date_data("notified_on", date(2017, 3, 1))
LATE = date(2017, 4, 3)
"""The local day of what was asked on 1 March was 22 March."""


def url(group, name, *args):
    return reverse(f"reviews:{name}", args=[group.slug, *args])


@pytest.fixture
def lead(group):
    person = factories.make_person("Lee Lead")
    appointments.appoint(
        group=group, person=person, role="agency_lead", agency=group.agencies.get(code="GMP"), starts_on=date(2017, 1, 1),
        by=None, at=MADE,
    )  # fmt: skip
    return person


@pytest.fixture
def world(group):
    """GMP: late twice, returned once in time, once late; SRFT: nil, open; of three deaths."""
    first, second, third = (
        make_death(group, f"BSW/2017/00{n}", area=area) for n, area in ((1, "Salford"), (2, "Wigan"), (3, ""))
    )
    gmp, srft = ask(first, "GMP", "SRFT")
    answer(srft, date(2017, 3, 3), RequestState.NIL)
    (early,) = ask(second, "GMP")
    answer(early, date(2017, 3, 21))
    (behind_time,) = ask(third, "GMP", form="Analysis form")
    answer(behind_time, date(2017, 3, 31))
    ask(third, "SRFT", on=date(2017, 3, 30))
    return first, second, third, gmp


def test_F1_the_board_has_a_row_a_death_and_a_column_an_agency_with_days_in_words(client_as, group, world):
    client = client_as("chair")
    with clock.frozen(at(LATE)):
        page = client.get(url(group, "deaths")).content.decode()
        assert "Late, 33 days" in page
        assert "Asked, 4 days" in page
        assert "No involvement" in page
        assert "Returned, late" in page
        assert "Chase what is late" in page
        late = client.get(url(group, "deaths"), {"outstanding": "late"}).content.decode()
        assert "BSW/2017/001" in late
        assert "BSW/2017/003" not in late
        some = client.get(url(group, "deaths"), {"outstanding": "open", "area": "Salford"}).content.decode()
        assert "BSW/2017/001" in some
        assert "BSW/2017/003" not in some


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_F1_the_file_of_the_board_equals_the_screen(client_as, group, world, kind):
    client = client_as("chair")
    with clock.frozen(at(LATE)):
        page = client.get(url(group, "deaths"), {"outstanding": "open"})
        file = client.get(url(group, "deaths"), {"outstanding": "open", "format": kind}).content
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(file.decode("utf-8-sig"))))
    else:
        rows = [list(row) for row in openpyxl.load_workbook(io.BytesIO(file)).active.values]
    assert rows[0] == [head["label"] for head in page.context["heads"]]
    assert len(rows) - 1 == len(page.context["rows"]) == 2
    for written, shown in zip(rows[1:], page.context["rows"], strict=True):
        assert (written[0], written[3:4]) == (shown[0].text, [shown[3].text])
        assert [str(cell or "–") for cell in written[5:]] == [cell.text for cell in shown[5:]]


def test_F1_the_board_asks_the_same_number_of_queries_for_any_number_of_deaths(client_as, group, world):
    client = client_as("chair")

    def asked_for(name) -> int:
        client.get(url(group, name))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(url(group, name))
        return len(queries)

    with clock.frozen(at(LATE)):
        names = ("deaths", "death_requests", "contribution", "deaths_asked")
        few = [asked_for(name) for name in names]
        for number in range(10, 18):
            ask(make_death(group, f"BSW/2017/0{number}"), "GMP", "SRFT", "SCC", "NPS")
        assert [asked_for(name) for name in names] == few


def test_F1_who_answers_for_an_agency_goes_to_their_own_page_and_sees_nothing_of_others(
    client_as, group, world, lead
):
    client = client_as(lead)
    with clock.frozen(at(LATE)):
        assert client.get(url(group, "deaths")).url == url(group, "deaths_asked")
        page = client.get(url(group, "deaths_asked")).content.decode()
        assert "1 answer is owed, 1 of them late." in page
        assert "SRFT" not in page
        other = DeathRequest.objects.filter(agency__code="SRFT").first()
        for name in ("death_request", "death_answer"):
            assert client.get(url(group, name, other.pk)).status_code == 404
        assert client.post(url(group, "death_nil", other.pk)).status_code == 404
        assert client.get(url(group, "death", world[0].pk)).status_code == 403
        assert client.get(url(group, "contribution")).status_code == 403


def test_F1_a_nil_return_is_one_press_and_a_second_press_makes_no_second(client_as, group, world, lead):
    client, gmp = client_as(lead), world[3]
    with clock.frozen(at(LATE)):
        assert client.post(url(group, "death_nil", gmp.pk)).url == url(group, "deaths_asked")
        gmp.refresh_from_db()
        assert (gmp.state, gmp.answered_on, gmp.answered_by) == ("nil", LATE, lead)
    with clock.frozen(at(LATE + timedelta(days=1))):
        assert client.post(url(group, "death_nil", gmp.pk)).url == url(group, "deaths_asked")
    gmp.refresh_from_db()
    assert (gmp.state, gmp.answered_on) == ("nil", LATE)


def test_F1_an_agency_says_when_it_returned_and_an_error_keeps_what_was_typed(client_as, group, world, lead):
    client, gmp = client_as(lead), world[3]
    typed = {"state": "declined", "because": "", **date_data("on", date(2017, 3, 30))}
    with clock.frozen(at(LATE)):
        page = client.post(url(group, "death_answer", gmp.pk), typed)
        assert page.status_code == 422
        assert "Say why the agency declined" in page.content.decode()
        client.post(url(group, "death_answer", gmp.pk), typed | {"state": "returned"})
    gmp.refresh_from_db()
    assert (gmp.state, gmp.answered_on) == ("returned", date(2017, 3, 30))


def test_F1_a_member_sees_the_board_and_answers_for_their_own_agency_alone(client_as, group, world):
    police = factories.holder(group, "S09")
    other = (
        DeathRequest.objects.exclude(agency=factories.seat(group, "S09").agency).filter(state="asked").first()
    )
    client = client_as(police)
    with clock.frozen(at(LATE)):
        assert client.get(url(group, "deaths")).status_code == 200
        assert client.get(url(group, "death_request", other.pk)).status_code == 200
        refused = client.post(url(group, "death_nil", other.pk))
    assert refused.status_code >= 403
    assert "or the CDOP coordinator, can answer" in refused.content.decode()
    other.refresh_from_db()
    assert other.state == "asked"


def test_F1_a_death_is_recorded_agencies_asked_and_a_name_refused_beside_the_field(client_as, group):
    client = client_as("cdop_coordinator")
    typed = {
        "reference": "Quentin Mardle",
        "area": "Salford",
        "expected": "no",
        "category_one": "",
        **date_data("notified_on", date(2017, 3, 1)),
    }
    page = client.post(url(group, "death_new"), typed)
    assert page.status_code == 422
    assert "no name or detail of a child" in page.content.decode()
    assert not ChildDeath.objects.exists()
    client.post(url(group, "death_new"), typed | {"reference": "BSW/2017/001"})
    death = ChildDeath.objects.get()
    agencies = [group.agencies.get(code=code).pk for code in ("GMP", "SRFT")]
    said = client.post(
        url(group, "death_ask", death.pk),
        {"agencies": agencies, "form": "Form B", **date_data("requested_on", date(2017, 3, 1))},
        follow=True,
    ).content.decode()
    assert "2 agencies are asked. By the local setting the answer is due by Wednesday 22 March 2017" in said
    assert "statutory" in client.get(url(group, "death", death.pk)).content.decode()


def test_F1_the_local_day_is_never_worded_as_statutory(client_as, group, world):
    page = client_as("chair").get(url(group, "death_ask", world[0].pk)).content.decode()
    assert "By the local setting an agency answers within 15 working days of being asked" in page
    assert "a local setting, to be confirmed; no statutory limit" in page


def test_F1_chasing_shows_whom_it_mails_and_what_and_mails_once(client_as, group, world, lead):
    client = client_as("chair")
    with clock.frozen(at(LATE)):
        page = client.get(url(group, "deaths_chase"))
        text = page.content.decode()
        assert "Lee Lead: 1 return, BSW/2017/001" in text
        assert "1 person gets a mail" in text
        shown = page.context["hidden"]["shown"]
        client.post(url(group, "deaths_chase"), {"shown": shown})
        again = client.post(url(group, "deaths_chase"), {"shown": shown})
        assert again.status_code == 409
        assert "Lee Lead had a mail today already" in again.content.decode()
    assert Message.objects.filter(kind="cdop_chase").count() == 1
    assert (
        "Chased by a mail to Lee Lead"
        in client.get(url(group, "death_request", world[3].pk)).content.decode()
    )


def test_F1_the_home_pages_of_chair_and_coordinator_say_what_is_late(client_as, group, world):
    for who in ("chair", "cdop_coordinator"):
        client = client_as(who)
        with clock.frozen(at(LATE)):
            page = client.get(reverse("group_home", args=[group.slug])).content.decode()
        assert "CDOP returns late: <strong>1</strong>, the longest 12 days (GMP)" in page
        assert f"{url(group, 'deaths')}?outstanding=late" in page


def test_F1_each_figure_opens_as_many_rows_as_it_counts(client_as, group, world):
    with clock.frozen(at(LATE)):
        found = figures(asked(counted(group)), LATE)
        rows = {name: behind(counted(group), name, LATE).count() for name, _ in FIGURES}
        page = client_as("chair").get(url(group, "contribution"), {"period": "2016-17"})
    assert rows == {
        "in_time": found.in_time.of, "judged": found.in_time.out_of, "contributed": found.nil.out_of, "late": found.late,
        "outstanding": found.outstanding, "nil": found.nil.of, "declined": found.declined, "waited": found.waited,
    }  # fmt: skip
    assert str(found.in_time) == "50.0 % (2 of 4)"
    gmp = next(row for row in page.context["rows"] if row[0][0] == "Greater Manchester Police")
    assert [text for text, _, _ in gmp] == [
        "Greater Manchester Police",
        "3",
        "33.3 % (1 of 3)",
        "25",
        "1",
        "1",
        "0.0 % (0 of 2)",
        "0",
        "0",
    ]
    with clock.frozen(at(LATE)):
        opened = client_as("chair").get(gmp[2][1])
    assert len(opened.context["rows"]) == 3


@pytest.mark.parametrize("table", ["agencies", "trend"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_F1_the_files_of_the_contribution_equal_the_screen(client_as, group, world, table, kind):
    client = client_as("chair")
    query = {"period": "2016-17", "table": table}
    with clock.frozen(at(LATE)):
        page = client.get(url(group, "contribution"), query)
        file = client.get(url(group, "contribution"), query | {"format": kind}).content
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(file.decode("utf-8-sig"))))
    else:
        rows = [
            ["" if cell is None else str(cell) for cell in row]
            for row in openpyxl.load_workbook(io.BytesIO(file)).active.values
        ]
    shown = page.context["rows" if table == "agencies" else "trend_rows"]
    assert len(shown) > 1
    assert [[bare(cell) for cell in row] for row in rows[1:]] == [
        [bare(text) for text, _, _ in row] for row in shown
    ]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"period": "2091-92"}, "There is no year or quarter “2091-92” here."),
        ({"agency": "x"}, "No agency “x” was asked."),
        ({"agency": "99999999999999999999"}, "No agency “99999999999999999999” was asked."),
        ({"table": "<b>"}, "There is no table “&lt;b&gt;” here."),
    ],
)
def test_F1_what_the_contribution_is_asked_for_and_is_not_there_is_said_and_no_file_is_made_of_it(
    client_as, group, world, query, sentence
):
    with clock.frozen(at(LATE)):
        asked = [query, query | {"format": "csv"}, query | {"format": "xlsx"}]
        answers = [client_as("chair").get(url(group, "contribution"), one) for one in asked]
        plain = client_as("chair").get(url(group, "contribution"), {"period": ""}).content.decode()
    assert [one.status_code for one in answers] == [200, 400, 400]
    for one in answers:
        assert sentence in one.content.decode()
        assert len(one.context["trend_rows"]) > 1, "it filters nothing"
    assert "govuk-error-message" not in plain


def bare(text: str) -> str:
    """A dash on screen is an empty cell, and 25.0 the number 25."""
    return "" if text == "–" else text.removesuffix(".0")


def test_F6_category_1_is_the_chairs_to_say_and_a_case_is_shown_only_where_it_is_there(client_as, group):
    coordinator, chair = client_as("cdop_coordinator"), client_as("chair")
    typed = {
        "reference": "BSW/2017/001", "area": "", "expected": "", "category_one": "yes", **date_data("notified_on", date(2017, 3, 1)),
    }  # fmt: skip
    answer_ = coordinator.post(url(group, "death_new"), typed)
    death = ChildDeath.objects.get()
    screening = url(group, "death_screening", death.pk)
    assert answer_.url == url(group, "death_ask", death.pk)
    page = coordinator.get(url(group, "death", death.pk)).content.decode()
    assert f"By the chair, {factories.holder(group, 'S01')}, by" in page
    assert screening not in page
    assert coordinator.post(screening, {"what": "open", "because": ""}).status_code == 403
    assert screening in chair.get(url(group, "death", death.pk)).content.decode()
    form = chair.get(screening).content.decode()
    assert "It belongs to a case that is there already" not in form
    chair.post(screening, {"what": "open", "because": ""})
    death.refresh_from_db()
    for client, is_there in ((chair, True), (coordinator, False)):
        page = client.get(url(group, "death", death.pk)).content.decode()
        assert (death.case.codename in page) is is_there
        assert is_there or "Referred for screening" in page


def test_F6_only_cases_that_are_there_for_the_reader_can_be_linked(client_as, group):
    kept, open_ = make_case(group), make_case(group)
    kept.restricted_at, kept.restricted_because = MADE, "Sensitive"
    kept.save()
    death = make_death(group, category_one=True)
    client = client_as("chair")
    page = client.get(url(group, "death_screening", death.pk)).content.decode()
    assert open_.codename in page
    assert kept.codename not in page
    assert (
        client.post(url(group, "death_screening", death.pk), {"what": "link", "case": kept.pk}).status_code
        == 422
    )
    client.post(url(group, "death_screening", death.pk), {"what": "link", "case": open_.pk})
    death.refresh_from_db()
    assert death.case == open_


def test_F2_recommendations_are_typed_for_a_set_of_deaths(client_as, group):
    client = client_as("chair")
    assert "No death is reviewed yet" in client.get(url(group, "deaths_recommend")).content.decode()
    death, support = make_death(group), factories.holder(group, "S06")
    for state in (DeathState.READY, DeathState.REVIEWED):
        deaths.move(death=death, state=state, by=support, at=MADE)
    typed = {
        "deaths": [death.pk], "title": "Safer sleeping", "theme": "", "r-TOTAL_FORMS": "1", "r-INITIAL_FORMS": "0",
        "r-0-number": "1", "r-0-text": "", "r-0-addressed_to": "board",
    }  # fmt: skip
    page = client.post(url(group, "deaths_recommend"), typed)
    assert page.status_code == 422
    more = client.post(url(group, "deaths_recommend"), typed | {"more": "yes"}).content.decode()
    assert "r-1-text" in more
    made = client.post(url(group, "deaths_recommend"), typed | {"r-0-text": "Look at safer sleeping"})
    assert "/actions/plans/" in made.url
    page = client.get(url(group, "death", death.pk)).content.decode()
    assert "CDOP-BSW-2017-001" in page


def test_F1_a_conflict_shows_what_stands_and_keeps_what_was_typed(client_as, group):
    death, client = make_death(group), client_as("chair")
    typed = {
        "reference": "BSW/2017/001",
        "expected": "",
        "category_one": "",
        "version": "1",
        **date_data("notified_on", date(2017, 3, 1)),
    }
    client.post(url(group, "death_change", death.pk), typed | {"area": "Salford"})
    page = client.post(url(group, "death_change", death.pk), typed | {"area": "Bolton"})
    assert page.status_code == 409
    assert "It says now: BSW/2017/001, Salford" in page.content.decode()
    assert 'value="Bolton"' in page.content.decode()


def test_F1_a_list_is_imported_and_undone_through_its_pages(client_as, group):
    client = client_as("cdop_coordinator")
    data = b"CDOP Ref,Notified,Agency,Requested,Returned\nBSW/2017/001,20/02/2017,GMP,21/02/2017,\nBSW/2017/002,,GMP,21/02/2017,\n"
    file = io.BytesIO(data)
    file.name = "list.csv"
    page = client.post(url(group, "death_import_new"), {"file": file}, follow=True)
    text = page.content.decode()
    assert "Import 1 row" in text
    assert "no day on which the panel was notified" in text
    made = DeathImport.objects.get()
    confirm = client.get(url(group, "death_import_write", made.pk))
    client.post(url(group, "death_import_write", made.pk), confirm.context["hidden"])
    assert ChildDeath.objects.get().reference == "BSW/2017/001"
    assert "Undo this import" in client.get(url(group, "death_import", made.pk)).content.decode()
    client.post(url(group, "death_import_undo", made.pk))
    assert not ChildDeath.objects.exists()
    assert (
        "What stood before stands again" in client.get(url(group, "death_import", made.pk)).content.decode()
    )


def test_F1_what_is_asked_again_taken_back_and_judged_stands_on_the_page_of_the_request(
    client_as, group, world
):
    client, gmp = client_as("chair"), world[3]
    with clock.frozen(at(LATE)):
        client.post(url(group, "death_judge", gmp.pk), {"quality": "", "deferred_the_panel": "on"})
        client.post(url(group, "death_withdraw", gmp.pk), {"because": "Asked by mistake"})
        page = client.get(url(group, "death_request", gmp.pk)).content.decode()
    assert "Had to wait for it" in page
    assert "Asked by mistake" in page
    gmp.refresh_from_db()
    assert (gmp.state, gmp.deferred_the_panel) == ("withdrawn", True)


def test_F1_the_day_after_the_local_day_is_late_and_the_day_itself_is_not(client_as, group, world):
    client = client_as("chair")
    for day, is_late in ((date(2017, 3, 22), False), (date(2017, 3, 22) + timedelta(days=1), True)):
        with clock.frozen(at(day)):
            page = client.get(url(group, "deaths")).content.decode()
        assert ("Late, 22 days" in page) is is_late
