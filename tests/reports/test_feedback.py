"""R1: the Coordination and Delivery Group's feedback on a return is recorded, taken up, and told in the next return."""

from datetime import date, time

import pytest
from django.urls import reverse

from reports import feedback, returns, writing
from reports.carried import promised
from reports.models import Feedback, FeedbackAction
from subgroup import changes, clock
from subgroup.clock import moment
from subgroup.errors import Conflict, NotAllowed
from subgroup.forms import date_data
from subgroup.models import Deadline, Message
from tests import factories
from tests.reports import built
from tests.reports.test_report_pages import text

SENT, GIVEN, NEXT = date(2017, 6, 7), date(2017, 6, 14), date(2017, 7, 20)
DUE = date(2017, 7, 7)
WORDS = "Say more of the two agencies that stay away."


def at(day: date, hour: int = 12):
    return moment(day, time(hour))


@pytest.fixture
def cdg(group):
    return [
        returns.add_meeting(group=group, day=one, name=f"CDG{number}", by=None, at=factories.START)
        for number, one in enumerate(built.CDG, start=1)
    ]


@pytest.fixture
def draft(cdg, support):
    return returns.draft(meeting=cdg[0], by=support, at=at(SENT, 8))


@pytest.fixture
def decision(draft, support):
    return writing.ask(
        the_return=draft, text="Agree a budget for the learning event.", by=support, at=at(SENT, 8)
    )


@pytest.fixture
def sent(draft, decision, chair):
    returns.approve(the_return=draft, by=chair, at=at(SENT, 9))
    return returns.send(the_return=draft, by=chair, at=at(SENT))


def give(sent, by, **more) -> Feedback:
    said = {"day": GIVEN, "text": WORDS, "answers": {}, "at": at(GIVEN, 15)}
    return feedback.give(the_return=sent, by=by, **said | more)


def take_up(one, by, **more) -> FeedbackAction:
    said = {
        "answer": None, "text": "Write to both agencies", "due_on": DUE, "at": at(GIVEN, 16),
        "owner": ("seat", str(factories.seat(one.the_return.group, "S09").pk)),
    }  # fmt: skip
    return feedback.take_up(feedback=one, by=by, **said | more)


def the_next(cdg, chair):
    """The draft of the next return, as it reads on the day it is sent."""
    row = returns.draft(meeting=cdg[1], by=chair, at=at(NEXT, 8))
    return returns.frozen(row, returns.since_last_return(row, on=NEXT), on=NEXT)["promised"]


def test_R1_feedback_needs_a_return_that_was_sent_and_a_day_that_has_come(draft, cdg, chair):
    with pytest.raises(NotAllowed, match="not sent yet"):
        give(draft, chair)
    returns.approve(the_return=draft, by=chair, at=at(SENT, 9))
    sent = returns.send(the_return=draft, by=chair, at=at(SENT))
    with pytest.raises(NotAllowed, match="lies ahead"):
        give(sent, chair, day=date(2017, 6, 15))
    with pytest.raises(NotAllowed, match="cannot be earlier"):
        give(sent, chair, day=date(2017, 6, 6))
    with pytest.raises(NotAllowed, match="Say what the Coordination"):
        give(sent, chair, text=" ")


def test_R1_recorded_feedback_is_told_to_chair_and_support_once_with_no_word_of_it(
    sent, group, support, chair
):
    one = give(sent, support)
    assert give(sent, support) == one
    mails = list(Message.objects.filter(kind="feedback_given"))
    told = [mail.recipient for mail in mails]
    assert chair in told
    assert support not in told
    assert len(told) == len(set(told))
    for mail in mails:
        assert f"/reports/returns/{sent.meeting_id}/feedback/" in mail.text
        assert WORDS not in mail.text + mail.html


def test_R1_what_was_not_simply_agreed_needs_its_words(sent, decision, chair):
    with pytest.raises(NotAllowed, match="about decision 1"):
        give(sent, chair, answers={decision.pk: ("not_agreed", "")})
    one = give(sent, chair, text="", answers={decision.pk: ("agreed", "")})
    assert list(changes.of(list(one.answers.all()))), "each answer stands in the change log"
    assert [str(answer) for answer in one.answers.all()] == ["Agreed"]


def test_R1_a_correction_is_another_record_and_the_first_stays(sent, decision, chair, support):
    first = give(sent, support, answers={decision.pk: ("agreed", "")})
    second = give(sent, support, corrects=first, answers={decision.pk: ("other", "Half of it.")})
    assert (first.text, first.answers.get().answer) == (WORDS, "agreed")
    assert promised.answers_of(sent)[decision.pk].feedback == second
    with pytest.raises(NotAllowed, match="corrected this record"):
        give(sent, chair, corrects=first, text="Another correction")
    with pytest.raises(NotAllowed, match="Take up what stands there"):
        take_up(first, chair)


def test_R1_what_a_reader_gave_is_corrected_by_nobody_else(sent, group, chair):
    reader = factories.person_with(group, "cdg_reader")
    own = give(sent, reader, is_own=True)
    with pytest.raises(NotAllowed, match="Record another beside it"):
        give(sent, chair, corrects=own, text="Something else")
    assert give(sent, reader, is_own=True, corrects=own, text="I meant three agencies.").corrects == own


