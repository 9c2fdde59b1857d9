"""S1 to S6, F6, F7: the days, the clocks and the two questions as people use them."""

from datetime import date, time, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.enums import Answer, DateKind, Question
from reviews.models import Assessment, ClockException, Relaxation
from reviews.services import clocks, dates
from subgroup import clock
from subgroup.clock import moment
from subgroup.forms import date_data
from subgroup.models import Deadline
from tests import factories
from tests.reviews.cases import make_case
from tests.reviews.screening import make_independent_chair
from tests.reviews.test_questions import ALL_NO, SCR_NO, limbs_of

NOW = factories.START
SCR_DECIDED = "The Independent Chair’s decision"
D = DateKind


def path(group, case, rest=""):
    return f"/g/{group.slug}/cases/{case.pk}/{rest}"


def text(response):
    return " ".join(response.content.decode().split())


def row(case, rule):
    return Deadline.objects.about("case", case.pk).get(rule=rule)


def record(case, by, **days):
    for kind, day in days.items():
        dates.record(case=case, kind=kind, day=day, by=by, at=clock.now(), because="Corrected")


def worksheet(limbs, answer, because="As the panel sees it", **more):
    said = {f"{field}_{key}": value for key, one in limbs.items() for field, value in one.items()}
    return {
        **said, "answer": answer, "because": because, "decided_by_name": "The chair", "seen": "0",
        **date_data("decided_on", NOW.date()), **more,
    }  # fmt: skip


def test_S1_support_records_what_is_known_in_one_go_and_the_clocks_stand_on_the_case(group, client_as):
    case, client = make_case(group), client_as("business_support")
    assert "No clock is running" in text(client.get(path(group, case)))
    sent = client.post(
        path(group, case, "dates/record/"),
        {
            "source": "Letter LA/17/4", **date_data("incident", date(2017, 2, 20)), **date_data("aware", date(2017, 2, 21)),
            **date_data("board_told", date(2017, 2, 24)),
        },
    )  # fmt: skip
    assert sent.status_code == 302
    shown = text(client.get(path(group, case)))
    for words in (
        "The authority’s notification to Ofsted", "Tuesday 28 February 2017", "Overdue", "Letter LA/17/4",
        "the sub-group checks that it did", "Under <strong>Working Together 2015</strong>, by the day of “Board told”",
        "Sent Friday 24 February 2017; due Tuesday 28 February 2017", "In time",
        "The Independent Chair’s decision", "Friday 24 March 2017",
    ):  # fmt: skip
        assert words in shown, words


def test_S1_a_day_to_come_is_refused_beside_it_and_nothing_is_recorded(group, client_as):
    case, client = make_case(group), client_as("business_support")
    tomorrow = NOW.date() + timedelta(days=1)
    refused = client.post(
        path(group, case, "dates/record/"),
        {"source": "TYPED", **date_data("aware", date(2017, 2, 21)), **date_data("ofsted_told", tomorrow)},
    )
    assert refused.status_code == 422
    assert "Ofsted told: Thursday 2 March 2017 lies in the future" in text(refused)
    assert "TYPED" in text(refused)
    assert not case.dates.exists()
    empty = client.post(path(group, case, "dates/record/"), {"source": "x"})
    assert "Enter at least one day" in text(empty)


def test_S1_two_who_record_the_same_day_at_once_lose_nothing(group, client_as, support):
    case, client = make_case(group), client_as("business_support")
    record(case, support, aware=date(2017, 2, 21))
    refused = client.post(path(group, case, "dates/record/"), date_data("aware", date(2017, 2, 22)))
    assert "Authority aware is recorded as Tuesday 21 February 2017" in text(refused)
    again = client.post(path(group, case, "dates/record/"), date_data("aware", date(2017, 2, 21)))
    assert (again.status_code, case.dates.count()) == (302, 1)


def test_days_that_can_hardly_be_right_beside_each_other_are_shown(group, client_as, support):
    case = make_case(group)
    record(case, support, aware=date(2017, 2, 21), ofsted_told=date(2017, 2, 1))
    shown = text(client_as("business_support").get(path(group, case)))
    assert "Ofsted told (Wednesday 1 February 2017) lies before Authority aware" in shown


