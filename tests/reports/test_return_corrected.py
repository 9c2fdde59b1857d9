"""A return that was sent is corrected by a new version that says what changed; what was sent stays as it was (R1)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.services import day
from meetings.services.seen import Changed
from members.enums import Role
from members.services import api_tokens
from reports import corrections, document, returns, tasks
from reports.models import Return, ReturnCorrection
from subgroup import clock
from subgroup.errors import NotAllowed
from subgroup.models import Message
from tests import factories
from tests.reports import built

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
        assert "What is other than in the version before" in newest
        assert "&lt;b&gt;Apologies" in newest
        assert "Version 2 replaces this one" in first
        assert "What is other than in the version before" not in first
        for wrong in ("3", "0", "x", "99999999999"):
            assert reader.get(f"{page}?version={wrong}").status_code == 404
        assert "Correct it" not in newest


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
