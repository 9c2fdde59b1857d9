"""R1: plans and actions, cases, clocks and CDOP contributions in a return: counted, open to their rows, and nothing that is hidden."""

from datetime import date, time

import pytest
from django.urls import reverse

from actionplans.services import completion, extensions
from reports import document, returns
from reports.carried.table import rows_of
from reports.models import CoordinatingMeeting, Return
from reports.plots.year import plots
from reviews.services import restricting
from subgroup import clock, programme
from subgroup.clock import moment
from tests import factories
from tests.actionplans.plans import make_action, make_plan
from tests.reports import built
from tests.reports.plots.read import year
from tests.reports.test_report_pages import figures_on, queries, text
from tests.reviews.cases import make_case
from tests.reviews.deaths import answer, ask, make_death

SENT, NEXT = date(2017, 6, 7), date(2017, 7, 20)


def at(day: date, hour: int = 12):
    return moment(day, time(hour))


@pytest.fixture
def cdg(group):
    return [
        returns.add_meeting(group=group, day=one, name=f"CDG{number}", by=None, at=factories.START)
        for number, one in enumerate(built.CDG, start=1)
    ]


def said(cdg, on: date = NEXT) -> dict:
    """What the return to the second meeting says on a day."""
    row = returns.draft(meeting=cdg[1], by=None, at=at(on, 8))
    return returns.frozen(row, returns.since_last_return(row, on=on), on=on)


def count(figures: dict, table: str, figure: str, of: str = "") -> int:
    return len(rows_of(figures[table], figure, of))


def test_R1_actions_are_counted_by_plan_with_what_moved_since_the_last_return(group, cdg, chair):
    plan = make_plan(group)
    late = make_action(plan, "GMP", due_on=date(2017, 6, 30))
    make_action(plan, "NPS", due_on=date(2017, 9, 1))
    built.send_return(group, cdg[0], SENT)
    new = make_action(make_plan(group, "SCR-L"), "GMP", at=at(date(2017, 7, 1)))
    figures = said(cdg)
    assert figures["since"] == SENT.isoformat()
    assert [line["key"] for line in figures["actions"]["lines"]] == ["SCR-K", "SCR-L"]
    assert [count(figures, "actions", "open", code) for code in ("SCR-K", "SCR-L", "")] == [2, 1, 3]
    assert [row["ref"] for row in rows_of(figures["actions"], "overdue")] == [late.reference]
    assert [row["ref"] for row in rows_of(figures["actions"], "new")] == [new.reference]
    assert late.text not in str(figures["actions"])


def test_R1_an_action_reported_done_or_given_another_day_is_told_as_moved_once(group, cdg, chair):
    plan = make_plan(group)
    done, moved = make_action(plan, "GMP"), make_action(plan, "NPS")
    built.send_return(group, cdg[0], SENT)
    on = at(date(2017, 7, 3))
    completion.propose(action=done, text="All trained.", by=chair, at=on)
    asked = extensions.ask(action=moved, to_day=date(2017, 12, 1), reason="Staff left", by=chair, at=on)
    extensions.decide(extension=asked, granted=True, reason="", by=chair, at=on)
    figures = said(cdg)
    assert [row["pk"] for row in rows_of(figures["actions"], "reported")] == [done.pk]
    assert [row["pk"] for row in rows_of(figures["actions"], "moved")] == [moved.pk]
    built.send_return(group, cdg[1], NEXT)
    row = returns.draft(meeting=cdg[2], by=None, at=at(date(2017, 9, 1)))
    later = returns.frozen(row, [], on=date(2017, 9, 1))
    assert [count(later, "actions", one) for one in ("new", "reported", "moved")] == [0, 0, 0]


def test_S1_a_case_that_opens_to_named_people_is_in_no_figure(group, cdg, chair):
    make_case(group)
    before = said(cdg)
    hidden = make_case(group, at=at(date(2017, 7, 3)))
    assert count(said(cdg), "cases", "now") == count(before, "cases", "now") + 1
    restricting.restrict(case=hidden, people=[chair], because="Police", by=chair, at=at(date(2017, 7, 4)))
    after = said(cdg)
    for one in ("cases", "reviews", "clocks"):
        assert after[one] == before[one]
    assert hidden.codename not in str(after)