def test_only_the_days_of_the_cases_guidance_are_asked_for(group, client_as):
    case = make_case(group)
    shown = text(client_as("business_support").get(path(group, case, "dates/record/")))
    assert "Publication planned" in shown
    assert "Rapid review complete" not in shown


def test_S2_a_day_is_changed_or_taken_back_with_its_reason_and_what_stood_before_is_seen(
    group, client_as, support
):
    case, client = make_case(group), client_as("business_support")
    record(case, support, board_told=date(2017, 2, 1))
    page = path(group, case, "dates/board_told/")
    assert 'value="2017"' in text(client.get(page))
    refused = client.post(page, date_data("day", date(2017, 2, 3)))
    assert "is recorded as Wednesday 1 February 2017. Say why" in text(refused)
    assert client.post(page, {**date_data("day", date(2017, 2, 3)), "because": "A slip"}).status_code == 302
    assert client.post(page, {"back": "on", "because": "Never told"}).status_code == 302
    shown = text(client.get(path(group, case, "dates/")))
    for words in ("Wednesday 1 February 2017", "because: A slip", "Taken back", "Never told"):
        assert words in shown
    assert client.get(path(group, case, "dates/nonsense/")).status_code == 404


def test_S2_a_late_normal_clock_is_red_until_the_chair_gives_a_reason(group, client_as, support):
    case = make_case(group)
    record(case, support, board_told=date(2017, 1, 10))
    page = path(group, case, f"clocks/{row(case, 's2_chair_decides').pk}/reason/")
    assert "Late, reason needed" in text(client_as("business_support").get(path(group, case)))
    assert client_as("business_support").get(page).status_code == 403
    chair = client_as("chair")
    assert page in text(chair.get(path(group, case)))
    refused = chair.post(page, {"because": "", **date_data("expected_on", date(2017, 4, 3))})
    assert (refused.status_code, "Say why it takes longer" in text(refused)) == (422, True)
    chair.post(
        page,
        {"because": "The inquest", "meanwhile": "A briefing", **date_data("expected_on", date(2017, 4, 3))},
    )
    shown = text(chair.get(path(group, case)))
    for words in ("Late, with a reason", "The inquest", "A briefing", "Expected by Monday 3 April 2017"):
        assert words in shown
    with clock.frozen(moment(date(2017, 4, 4), time(9))):
        assert "Late, reason needed" in text(chair.get(path(group, case))), "the new day passed too"


def test_S2_what_was_late_and_is_done_asks_why_and_for_no_day(group, client_as, support):
    case, chair = make_case(group), client_as("chair")
    record(case, support, board_told=date(2017, 1, 10), chair_decided=date(2017, 2, 20))
    page = path(group, case, f"clocks/{row(case, 's2_chair_decides').pk}/reason/")
    assert "expected_on" not in text(chair.get(page))
    assert chair.post(page, {"because": "The inquest"}).status_code == 302
    shown = text(chair.get(path(group, case)))
    assert "Done late" in shown
    assert "reason needed" not in shown


def test_S1_a_fixed_limit_takes_no_reason(group, client_as, support):
    case = make_case(group)
    record(case, support, aware=date(2017, 1, 10))
    refused = client_as("chair").get(path(group, case, f"clocks/{row(case, 's1_ofsted_told').pk}/reason/"))
    assert "has a fixed limit" in text(refused)


def test_the_clock_of_another_case_is_not_found_under_this_one(group, client_as, support):
    case, other = make_case(group), make_case(group)
    record(other, support, board_told=date(2017, 1, 10))
    page = path(group, case, f"clocks/{row(other, 's2_chair_decides').pk}/reason/")
    assert client_as("chair").get(page).status_code == 404


# The wall


def test_S1_to_S6_the_wall_shows_late_ones_first_and_by_filter(group, client_as, support):
    early, late, stopped = (make_case(group) for _ in range(3))
    record(early, support, board_told=date(2017, 2, 27))
    record(late, support, board_told=date(2017, 1, 10))
    record(stopped, support, board_told=date(2017, 1, 11), chair_decided=date(2017, 1, 20))
    client, wall = client_as("chair"), f"/g/{group.slug}/cases/clocks/"
    wall += "?rule=s2_chair_decides&"
    shown = text(client.get(wall))
    assert shown.index(late.codename) < shown.index(early.codename)
    assert stopped.codename not in shown
    assert early.codename not in text(client.get(f"{wall}which=late"))
    assert late.codename in text(client.get(f"{wall}which=asking"))
    assert stopped.codename in text(client.get(f"{wall}which=stopped"))
    csv = client.get(f"{wall}format=csv").content.decode()
    assert f'{late.codename},"Late, reason needed",The Independent Chair’s decision,S2' in csv
    record(stopped, support, chair_decided=date(2017, 2, 20))
    assert "Done late, reason needed" in text(client.get(wall)), "it is asked until it is answered"


