"""A return that was sent is corrected by a new version that says what changed; what was sent stays as it was (R1)."""

import json
from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags

from meetings.services import day
from meetings.services.seen import Changed
from members.enums import Role
from members.services import api_tokens
from reports import changed, corrections, document, feedback, returns, tasks, writing
from reports.models import Return, ReturnCorrection
from subgroup import clock
from subgroup.errors import NotAllowed
from subgroup.models import Message
from tests import factories
from tests.reports import built
from tests.reports.test_report_pages import text

SENT = date(2017, 6, 7)
AT = built.NOW
LATER = AT + timedelta(minutes=10)


@pytest.fixture
def meetings(group):
    return built.small_year(group)


@pytest.fixture
def sent(group, meetings):
    return Return.objects.filter(group=group, state=Return.State.SENT).order_by("sent_at").last()


def put_right(meeting, support):
    """Who was absent without apologies had sent them."""
    held = type(meeting).objects.get(pk=meeting.pk)
    absent = {row.seat_id: "A" for row in held.attendance.all() if row.presence == "N"}
    assert absent
    day.correct_attendance(meeting=held, presences=absent, reason="A mail was overlooked", by=support, at=AT)


def correct(sent, chair, **texts):
    given = {"texts": texts, "because": "Apologies were overlooked", "by": chair}
    would = corrections.proposed(sent, **given, on=clock.day_of(AT))
    return corrections.correct(the_return=sent, **given, at=AT, seen=corrections.word_of(would))


def test_R1_a_correction_is_a_new_version_that_says_what_changed_and_the_first_stays(
    group, meetings, sent, chair, support
):
    first, figures = document.render(sent).read_bytes(), sent.figures
    put_right(meetings[1], support)
    made = correct(sent, chair, cases="Two were missing here.")
    told = {
        (one["chapter"], one["what"]): (one["before"], one["now"])
        for one in made.figures["correction"]["changes"]
    }
    before, now = (one["year"]["measures"]["P5"]["value"] for one in (figures, made.figures))
    assert told["Performance measures", "P5 Absences with apologies"] == (before, now)
    assert before != now
    assert told["Cases", "the comment"] == ("", "Two were missing here.")
    assert told["Apologies and quorum", "M2: absent without"] == ("1", "0")
    assert made.number == 2
    sent = Return.objects.get(pk=sent.pk)
    assert sent.figures == figures
    assert document.render(sent).read_bytes() == first
    kept, file = made.figures, document.render(made)
    built.change_everything(group, meetings[1], by=support, at=AT)
    made = ReturnCorrection.objects.get(pk=made.pk)
    assert (made.figures, document.render(made)) == (kept, file)


def test_R1_F14_a_correction_tells_the_breaches_of_its_return_and_leaves_later_ones_to_the_next(
    group, meetings, sent, chair, support
):
    told = set(sent.breaches.values_list("pk", flat=True))
    withdrawn = sent.breaches.filter(clause="P5").first()
    put_right(meetings[1], support)
    made = correct(sent, chair)
    assert {row["pk"] for row in made.figures["breaches"]} <= told
    if withdrawn:
        assert withdrawn.sentence in [row["sentence"] for row in made.figures["withdrawn"]]
    assert set(sent.breaches.values_list("pk", flat=True)) == told


def test_R1_pressed_twice_it_is_made_once_and_what_changed_since_it_was_read_is_not_sent(
    group, meetings, sent, chair, support
):
    given = {"texts": {"commentary": "Another"}, "because": "A slip", "by": chair}
    seen = corrections.word_of(corrections.proposed(sent, **given, on=clock.day_of(AT)))
    put_right(meetings[1], support)
    with pytest.raises(Changed):
        corrections.correct(the_return=sent, **given, at=AT, seen=seen)
    seen = corrections.word_of(corrections.proposed(sent, **given, on=clock.day_of(AT)))
    first, again = (corrections.correct(the_return=sent, **given, at=AT, seen=seen) for _ in range(2))
    assert first == again
    people = returns.readers(group, on=clock.day_of(AT))
    assert Message.objects.filter(kind="return_corrected").count() == len(people) > 0


