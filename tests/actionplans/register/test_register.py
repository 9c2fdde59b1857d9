"""The register: filtered, saved, changed in bulk, exported as it is shown, as it was on a past day (F15, P7)."""

import csv
import io
import re
from datetime import date, time

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from actionplans.models import Action
from actionplans.services import challenges, completion, extensions, lights, plans, updates
from subgroup import clock
from subgroup.clock import moment
from subgroup.models import Printout
from tests import factories
from tests.actionplans.register.days import TODAY
from tests.actionplans.rows import make_action, make_plan, make_recommendation
from tests.printing import printed


def references(page: str) -> list[str]:
    body = page.partition("<tbody")[2].partition("</tbody>")[0]
    return re.findall(r"(?:SCR-K|CDOP-7)/1\.\d", body)


def found(client, url: str) -> list[str]:
    return references(client.get(url).content.decode())


def test_F15_the_register_begins_with_what_is_still_open_the_earliest_due_first(client_as, register, actions):
    done = actions[1]
    done.stage, done.done_on, done.done_by = (
        "signed_off",
        date(2017, 6, 2),
        factories.holder(done.group, "S09"),
    )
    done.save()
    with clock.frozen(TODAY):
        chair = client_as("chair")
        assert sorted(found(chair, register)) == ["CDOP-7/1.1", "SCR-K/1.1", "SCR-K/1.3"]
        assert found(chair, f"{register}?state=done") == ["SCR-K/1.2"]
        assert len(found(chair, f"{register}?state=all")) == 4
        assert "3 actions: still open" in chair.get(register).content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("light=red", ["SCR-K/1.1"]),
        ("light=green", ["SCR-K/1.3"]),
        ("light=amber", ["CDOP-7/1.1", "SCR-K/1.2"]),
        ("light=blue", []),
        ("plan=CDOP-7", ["CDOP-7/1.1"]),
        ("kind=scr", ["SCR-K/1.1", "SCR-K/1.2", "SCR-K/1.3"]),
        ("kind=minutes", []),
        ("theme=Neglect", ["SCR-K/1.1", "SCR-K/1.2", "SCR-K/1.3"]),
        ("state=overdue", ["SCR-K/1.1"]),
        ("due=soon", ["SCR-K/1.2"]),
        ("due=none", ["CDOP-7/1.1"]),
        ("due_before_day=2&due_before_month=6&due_before_year=2017", ["SCR-K/1.1"]),
        ("due_before=2017-06-02", ["SCR-K/1.1"]),
        ("as_of=2017-05-01&light=red", []),
        ("as_of=2017-02-01", []),
    ],
)
def test_F15_each_filter_finds_what_it_says(client_as, register, actions, query, expected):
    with clock.frozen(TODAY):
        assert sorted(found(client_as("chair"), f"{register}?{query}")) == expected


def test_P7_a_light_that_the_group_agreed_counts_before_the_computed_one(client_as, register, actions):
    chair = factories.holder(actions[2].group, "S01")
    lights.agree(action=actions[2], colour="red", reason="Not believed", by=chair, at=TODAY)
    with clock.frozen(TODAY):
        client = client_as("chair")
        assert found(client, f"{register}?light=red") == ["SCR-K/1.1", "SCR-K/1.3"]
        assert found(client, f"{register}?light=green&voice=computed") == ["SCR-K/1.3"]
        assert found(client, f"{register}?light=differ") == ["SCR-K/1.3"]


def test_F15_changed_since_the_last_meeting(client_as, register, group, actions):
    factories.make_meeting(group, date(2017, 6, 1), state="held")
    with clock.frozen(TODAY):
        client = client_as("chair")
        assert found(client, f"{register}?changed=meeting") == []
        extensions.ask(
            action=actions[1],
            to_day=date(2017, 7, 20),
            reason="x",
            by=factories.holder(group, "S16"),
            at=TODAY,
        )
        extensions.decide(
            extension=actions[1].extension_requests.get(), granted=True, reason="", at=TODAY,
            by=factories.holder(group, "S01"),
        )  # fmt: skip
        assert found(client, f"{register}?changed=meeting") == ["SCR-K/1.2"]