def test_S6_a_report_that_was_kept_long_enough_leaves_the_wall(group, client_as, support):
    case = make_case(group)
    record(case, support, published=date(2016, 2, 1))
    client = client_as("chair")
    assert case.codename not in text(client.get(f"/g/{group.slug}/cases/clocks/"))
    assert "Over" in text(client.get(path(group, case)))


def test_a_restricted_case_is_on_no_wall_and_no_home_page_of_whom_it_is_not_open_to(
    group, client_as, support
):
    case = make_case(group)
    record(case, support, aware=date(2017, 1, 10), board_told=date(2017, 1, 10))
    client, wall = client_as("chair"), f"/g/{group.slug}/cases/clocks/"
    assert "Statutory clocks" in text(client.get(f"/g/{group.slug}/"))
    case.restricted_at, case.restricted_because = NOW, "A relative of a member"
    case.save()
    for page in (wall, f"{wall}?which=all", f"{wall}?format=csv", f"/g/{group.slug}/"):
        assert case.codename not in text(client.get(page))
    assert "Statutory clocks" not in text(client.get(f"/g/{group.slug}/"))
    for rest in ("dates/", "dates/record/", "dates/aware/", "questions/review/"):
        assert client.get(path(group, case, rest)).status_code == 404


def test_S1_the_home_page_tells_chair_and_support_what_is_late_or_due_within_five_days(
    group, client_as, support
):
    soon, far = make_case(group), make_case(group)
    record(soon, support, aware=date(2017, 2, 28))
    record(far, support, board_told=date(2017, 2, 28))
    for who in ("chair", "business_support"):
        shown = text(client_as(who).get(f"/g/{group.slug}/"))
        assert f"Case {soon.codename}: The authority’s notification to Ofsted" in shown
        part = shown.split("Statutory clocks")[1].split("See all clocks")[1].split("</ul>")[0]
        assert far.codename not in part
    assert "Statutory clocks" not in text(client_as("member").get(f"/g/{group.slug}/"))


def test_S2_a_late_clock_is_named_once_on_the_chairs_home_where_it_is_most_urgent(group, client_as, support):
    case = make_case(group)
    record(case, support, aware=date(2017, 1, 10), board_told=date(2017, 1, 10))
    own, others = (
        f"{case}: {title}</a>" for title in (SCR_DECIDED, "The authority’s notification to Ofsted")
    )
    chairs = text(client_as("chair").get(f"/g/{group.slug}/"))
    assert chairs.count(own) == chairs.count(others) == 1
    assert chairs.index("What you owe") < chairs.index(own) < chairs.index("Statutory clocks")
    assert "2 late" in chairs
    assert "1 stands above." in chairs
    assert text(client_as("business_support").get(f"/g/{group.slug}/")).count(own) == 1


def test_S2_a_clock_says_from_which_day_in_which_unit_and_under_which_guidance_it_is_counted(
    group, client_as, support
):
    case, client = make_case(group), client_as("chair")
    record(case, support, aware=date(2017, 2, 21), board_told=date(2017, 2, 24))
    page = text(client.get(path(group, case)))
    for words in (
        "Counted under Working Together 2015: 1 calendar month after “Board told”, Friday 24 February 2017.",
        "Counted under Working Together 2015: 5 working days after “Authority aware”, Tuesday 21 February 2017.",
        "The Board’s Independent Chair normally decides by Friday 24 March 2017 (in 17 working days) whether there is to be",
    ):
        assert words in page
    wall = text(client.get(f"/g/{group.slug}/cases/clocks/?rule=s2_chair_decides"))
    assert "1 calendar month after “Board told”, 24 Feb 2017" in wall


# The two questions