def test_R1_cases_are_counted_with_no_codename_and_rows_frozen_before_a_restriction_are_kept_back(
    group, cdg, chair, client_as
):
    case = make_case(group)
    sent = built.send_return(group, cdg[0], SENT)
    assert count(sent.figures, "cases", "now") == 1
    assert case.codename not in str(sent.figures)
    address = f"{reverse('reports:return_rows', args=[group.slug, cdg[0].pk])}?table=cases&figure=now"
    with clock.frozen(at(NEXT)):
        client = client_as("business_support")
        assert address in text(client.get(reverse("reports:return", args=[group.slug, cdg[0].pk])))
        assert case.reference in text(client.get(address))
        restricting.restrict(case=case, people=[chair], because="Police", by=chair, at=at(NEXT))
        page = text(client.get(address))
        assert case.reference not in page
        assert "1 record" in page
        assert "1 of them is open to named people only now" in page
        reader = client_as("cdg_reader")
        assert "/rows/" not in text(reader.get(reverse("reports:return", args=[group.slug, cdg[0].pk])))
        assert reader.get(address).status_code == 403


def test_R1_contributions_to_the_CDOP_are_counted_by_agency_as_their_own_page_counts_them(group, cdg):
    asked = ask(make_death(group), "GMP", "NPS", on=date(2017, 5, 2))
    answer(asked[0], date(2017, 5, 4))
    figures = said(cdg)
    assert [count(figures, "cdop", one, "GMP") for one in ("asked", "in_time", "late")] == [1, 1, 0]
    assert [count(figures, "cdop", one, "NPS") for one in ("asked", "in_time", "late")] == [1, 0, 1]


def test_R1_the_programme_stands_item_by_item_with_the_version_that_was_agreed(group, cdg, chair):
    assert said(cdg)["programme"] is None
    whole = programme.start(group=group, year="2017-18", by=chair, at=factories.START)
    owner = ("seat", str(factories.seat(group, "S09").pk))
    programme.add(
        programme=whole,
        title="Audit thirty cases",
        owner=owner,
        due_on=date(2017, 7, 1),
        by=chair,
        at=factories.START,
    )
    version = programme.put(programme=whole, name="1.0", by=chair, at=at(SENT))
    programme.answer(version=version, state="agreed", on=SENT, by=chair, at=at(SENT))
    told = said(cdg)["programme"]
    assert (told["agreed"], [(row["title"], row["state"]) for row in told["items"]]) == (
        "1.0",
        [("Audit thirty cases", "Overdue")],
    )


def test_R1_a_return_sent_before_there_were_these_sections_says_nothing_of_them(group, cdg):
    sent = built.send_return(group, cdg[0], SENT)
    added = {
        "comments", "decisions", "promised", "programme", "since", "since_return", "actions", "cases", "reviews", "clocks", "cdop",
        "attendance", "pictures",
    }  # fmt: skip
    old = {key: value for key, value in sent.figures.items() if key not in added}
    page = document.for_page(old)
    assert (page["has_tables"], page["promised"], page["comments"], page["pictures"]) == (False, None, {}, {})


def test_R1_the_pictures_of_a_return_are_those_of_the_year_on_its_day_and_are_frozen_with_it(group, chair):
    built.small_year(group)
    meeting = CoordinatingMeeting.objects.get(group=group, name="CDG3")
    row = returns.draft(meeting=meeting, by=None, at=built.NOW)
    returns.approve(the_return=row, by=chair, at=built.NOW)
    drawn = {one.key: one for one in plots(year(group, built.TODAY), today=built.TODAY) if one.picture}
    sent = returns.send(the_return=row, by=chair, at=built.NOW)
    make_action(make_plan(group), "GMP", due_on=built.TODAY)
    shown = document.for_page(Return.objects.get(pk=sent.pk).figures)["pictures"].values()
    kept = {one["key"]: one for found in shown for one in found}
    assert set(kept) == set(drawn) - {"clocks"}
    assert {"attendance", "papers", "minutes"} <= set(kept)
    for key, one in kept.items():
        assert one["picture"]["svg"] == drawn[key].picture.svg
        assert [tuple(row) for row in one["rows"]] == list(drawn[key].rows)


@pytest.mark.parametrize("query", ["", "table=cases", "table=year&figure=now", "table=cases&figure=x"])
def test_an_address_of_no_figure_of_a_return_is_not_found(group, cdg, client_as, query):
    address = reverse("reports:return_rows", args=[group.slug, cdg[0].pk])
    assert client_as("chair").get(f"{address}?{query}").status_code == 404


def test_R1_the_queries_of_a_draft_do_not_grow_with_what_it_counts(group, cdg, client_as):
    page = reverse("reports:return", args=[group.slug, cdg[1].pk])
    counted = []
    with clock.frozen(at(NEXT)):
        client = client_as("chair")
        for number in range(3):
            make_case(group)
            make_action(make_plan(group, f"SCR-{'KLM'[number]}"), "GMP")
            ask(make_death(group, f"BSW/2017/00{number}"), "GMP", on=date(2017, 5, 2))
            assert figures_on(text(client.get(page)))
            counted.append(queries(client, page))
    assert counted[1] == counted[2]