def test_R1_only_the_return_that_was_sent_last_is_corrected_and_nothing_is_no_correction(
    group, meetings, sent, chair
):
    earlier = Return.objects.filter(group=group, state=Return.State.SENT).order_by("sent_at").first()
    with pytest.raises(NotAllowed, match="told in the next"):
        corrections.check(earlier)
    coming = group.coordinating_meetings.exclude(the_return__state=Return.State.SENT).first()
    with pytest.raises(NotAllowed, match="not sent yet"):
        corrections.check(returns.draft(meeting=coming, by=chair, at=AT))
    made = correct(sent, chair, commentary="Other words")
    with pytest.raises(NotAllowed, match="read otherwise"):
        corrections.correct(
            the_return=sent,
            texts={},
            because="Again",
            by=chair,
            at=AT,
            seen=corrections.word_of(made.figures)[::-1],
        )


def test_R1_a_correction_whose_bell_was_lost_gets_its_pdf_by_the_sweep(sent, chair):
    made = correct(sent, chair, commentary="Other words")
    with clock.frozen(LATER):
        tasks.sweep_returns()
    made.refresh_from_db()
    assert made.pdf.kind == "pdf"


def test_R1_the_chair_sees_what_would_change_and_sends_it_and_every_version_can_be_read(
    group, meetings, sent, client_as, support
):
    url = reverse("reports:return_correct", args=[group.slug, sent.meeting_id])
    page = reverse("reports:return", args=[group.slug, sent.meeting_id])
    put_right(meetings[1], support)
    with clock.frozen(LATER):
        assert client_as("business_support").get(url).status_code == 403
        assert client_as("business_support").post(url, {}).status_code == 403
        chair = client_as("chair")
        assert "Correct it by a new version" in chair.get(page).content.decode()
        assert chair.post(url, {"because": ""}).status_code == 422
        given = {"because": "<b>Apologies</b> were overlooked", "commentary": "As it is"}
        preview = chair.post(url, given)
        assert "P5 Absences with apologies" in preview.content.decode()
        assert not ReturnCorrection.objects.exists()
        seen = preview.context["hidden"]["seen"]
        stale = chair.post(url, given | {"commentary": "Changed after it was read", "seen": seen})
        assert (stale.status_code, ReturnCorrection.objects.count()) == (409, 0)
        assert chair.post(url, given | {"seen": seen}).status_code == 302
        reader = client_as("cdg_reader")
        newest, first = (reader.get(page + query).content.decode() for query in ("", "?version=1"))
        assert "What is other than in version 1" in newest
        assert "&lt;b&gt;Apologies" in newest
        assert "Version 2 replaces this one" in first
        assert "What is other than in version" not in first
        for wrong in ("3", "0", "x", "99999999999"):
            assert reader.get(f"{page}?version={wrong}").status_code == 404
        assert "Correct it" not in newest


@pytest.fixture
def asking(group, chair, support):
    """A return that asked for two decisions and says something of its exceptions; the group has answered."""
    meeting = returns.add_meeting(group=group, day=built.CDG[0], name="CDG1", by=support, at=factories.START)
    at = built.at(SENT)
    draft = returns.draft(meeting=meeting, by=support, at=at)
    for decision in ("Agree a budget of £500.", "Ask Housing\nfor its compact."):
        writing.ask(the_return=draft, text=decision, by=support, at=at)
    writing.comment(
        the_return=draft, section="exceptions", text="One of\nthem.", version=0, by=support, at=at
    )
    returns.comment(the_return=draft, text="A quiet\nterm.", version=1, by=chair, at=at)
    sent = built.send_return(group, meeting, SENT)
    first, _ = sent.figures["decisions"]
    feedback.give(
        the_return=sent,
        day=built.CDG[0],
        text="",
        answers={first["pk"]: ("agreed", "")},
        by=support,
        at=built.at(built.CDG[0]),
    )
    return sent


def plain(html):
    return " ".join(strip_tags(html.replace("<", " <")).split())


def words_of(made):
    return {
        (one["chapter"], one["what"]): (one["before"], one["now"])
        for one in made.figures["correction"]["changes"]
    }