def test_F7_yes_shows_the_clock_at_once_and_what_keeps_it_from_running(group, client_as):
    case, client = make_case(group), client_as("business_support")
    yes = worksheet({**ALL_NO, "died": {"met": "yes", "evidence": "The police log"}}, "yes")
    assert client.post(path(group, case, "questions/notifiable/"), yes).status_code == 302
    shown = text(client.get(path(group, case)))
    assert "The police log" in shown
    assert "the day on which the authority became aware is not recorded" in shown
    client.post(path(group, case, "dates/record/"), date_data("aware", date(2017, 2, 1)))
    shown = text(client.get(path(group, case)))
    assert "Overdue" in shown
    assert "became aware is not recorded" not in shown


def test_F7_not_notifiable_lifts_the_authoritys_clock_and_yes_brings_it_back(group, client_as, support):
    case, client = make_case(group), client_as("business_support")
    record(case, support, aware=date(2017, 2, 1))
    page = path(group, case, "questions/notifiable/")
    client.post(page, worksheet(ALL_NO, "no"))
    assert row(case, "s1_ofsted_told").release_reason == clocks.NOT_NOTIFIABLE
    held = str(Assessment.objects.get().pk)
    yes = {**ALL_NO, "looked_after": {"met": "yes", "evidence": "Care order"}}
    client.post(page, worksheet(yes, "yes", seen=held))
    assert row(case, "s1_ofsted_told").is_open
    shown = text(client.get(path(group, case)))
    assert "Earlier answers" in shown


def test_F6_the_presumption_refuses_no_beside_its_field_and_keeps_what_was_typed(group, client_as):
    case, client = make_case(group), client_as("business_support")
    page = path(group, case, "questions/review/")
    assert "definitive evidence" in text(client.get(page))
    harmed = {
        **SCR_NO,
        "seriously_harmed": {"met": "yes", "evidence": "TYPED"},
        "worked_together": {"met": "no"},
    }
    refused = client.post(page, worksheet(harmed, "no"))
    assert refused.status_code == 422
    assert "id_against_worked_together" in text(refused)
    assert "answered with no only once the definitive evidence" in text(refused)
    assert "TYPED" in text(refused)
    harmed["worked_together"]["against"] = "The review of the trust found none."
    assert client.post(page, worksheet(harmed, "no")).status_code == 302
    assert "The review of the trust found none." in text(client.get(path(group, case)))


def test_F6_two_answers_at_once_keep_both_and_a_double_press_is_one(group, client_as):
    case = make_case(group)
    page, support, chair = (
        path(group, case, "questions/review/"),
        client_as("business_support"),
        client_as("chair"),
    )
    support.post(page, worksheet(SCR_NO, "no", because="Theirs"))
    support.post(page, worksheet(SCR_NO, "no", because="Theirs"))
    refused = chair.post(page, worksheet(SCR_NO, "no", because="Mine"))
    shown = text(refused)
    assert refused.status_code == 422
    assert "after you opened this page" in shown
    assert "Theirs" in shown
    assert "Mine" in shown
    held = Assessment.objects.get()
    assert f'name="seen" value="{held.pk}"' in shown
    chair.post(page, worksheet(SCR_NO, "no", because="Mine", seen=str(held.pk)))
    assert [one.because for one in case.assessments.order_by("pk")] == ["Theirs", "Mine"]


def test_F6_F7_the_two_answers_stand_side_by_side_and_say_where_they_do_not_fit(group, client_as):
    case, client = make_case(group), client_as("business_support")
    client.post(path(group, case, "questions/notifiable/"), worksheet(ALL_NO, "no"))
    custody = {**SCR_NO, "custody": {"met": "yes", "evidence": "Died on remand"}}
    client.post(path(group, case, "questions/review/"), worksheet(custody, "yes"))
    assert "These two answers do not fit" in text(client.get(path(group, case)))


def test_F6_an_answer_under_guidance_that_holds_no_more_is_to_be_given_again(group, client_as, support):
    with clock.frozen(moment(date(2019, 6, 3), time(9))):
        case = make_case(group, at=clock.now())
        record(case, support, board_told=date(2018, 6, 28))
        Assessment.objects.create(
            case=case, question=Question.REVIEW, regime="wt2015", answer=Answer.NO, because="x",
            decided_on=date(2019, 6, 3), decided_by_name="The chair", recorded_at=clock.now(), recorded_by=support,
        )  # fmt: skip
        record(case, support, board_told=date(2019, 5, 1))
        shown = text(client_as("business_support").get(path(group, case)))
    assert "Answered under Working Together 2015. The case is under other guidance now" in shown
    assert "It was under other guidance before" in shown
    assert "Is it a serious child safeguarding case?" in shown