def give(action, support, at):
    seat = factories.seat(action.group, "S09")
    plans.change_action(
        action=action, version=action.version, agency=seat.agency, owner=seat, by=support, at=at
    )


def send_back(action, support, at):
    earlier = moment(date(2017, 5, 2))
    word = updates.say(action=action, colour="green", text="x", by=support, at=earlier)
    updates.send_back(update=word, reason="Which?", by=support, at=at)


def hold_a_test(action, support, at):
    earlier = moment(date(2017, 5, 2))
    completion.propose(action=action, text="Done", by=support, at=earlier)
    completion.sign_off(
        action=action, by=support, at=earlier, test_kind="audit", test_due_on=date(2018, 6, 1)
    )
    completion.record_test(
        test=action.tests.get(), result="passed", note="x", held_on=date(2017, 6, 5), by=support, at=at
    )


CHANGES = {
    "who answers": give,
    "its words": lambda action, support, at: plans.change_action(
        action=action, version=action.version, text="Other words", by=support, at=at
    ),
    "more time asked": lambda action, support, at: extensions.ask(
        action=action, to_day=date(2018, 2, 1), reason="x", by=support, at=at
    ),
    "a test": hold_a_test,
    "sent back": send_back,
    "a challenge": lambda action, support, at: challenges.make(
        group=action.group, agency=action.agency, action=action, issue="x", question="Why?", by=support, at=at
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_F15_every_sort_of_change_since_the_last_meeting_counts(client_as, register, group, actions, what):
    for day in (date(2017, 5, 4), date(2017, 6, 1), date(2017, 6, 12)):
        factories.make_meeting(group, day, state="held")
    support, at = factories.holder(group, "S01"), moment(date(2017, 6, 8), time(9))
    with clock.frozen(at):
        CHANGES[what](actions[2], support, at)
    with clock.frozen(moment(date(2017, 6, 11), time(9))):
        assert found(client_as("chair"), f"{register}?changed=meeting&state=all") == ["SCR-K/1.3"]
    with clock.frozen(TODAY):
        client = client_as("chair")
        assert found(client, f"{register}?changed=meeting&state=all") == []
        assert found(client, f"{register}?changed=meeting&state=all&as_of=2017-06-10") == ["SCR-K/1.3"]
        assert found(client, f"{register}?changed=meeting&state=all&as_of=2017-06-07") == []


def test_F15_csv_and_xlsx_equal_the_screen(client_as, register, actions):
    with clock.frozen(TODAY):
        chair = client_as("chair")
        page = chair.get(register).content.decode()
        heads = re.findall(r"<th scope=\"col\"[^>]*>(?:<a[^>]*>)?([^<]+)", page)
        rows = list(csv.reader(io.StringIO(chair.get(f"{register}?format=csv").content.decode("utf-8-sig"))))
        sheet = load_workbook(io.BytesIO(chair.get(f"{register}?format=xlsx").content)).active
    assert rows[0] == [head.strip() for head in heads] == [cell.value for cell in sheet[1]]
    assert (
        [row[0] for row in rows[1:]]
        == references(page)
        == [row[0].value for row in sheet.iter_rows(min_row=2)]
    )
    overdue = next(row for row in rows if row[0] == "SCR-K/1.1")
    assert overdue == [
        "SCR-K/1.1", "Do thing 1", overdue[2], "2017-06-01", "", "", "Overdue or failing", "", "", "Overdue",
    ]  # fmt: skip


def test_P7_as_it_was_on_a_day_before_the_day_moved(client_as, register, group, actions):
    action = actions[1]
    extensions.ask(
        action=action, to_day=date(2017, 9, 1), reason="x", by=factories.holder(group, "S16"), at=TODAY
    )
    extensions.decide(
        extension=action.extension_requests.get(),
        granted=True,
        reason="",
        by=factories.holder(group, "S01"),
        at=TODAY,
    )
    with clock.frozen(moment(date(2017, 8, 1), time(9))):
        client = client_as("chair")
        past = client.get(f"{register}?as_of=2017-06-14&plan=SCR-K&format=csv").content.decode()
        now = client.get(f"{register}?plan=SCR-K&format=csv").content.decode()
        assert (
            "As it was on Wednesday 14 June 2017"
            in client.get(f"{register}?as_of=2017-06-14").content.decode()
        )
    assert "SCR-K/1.2,Do thing 2" in past
    assert re.search(r"SCR-K/1\.2.*,2017-06-20,,,Some slippage", past)
    assert re.search(r'SCR-K/1\.2.*,2017-09-01,"1, first 20 Jun 2017",,Some slippage', now)


def test_P7_as_it_was_are_also_the_words_the_agency_and_who_answered(client_as, register, group, actions):
    support, action = factories.holder(group, "S06"), actions[2]
    old, new = factories.seat(group, "S16"), factories.seat(group, "S09")

    def change(day, **values):
        at = moment(date(2017, 6, day), time(9))
        with clock.frozen(at):
            plans.change_action(action=action, version=action.version, by=support, at=at, **values)

    before = action.text
    change(5, text="Second words", owner=None, officer="Head of Nursing")
    change(8, text="Third words", agency=new.agency, owner=new)
    with clock.frozen(TODAY):
        client = client_as("chair")

        def then(query):
            page = client.get(f"{register}?plan=SCR-K&format=csv&{query}").content.decode("utf-8-sig")
            rows = csv.DictReader(io.StringIO(page))
            return [(row["What"], row["Who"]) for row in rows if row["Action"] == action.reference]

        first = f"{old.agency.code}: {old.code} {old.title}"
        last = f"{new.agency.code}: {new.code} {new.title}"
        assert then("as_of=2017-06-04") == [(before, first)]
        assert then("as_of=2017-06-05") == [("Second words", f"{old.agency.code}: Head of Nursing")]
        assert then("as_of=2017-06-08") == then("") == [("Third words", last)]
        assert then(f"as_of=2017-06-04&agency={old.agency_id}&lead={old.pk}") == [(before, first)]
        assert then(f"as_of=2017-06-05&lead={old.pk}") == []
        assert then(f"as_of=2017-06-07&agency={new.agency_id}") == []
        assert then(f"agency={old.agency_id}") == []
        page = client.get(reverse("actionplans:agency", args=[group.slug, old.agency_id]))
        assert "Second words" not in page.content.decode()
        page = client.get(f"{page.request['PATH_INFO']}?as_of=2017-06-06").content.decode()
        assert "Second words" in page
        assert "those of now" not in page


def test_P7_as_it_was_is_sorted_by_who_answered_then(client_as, register, group, actions):
    support, given = factories.holder(group, "S06"), moment(date(2017, 6, 8), time(9))
    other = factories.seat(group, "S09")
    with clock.frozen(given):
        plans.change_action(
            action=actions[0], version=actions[0].version, by=support, at=given, agency=other.agency, owner=other
        )  # fmt: skip
    client = client_as("chair")
    with clock.frozen(TODAY):

        def order(query: str) -> list[tuple[str, str]]:
            page = client.get(f"{register}?plan=SCR-K&format=csv&{query}").content.decode("utf-8-sig")
            rows = list(csv.DictReader(io.StringIO(page)))
            assert references(client.get(f"{register}?plan=SCR-K&{query}").content.decode()) == [
                one["Action"] for one in rows
            ]
            return [(one["Who"].partition(":")[0], one["Action"]) for one in rows]

        police, nurses = "GMP", other.agency.code
        first, second, third = ((police, f"SCR-K/1.{number}") for number in (1, 2, 3))
        given_on = (nurses, "SCR-K/1.1")
        assert order("as_of=2017-06-07&sort=who") == [first, second, third]
        assert order("as_of=2017-06-08&sort=who") == order("sort=who") == [second, third, given_on]
        assert order("as_of=2017-06-08&sort=-who") == [given_on, second, third]


def test_F15_a_lead_sees_and_exports_their_agency_alone_whatever_the_filter(client_as, register, actions):
    with clock.frozen(TODAY):
        lead = client_as("agency_lead")
        for query in (
            "",
            "?state=all",
            "?plan=CDOP-7",
            "?theme=Neglect",
            "?agency=1",
            "?more=yes",
            "?as_of=2017-06-01",
        ):
            page = lead.get(f"{register}{query}").content.decode()
            assert not [one for one in references(page) if one.startswith("CDOP")], query
            assert "Review CDOP-7" not in page, query
            assert "CDOP-7" not in lead.get(f"{register}?{query[1:]}&format=csv").content.decode()
        assert "SCR-K/1.1" in lead.get(register).content.decode()


def test_F15_queries_do_not_grow_with_the_rows(client_as, register, actions):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(f"{register}?per_page=100&as_of=2017-06-10")
            client.get(f"{register}?per_page=100")
        return len(captured)

    with clock.frozen(TODAY):
        client = client_as("chair")
        client.get(register)
        few = queries()
        recommendation = make_recommendation(make_plan(actions[0].group, "SCR-L"))
        for number in range(30):
            make_action(recommendation, number)
        assert queries() == few


def test_P7_a_plan_in_pictures_says_in_a_sentence_and_a_table_what_it_draws(client_as, group, actions):
    plan = actions[0].plan
    url = reverse("actionplans:plan_picture", args=[group.slug, plan.pk])
    with clock.frozen(TODAY):
        page = client_as("liqa_reader").get(url).content.decode()
        past = client_as("chair").get(f"{url}?as_of=2017-06-01").content.decode()
    assert "3 actions: 1 is red." in page
    assert "1 action is overdue; the oldest was due on Thursday 1 June 2017." in page
    assert "No day was moved." in page
    assert 'style="' not in page
    assert "3 actions: none is red." in past
    assert "As it was on Thursday 1 June 2017" in past


@pytest.mark.parametrize("kind", ["plan", "agency"])
def test_P7_the_documents_are_tagged_and_say_what_the_page_says(client_as, group, actions, kind):
    which = actions[0].plan if kind == "plan" else actions[0].agency
    url = reverse(f"actionplans:{kind}_pdf", args=[group.slug, which.pk])
    with clock.frozen(TODAY):
        data = printed(client_as("chair"), url)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "as at 15 June 2017" in str(pdf.docinfo.Title)
    assert "review" not in Printout.objects.get().name.lower()  # file names bear no titles


def test_F15_a_lead_takes_their_own_agencys_page_to_their_board_and_no_other(client_as, group, actions):
    with clock.frozen(TODAY):
        lead, page = (
            client_as("agency_lead"),
            reverse("actionplans:agency", args=[group.slug, actions[0].agency_id]),
        )
        register = lead.get(reverse("actionplans:list", args=[group.slug])).content.decode()
        all_agencies = client_as("chair").get(reverse("actionplans:list", args=[group.slug])).content.decode()
        own = lead.get(page).content.decode()
        other = lead.get(reverse("actionplans:agency", args=[group.slug, actions[3].agency_id]))
        document = lead.get(reverse("actionplans:agency_pdf", args=[group.slug, actions[3].agency_id]))
    assert page in register
    assert "Page for the agency" not in all_agencies
    assert "SCR-K/1.1" in own
    assert "CDOP-7" not in own
    assert (other.status_code, document.status_code) == (404, 404)


def test_P7_confidential_plans_are_not_drawn_for_readers_without_the_right(client_as, group, actions):
    plan = actions[0].plan
    plan.confidential = True
    plan.save()
    with clock.frozen(TODAY):
        reader = client_as("liqa_reader")
        for name in ("plan_picture", "plan_pdf"):
            assert reader.get(reverse(f"actionplans:{name}", args=[group.slug, plan.pk])).status_code == 404
        page = reader.get(
            reverse("actionplans:agency", args=[group.slug, actions[0].agency_id])
        ).content.decode()
    assert "SCR-K" not in page


def test_P7_the_chair_agrees_a_light_with_a_reason_and_the_rules_are_published(client_as, group, actions):
    url = reverse("actionplans:light", args=[group.slug, actions[2].pk])
    with clock.frozen(TODAY):
        chair = client_as("chair")
        refused = chair.post(url, {"colour": "red", "reason": ""})
        assert "Days and evidence say “On track”" in refused.content.decode()
        assert chair.post(url, {"colour": "red", "reason": "Not believed"}).status_code == 302
        rules = (
            client_as("agency_lead").get(reverse("actionplans:lights", args=[group.slug])).content.decode()
        )
    assert Action.objects.get(pk=actions[2].pk).agreed_colour == "red"
    assert "It is due within 14 days, and nothing has been shown." in rules