def test_R1_a_point_taken_up_is_owed_by_its_post_until_it_is_done(sent, chair):
    one = give(sent, chair)
    action = take_up(one, chair)
    assert take_up(one, chair) == action
    owed = Deadline.objects.get(rule="feedback_action", subject_id=str(action.pk))
    assert (owed.due_on, owed.owner_kind, owed.is_open) == (DUE, "seat", True)
    feedback.ACTIONS.finish(action, on=DUE, note="Both have answered.", at=at(DUE))
    owed.refresh_from_db()
    assert owed.met_on == DUE


def test_R1_two_who_change_an_action_lose_nothing(sent, chair, support):
    action = take_up(give(sent, chair), chair)
    said = {"owner": action.owner, "due_on": DUE, "reason": "", "seen": 1, "at": at(GIVEN, 17)}
    feedback.change(action=action, text="Write, then telephone", by=support, **said)
    with pytest.raises(Conflict) as found:
        feedback.change(action=action, text="Invite them", by=chair, **said)
    assert (found.value.theirs, found.value.mine) == ("Write, then telephone", "Invite them")


def test_R1_the_next_return_tells_what_was_promised_and_what_came_of_it(sent, decision, cdg, chair):
    one = give(sent, chair, answers={decision.pk: ("other", "Half of it.")})
    done = take_up(one, chair)
    take_up(one, chair, answer=one.answers.get(), text="Find the other half")
    feedback.ACTIONS.finish(done, on=DUE, note="Both have answered.", at=at(DUE))
    told = the_next(cdg, chair)
    assert [(row["text"], row["answer"], row["words"]) for row in told["decisions"]] == [
        (decision.text, "Something else", "Half of it.")
    ]
    assert [row["text"] for row in told["said"]] == [WORDS]
    assert [(row["text"], row["state"], row["note"]) for row in told["actions"]] == [
        ("Write to both agencies", "Done", "Both have answered."),
        ("Find the other half", "Overdue", ""),
    ]


def test_R1_what_stays_open_is_told_return_after_return(sent, cdg, chair):
    take_up(give(sent, chair), chair)
    built.send_return(sent.group, cdg[1], NEXT)
    row = returns.draft(meeting=cdg[2], by=chair, at=at(date(2017, 9, 1)))
    told = promised.standing(row, on=date(2017, 9, 1))
    assert (told["name"], [(one["of"], one["state"]) for one in told["actions"]]) == (
        "CDG2",
        [("CDG1", "Overdue")],
    )


def test_R1_the_first_return_promises_nothing_and_a_sent_one_keeps_what_it_told(sent, cdg, chair):
    assert sent.figures["promised"] is None
    action = take_up(give(sent, chair), chair)
    second = built.send_return(sent.group, cdg[1], NEXT)
    feedback.ACTIONS.finish(action, on=NEXT, note="", at=at(NEXT, 13))
    second.refresh_from_db()
    assert [row["state"] for row in second.figures["promised"]["actions"]] == ["Overdue"]


def test_R1_a_reader_of_that_group_finds_what_waits_and_gives_feedback_in_their_own_name(
    sent, group, decision, client_as, settings
):
    reader = client_as("cdg_reader")
    page = reverse("reports:feedback", args=[group.slug, sent.meeting_id])
    with clock.frozen(at(GIVEN)):
        assert page in text(reader.get(reverse("group_home", args=[group.slug])))
        shown = text(reader.get(f"{page}give/"))
        assert "Give feedback on this return" in shown
        assert "A mail with a link goes to" in shown
        data = {
            **date_data("day", GIVEN),
            "text": WORDS,
            f"answer_{decision.pk}": "not_agreed",
            f"words_{decision.pk}": "",
        }
        refused = reader.post(f"{page}give/", data)
        assert refused.status_code == 422
        assert WORDS in text(refused)
        assert (
            reader.post(f"{page}give/", data | {f"words_{decision.pk}": "Not this year."}).status_code == 302
        )
        one = Feedback.objects.get()
        assert one.is_own
        assert page not in text(reader.get(reverse("group_home", args=[group.slug])))
        said = text(reader.get(page))
        assert "Not this year." in said
        assert "Take it up as an action" not in said
        assert reader.get(reverse("reports:feedback_take_up", args=[group.slug, one.pk])).status_code == 403


def test_R1_a_point_is_taken_up_from_the_page_and_done_by_who_has_it_in_hand(
    sent, group, decision, chair, client_as
):
    one = give(sent, chair, answers={decision.pk: ("other", "Half of it.")})
    with clock.frozen(at(GIVEN, 18)):
        boss = client_as(chair)
        page = text(boss.get(reverse("reports:feedback", args=[group.slug, sent.meeting_id])))
        address = (
            f"{reverse('reports:feedback_take_up', args=[group.slug, one.pk])}?answer={one.answers.get().pk}"
        )
        assert address in page
        assert "Half of it." in text(boss.get(address))
        owner = f"seat:{factories.seat(group, 'S09').pk}"
        boss.post(address, {"title": "Find the rest", "owner": owner, **date_data("due_on", DUE)})
        action = FeedbackAction.objects.get()
        assert action.answer == one.answers.get()
        mine = client_as(factories.holder(group, "S09"))
        its_page = reverse("reports:feedback_action", args=[group.slug, action.pk])
        assert "Record that it is done" in text(mine.get(its_page))
        assert "feedback/#" not in text(mine.get(its_page))
        assert client_as(factories.holder(group, "S16")).get(f"{its_page}done/").status_code == 403
        mine.post(f"{its_page}done/", {**date_data("on", GIVEN), "note": "Found."})
        action.refresh_from_db()
        assert (action.done_on, action.note) == (GIVEN, "Found.")