# National relaxations


def test_a_relaxation_shows_what_moves_before_it_does_and_is_taken_back_with_a_reason(
    group, client_as, support
):
    with clock.frozen(moment(date(2020, 5, 4), time(9))):
        case = make_case(group, at=clock.now())
        record(case, support, national_panel_told=date(2020, 3, 26), board_told=date(2020, 3, 26))
        client, page = client_as("chair"), f"/g/{group.slug}/cases/clocks/relaxations/"
        said = {
            "clock": "wt2018:rapid_review", "offset": "30 working days after", "because": "Letter of March 2020",
            **date_data("starts_on", date(2020, 3, 1)), **date_data("ends_on", date(2020, 6, 30)),
        }  # fmt: skip
        shown = text(client.post(f"{page}new/", said))
        assert f"Case {case.codename}: The rapid review: from Monday 20 April 2020 to" in shown
        assert not Relaxation.objects.exists()
        client.post(f"{page}new/", {**said, "confirmed": "yes"})
        moved = row(case, "rapid_review")
        assert moved.due_on == date(2020, 5, 12)
        assert "Letter of March 2020" in moved.explanation
        made = Relaxation.objects.get()
        assert client.post(f"{page}{made.pk}/end/", {"because": ""}).status_code == 422
        client.post(f"{page}{made.pk}/end/", {"because": "It was withdrawn"})
        assert row(case, "rapid_review").due_on == date(2020, 4, 20)
        assert "Taken back: It was withdrawn" in text(client.get(page))
        five = client.post(f"{page}new/", {**said, "clock": "wt2018:s1_panel_told"})
        assert "is never relaxed" in text(five)


def test_the_business_manager_enters_a_relaxation_and_who_may_not_is_told_who_can(group, client_as):
    page = f"/g/{group.slug}/cases/clocks/relaxations/"
    manager = client_as("business_manager")
    assert "Enter a relaxation" in text(manager.get(page))
    assert '<form method="post"' in manager.get(f"{page}new/").content.decode()
    support = client_as("business_support")
    assert "Enter a relaxation" not in text(support.get(page))
    refused = support.get(f"{page}new/")
    assert refused.status_code == 403
    assert "The chair, the vice chair or the business manager can." in text(refused)
    wall = f"/g/{group.slug}/cases/clocks/"
    assert page in text(support.get(wall))
    assert page not in text(client_as(make_independent_chair(group)).get(wall)), "it would not open"


def test_S1_to_S6_queries_of_the_pages_are_constant(group, client_as, support):
    case, client = make_case(group), client_as("chair")
    reason = {"because": "x", "expected_on": date(2017, 4, 3), "made_at": NOW, "made_by": support}

    def queries(more):
        for _ in range(more):
            one = make_case(group)
            record(one, support, aware=date(2017, 1, 10), board_told=date(2017, 1, 10))
            ClockException.objects.create(deadline=row(one, "s2_chair_decides"), case=one, **reason)
            record(
                case, support, aware=date(2017, 1, 10) + timedelta(days=more), board_told=date(2017, 1, 12)
            )
            Assessment.objects.create(
                case=case, question=Question.REVIEW, regime="wt2015", answer=Answer.NO, because="x",
                decided_on=NOW.date(), decided_by_name="x", recorded_at=NOW, recorded_by=support,
            ).limbs.create(limb="died", met=Answer.NO)  # fmt: skip
        found = []
        for page in (
            f"/g/{group.slug}/cases/clocks/",
            f"/g/{group.slug}/",
            path(group, case),
            path(group, case, "dates/"),
        ):
            client.get(page)
            with CaptureQueriesContext(connection) as counted:
                client.get(page)
            found.append(len(counted))
        return found

    assert queries(2) == queries(6)


def test_limbs_of_the_guidance_are_the_ones_of_the_worksheet(group, client_as):
    case, client = make_case(group), client_as("business_support")
    for question in ("notifiable", "review"):
        shown = text(client.get(path(group, case, f"questions/{question}/")))
        for key in limbs_of("wt2015", question):
            assert f'name="met_{key}"' in shown