def test_R1_F14_decisions_and_comments_are_worded_anew_old_beside_new_and_the_first_version_stays(
    asking, chair
):
    first, figures = document.render(asking).read_bytes(), asking.figures
    made = correct(
        asking,
        chair,
        decision_1="Agree a budget of £5,000.",
        decision_2="",
        further="A third.\r\n\r\n A fourth. ",
        exceptions="Two.",
    )
    assert [(one["number"], one["text"]) for one in made.figures["decisions"]] == [
        (1, "Agree a budget of £5,000."), (3, "A third."), (4, "A fourth."),
    ]  # fmt: skip
    told = words_of(made)
    assert {what: told[place, what] for place, what in told if place == "Decisions asked for"} == {
        "decision 1": ("Agree a budget of £500.", "Agree a budget of £5,000."),
        "decision 2": ("Ask Housing\nfor its compact.", ""),
        "decision 3": ("", "A third."),
        "decision 4": ("", "A fourth."),
    }
    assert told["Exceptions and breaches", "the comment"] == ("One of\nthem.", "Two.")
    assert made.figures["comments"]["exceptions"]["by"] == [
        figures["comments"]["exceptions"]["by"][0],
        str(chair),
    ]
    asking = Return.objects.get(pk=asking.pk)
    assert (asking.figures, document.render(asking).read_bytes()) == (figures, first)
    printed = plain(render_to_string(document.TEMPLATE, document.printed(made.figures, draft=False)))
    assert "Decisions asked for 1. Agree a budget of £5,000. 3. A third. 4. A fourth." in printed
    again = correct(asking, chair, further="A fifth.")
    assert [one["number"] for one in again.figures["decisions"]] == [1, 3, 4, 5], "no number is given twice"


def test_R1_feedback_stays_with_the_words_that_it_answered_and_comes_back_with_them(
    asking, group, chair, client_as
):
    correct(asking, chair, decision_1="Agree a budget of £5,000.", decision_2="")
    with clock.frozen(LATER):
        page = plain(
            text(
                client_as("cdg_reader").get(reverse("reports:feedback", args=[group.slug, asking.meeting_id]))
            )
        )
    assert "1 Agree a budget of £5,000. No answer is recorded" in page
    assert "1 Agree a budget of £500. As version 1 asked for it, not in the newest Agreed" in page
    assert "on version 1 of the return Decision 1, as version 1 asked for it: Agreed" in page
    coming = returns.add_meeting(group=group, day=built.CDG[2], name="CDG3", by=chair, at=AT)
    promised = returns.frozen(returns.draft(meeting=coming, by=chair, at=AT), [], on=clock.day_of(AT))[
        "promised"
    ]
    assert [(one["number"], one["earlier"], one["answer"]) for one in promised["decisions"]] == [
        (1, "", ""), (1, "as version 1 asked for it", "Agreed"),
    ]  # fmt: skip
    old, new = (asking.decisions_asked.get(text__contains=sum_) for sum_ in ("£500.", "£5,000."))
    given = {"day": clock.day_of(AT), "text": "", "by": chair, "at": LATER}
    record = feedback.give(the_return=asking, answers={new.pk: ("other", "Half of it.")}, **given)
    assert corrections.read_by(corrections.versions(asking), record) == 2
    back = correct(asking, chair, decision_1="Agree a budget of £500.")
    assert [one["pk"] for one in back.figures["decisions"]] == [old.pk], "with the answer that it had"


def test_R1_what_a_browser_sends_back_unchanged_is_no_correction(asking, group, chair, client_as):
    url = reverse("reports:return_correct", args=[group.slug, asking.meeting_id])
    with clock.frozen(LATER):
        page = client_as("chair").get(url)
        boxes = {name: field.value() for name, field in ((one.name, one) for one in page.context["form"])}
        as_sent = {name: str(value or "").replace("\n", "\r\n") for name, value in boxes.items()}
        assert as_sent["decision_2"] == "Ask Housing\r\nfor its compact."
        refused = client_as("chair").post(url, as_sent | {"because": "A slip"})
    assert refused.status_code == 422
    assert corrections.NOTHING in refused.content.decode().replace("&#x27;", "’")


def test_R1_who_wrote_against_an_older_version_sees_what_it_would_undo(asking, group, chair, client_as):
    url = reverse("reports:return_correct", args=[group.slug, asking.meeting_id])
    correct(asking, chair, decision_1="Agree a budget of £5,000.", further="A third.")
    typed = {"because": "A slip", "decision_1": "Agree a budget of £500.", "commentary": "A loud term."}
    with clock.frozen(LATER):
        page = client_as("chair").post(url, typed | {"of": "1"})
    assert page.status_code == 409, text(page)
    shown = {one["what"] for one in page.context["correction"]["changes"]}
    assert {"decision 1", "what it says"} <= shown
    assert "decision 3" not in shown, "a box that the page did not have was not emptied"
    assert "sent version 2 in between" in page.content.decode()


def test_R1_a_correction_tells_a_day_an_owner_and_a_promise_that_read_otherwise(
    asking, group, chair, support
):
    """What stands in the return and is other than before is in its list of changes, whatever it is."""
    before = corrections.proposed(asking, texts={}, because="x", by=chair, on=clock.day_of(AT))
    now = json.loads(json.dumps(before))
    now["terms"] = "2019"
    now["year"]["measures"]["P3"] |= {"target": "95%", "met": False}
    now["year"]["meetings"] = [{**row, "date": "2017-04-27"} for row in now["year"]["meetings"]]
    now["promised"] = {
        "decisions": [{"number": 1, "text": "A budget", "answer": "Agreed", "words": "Yes."}],
        "said": [{"day": "2017-04-27", "text": "Thanks."}],
        "actions": [{"number": 2, "text": "Write", "state": "Open", "owner": "Chair", "due_on": "2017-05-01", "note": ""}],
    }  # fmt: skip
    told = {f"{one['chapter']}, {one['what']}": one["now"] for one in changed.between(before, now)}
    assert told["Terms in force, version"] == "2019"
    assert told["Promised last time, 1 A budget"] == "Agreed. Yes."
    assert told["Promised last time, said on 27 Apr 2017: Thanks."] == "yes"
    assert told["Promised last time, action 2 Write"] == "Open, Chair, by 1 May 2017"
    assert [told[name] for name in told if name.endswith(": target")] == ["95%"]
    assert [told[name] for name in told if name.endswith(": is it met?")] == ["no"]


def test_R3_the_api_tells_the_corrected_version(group, sent, chair, client):
    made = correct(sent, chair, commentary="Other words")
    on = clock.day_of(AT)
    with clock.frozen(LATER):
        secret = api_tokens.make(
            group=group,
            name="Tool",
            role=Role.CDG_READER,
            last_day=on,
            by=factories.holder(group, "S07", on),
            at=AT,
        )
        rows = client.get(
            reverse("api:resource", args=[group.slug, "returns"]) + "?year=2017-18",
            headers={"Authorization": f"Bearer {secret}"},
        ).json()["rows"]
    told = {row["name"]: row for row in rows}
    assert [told[name]["version"] for name in sorted(told)] == [1, 2]
    assert told[sent.meeting.name]["figures"]["as_at"] == made.figures["year"]["as_at"]


def test_R1_a_correction_says_what_was_wrong(sent, chair):
    with pytest.raises(NotAllowed, match="Say what was wrong"):
        corrections.correct(the_return=sent, texts={}, because=" ", by=chair, at=AT, seen="")


def test_R1_a_decision_of_figures_alone_is_asked_for_no_more_and_was_no_nought(asking, chair):
    correct(asking, chair, decision_1="5000")
    made = correct(asking, chair, decision_1="")
    assert words_of(made)["Decisions asked for", "decision 1"] == ("5000", "")
    [told] = changed.in_parts(made.figures["correction"]["changes"])["texts"]
    assert (told["what"], told["now"]) == ("Decision 1", "Asked for no more")


def test_R1_a_decision_that_was_asked_for_no_more_comes_back_under_its_number(asking, chair):
    first, second = (one["pk"] for one in asking.figures["decisions"])
    correct(asking, chair, decision_1="", further="A third.")
    made = correct(asking, chair, further="A fourth.\nAgree a budget of £500.")
    assert [(one["number"], one["pk"]) for one in made.figures["decisions"]][:2] == [(1, first), (2, second)]
    assert [one["number"] for one in made.figures["decisions"]] == [1, 2, 3, 4]


def test_R1_what_a_correction_asks_for_cannot_have_been_answered_before_it_was_asked(asking, chair):
    made = correct(asking, chair, further="A third.")
    given = {
        "the_return": asking,
        "text": "",
        "answers": {made.figures["decisions"][-1]["pk"]: ("agreed", "")},
    }
    with pytest.raises(NotAllowed, match="Decision 3 was first asked for in these words on"):
        feedback.give(**given, day=SENT, by=chair, at=LATER)
    assert feedback.give(**given, day=clock.day_of(AT), by=chair, at=LATER).answers.count() == 1


def test_R1_P11_a_picture_that_says_something_else_is_among_what_changed(sent):
    drawn = json.loads(json.dumps(sent.figures))
    [one, *_] = drawn["pictures"]["actions"]
    one["sentence"], one["rows"][0][1] = "All are done.", "77"
    told = {one["what"]: one["now"] for one in changed.between(sent.figures, drawn)}
    assert told[f"{one['title']}, in the picture"] == "All are done."
    assert "77" in told[f"{one['title']}, {one['rows'][0][0]}"]
    assert len(told) == 2
