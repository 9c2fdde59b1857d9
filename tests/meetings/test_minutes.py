"""Minutes: numbered decisions and actions, nothing lost, approved and circulated once, and who may read what (P10)."""

from datetime import date, time

import pytest
from django.urls import reverse

from meetings.enums import ItemKind, ItemState, MinutesState
from meetings.models import AgendaItem, Decision, Meeting, MinutesDocument, Withholding
from meetings.services import day, letters, minutes, minutes_document
from members.services import agencies
from subgroup import clock, ledger
from subgroup.clock import moment
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import Deadline, Message
from tests import factories
from tests.meetings import year

AT = moment(date(2017, 6, 1), time(11))
LATER = moment(date(2017, 6, 20), time(10))


@pytest.fixture
def support(group):
    return factories.holder(group, "S06")


@pytest.fixture
def chair(group):
    return factories.holder(group, "S01")


@pytest.fixture
def meeting(group) -> Meeting:
    made = year.hold(group, 2)
    ledger.owe(
        group=group, rule="minutes", subject_kind="meeting", subject_id=made.pk, trigger_on=made.day,
        owner=("role", "business_support"), label="Minutes of M2", at=AT,
    )  # fmt: skip
    return made


@pytest.fixture
def item(meeting) -> AgendaItem:
    return AgendaItem.objects.create(
        meeting=meeting,
        state=ItemState.ON_AGENDA,
        position=10,
        title="Audit of neglect",
        recommendation="Agree the scope",
    )


def save(meeting, item, text, version, by, **more):
    return minutes.save_text(meeting=meeting, item=item, text=text, version=version, by=by, at=AT, **more)


def test_two_writers_lose_nothing_and_the_second_is_shown_both_texts(meeting, item, support, chair):
    save(meeting, item, "First", 0, support)
    save(meeting, item, "The chair's words", 1, chair)
    with pytest.raises(Conflict, match="Marguerite Thackwell saved this note") as found:
        save(meeting, item, "My words", 1, support)
    assert (found.value.theirs, found.value.mine) == ("The chair's words", "My words")
    note = save(meeting, item, "Both words", 2, support)
    assert [one.text for one in note.revisions.all()] == ["First", "The chair's words"]
    assert note.text == "Both words"


def test_a_text_that_the_writer_did_not_touch_is_no_conflict(meeting, item, support, chair):
    save(meeting, item, "First", 0, support)
    save(meeting, item, "Second", 1, chair)
    note = save(meeting, item, "First\r\n", 1, support)
    assert (note.text, note.version) == ("Second", 2)
    assert save(meeting, item, "", 0, support).text == "Second"


def test_decisions_and_actions_are_numbered_through_the_year(group, meeting, item, support):
    owner = factories.seat(group, "S09")
    minutes.record_decision(meeting=meeting, item=item, text="One", by=support, at=AT)
    minutes.record_action(
        meeting=meeting, item=item, owner=owner, text="Do", due_on=date(2017, 7, 6), by=support, at=AT
    )
    later = year.hold(group, 3)
    assert minutes.record_decision(meeting=later, item=None, text="Two", by=support, at=AT).code == "D2"
    line = minutes.record_action(
        meeting=later, item=None, owner=owner, text="Do", due_on=date(2017, 8, 10), by=support, at=AT
    )
    assert line.code == "A2"
    other = factories.make_meeting(group, date(2018, 5, 3), number=1)
    day.open_meeting(
        meeting=other,
        chaired_by_seat=factories.seat(group, "S01"),
        by=support,
        at=moment(date(2018, 5, 3), time(9)),
    )
    with pytest.raises(NotAllowed, match="Take the attendance first"):
        minutes.record_decision(meeting=other, item=None, text="Three", by=support, at=AT)
    day.record_all(
        meeting=other,
        presences=dict.fromkeys(other.attendance.values_list("seat_id", flat=True), "P"),
        by=support,
        at=AT,
    )
    assert minutes.record_decision(meeting=other, item=None, text="Three", by=support, at=AT).code == "D1"


def test_P4_a_decision_while_not_quorate_is_marked_goes_to_the_next_agenda_and_is_ratified_there(
    group, support, chair
):
    sixth = year.hold(group, 6)
    following = factories.make_meeting(group, date(2018, 1, 4), number=7)
    made = [
        minutes.record_decision(meeting=sixth, item=None, text=f"No. {n}", by=support, at=AT) for n in (1, 2)
    ]
    assert [one.quorate for one in made] == [False, False]
    minutes.approve(meeting=sixth, by=chair, at=LATER)
    ratification = following.items.get(kind=ItemKind.RATIFICATION)
    assert "D1" in ratification.recommendation
    at = moment(date(2018, 1, 4), time(9, 30))
    day.open_meeting(meeting=following, chaired_by_seat=factories.seat(group, "S02"), by=support, at=at)
    taken = {factories.seat(group, code).pk: presence for code, presence in year.codes(7).items()}
    day.record_all(meeting=following, presences=taken, by=support, at=at)
    good = minutes.record_decision(
        meeting=following, item=ratification, text="Ratify D1 and D2", by=support, at=at, ratifies=made
    )
    assert set(good.ratifies.all()) == set(made)
    with pytest.raises(NotAllowed, match="D1 was ratified already"):
        minutes.record_decision(
            meeting=following, item=ratification, text="Again", by=support, at=at,
            ratifies=[Decision.objects.get(pk=made[0].pk)],
        )  # fmt: skip


def test_P4_where_the_terms_adjourn_the_meeting_no_decision_is_taken(group, support):
    for terms in group.terms.all():
        terms.data["quorum"]["if_not_quorate"] = "meeting is adjourned"
        terms.save()
    meeting = year.hold(group, 6)
    with pytest.raises(NotAllowed, match="it is adjourned and takes no decision"):
        minutes.record_decision(meeting=meeting, item=None, text="Close it", by=support, at=AT)


def test_P10_approved_once_circulated_once_and_the_clock_stops(group, meeting, item, support, chair):
    save(meeting, item, "Agreed.", 0, support)
    with pytest.raises(NotAllowed, match="approved first"):
        minutes.circulate(meeting=meeting, by=support, at=LATER)
    minutes.send_to_chair(meeting=meeting, by=support, at=LATER)
    assert Message.objects.get(kind="minutes_for_chair").recipient == chair
    minutes.approve(meeting=meeting, by=factories.holder(group, "S02"), at=LATER)
    with pytest.raises(NotAllowed, match="approved on Tuesday 20 June 2017"):
        minutes.approve(meeting=meeting, by=chair, at=LATER)
    with pytest.raises(NotAllowed, match="can no longer be changed"):
        save(meeting, item, "Changed", 1, support)
    late = moment(date(2017, 6, 22), time(0, 20))
    minutes.circulate(meeting=meeting, by=support, at=late)
    deadline = Deadline.objects.get(rule="minutes")
    assert (deadline.due_on, deadline.met_on) == (date(2017, 6, 21), date(2017, 6, 22))
    told = Message.objects.filter(kind="minutes_circulated").count()
    with pytest.raises(NotAllowed, match="circulated on Thursday 22 June 2017"):
        minutes.circulate(meeting=Meeting.objects.get(pk=meeting.pk), by=support, at=late)
    assert Message.objects.filter(kind="minutes_circulated").count() == told
    assert MinutesDocument.objects.count() == 1


def test_P10_the_mail_goes_to_holders_and_to_deputies_who_came_with_own_actions_and_no_text(
    group, meeting, item, support, chair
):
    owner = factories.seat(group, "S09")
    minutes.record_action(
        meeting=meeting,
        item=item,
        owner=owner,
        text="Write about CANARY",
        due_on=date(2017, 7, 6),
        by=support,
        at=AT,
    )
    save(meeting, item, "The CANARY was discussed", 0, support)
    minutes.approve(meeting=meeting, by=chair, at=LATER)
    minutes.circulate(meeting=meeting, by=support, at=LATER)
    mails = {mail.recipient.name: mail for mail in Message.objects.filter(kind="minutes_circulated")}
    assert {"Neville Garthorne", "Callum Rushgrove", "Bronwen Tillingdale"} <= mails.keys()
    assert "Verity Hobcroft" not in mails
    assert "A1 of 2017-18, by Thursday 6 July 2017" in mails["Bronwen Tillingdale"].text
    assert mails["Bronwen Tillingdale"].subject == "Minutes of M2, and 1 action for you"
    assert "A1" not in mails["Callum Rushgrove"].text
    assert not [mail for mail in Message.objects.all() if "CANARY" in mail.text + mail.html + mail.subject]


def test_P10_the_document_is_made_from_what_was_frozen_and_never_again(group, meeting, item, support, chair):
    save(meeting, item, "Agreed.\n\n- one\n- two", 0, support)
    save(meeting, item, "A name", 0, support, confidential=True)
    minutes.approve(meeting=meeting, by=chair, at=LATER)
    minutes.circulate(meeting=meeting, by=support, at=LATER)
    open_, secret = MinutesDocument.objects.order_by("confidential")
    assert open_.snapshot["items"][0]["confidential_text"] == ""
    assert secret.snapshot["items"][0]["confidential_text"] == "A name"
    item.title = "Another title"
    item.save()
    made = minutes_document.render(open_)
    assert made.snapshot["items"][0]["title"] == "Audit of neglect"
    first = made.file_id
    assert made.file.read_bytes().startswith(b"%PDF")
    assert minutes_document.render(made).file_id == first


def test_lines_are_frozen_once_the_minutes_are_approved_and_free_when_given_back(
    group, meeting, item, support, chair
):
    owner = factories.seat(group, "S09")
    line = minutes.record_action(
        meeting=meeting, item=item, owner=owner, text="Do", due_on=date(2017, 7, 6), by=support, at=AT
    )
    minutes.approve(meeting=meeting, by=chair, at=LATER)
    change = {
        "line": line,
        "owner": owner,
        "text": "Do it",
        "due_on": date(2017, 7, 7),
        "by": support,
        "at": LATER,
    }
    line.refresh_from_db()
    with pytest.raises(NotAllowed, match="A1 was agreed with the minutes of M2"):
        minutes.change_action(**change)
    minutes.return_to_support(meeting=meeting, reason="The date of CANARY is wrong", by=chair, at=LATER)
    line = minutes.change_action(**change)
    assert line.text == "Do it"
    mail = Message.objects.get(kind="minutes_returned")
    assert "CANARY" not in mail.text
    assert meeting.minutes_returned_reason == "The date of CANARY is wrong"


def test_agreed_at_a_later_held_meeting_with_corrections_once(group, meeting, support, chair):
    minutes.approve(meeting=meeting, by=chair, at=LATER)
    minutes.circulate(meeting=meeting, by=support, at=LATER)
    later = factories.make_meeting(group, date(2017, 7, 13), number=3)
    with pytest.raises(NotAllowed, match="M3 has not been held yet"):
        minutes.agree(meeting=meeting, agreed_at=later, by=support, at=AT)
    later.delete()
    later = year.hold(group, 3)
    minutes.agree(meeting=meeting, agreed_at=later, corrections="Item 2: 30 cases, not 13", by=support, at=AT)
    assert (meeting.minutes_state, meeting.minutes_agreed_at) == (MinutesState.AGREED, later)
    with pytest.raises(NotAllowed, match="agreed already"):
        minutes.agree(meeting=meeting, agreed_at=later, by=support, at=AT)


def test_an_item_not_discussed_comes_onto_the_next_agenda(group, meeting, item, support):
    following = factories.make_meeting(group, date(2017, 7, 13), number=3)
    day.mark_discussed(item=item, discussed=False, by=support, at=AT)
    minutes.send_to_chair(meeting=meeting, by=support, at=LATER)
    assert following.items.filter(carried_from=item).count() == 1


@pytest.mark.parametrize("turned", [True, False])
def test_what_the_meeting_never_reached_comes_onto_the_next_agenda(group, meeting, item, support, turned):
    following = factories.make_meeting(group, date(2017, 7, 13), number=3)
    reached, noted, _unreached = (
        AgendaItem.objects.create(meeting=meeting, state=ItemState.ON_AGENDA, position=place, title=title)
        for place, title in ((20, "Reached"), (30, "Noted"), (40, "Unreached"))
    )
    if turned:
        day.turn_to(meeting=meeting, item=reached, by=support, at=AT)
    save(meeting, noted, "Taken without turning to it", 0, support)
    minutes.send_to_chair(meeting=meeting, by=support, at=LATER)
    carried = following.items.filter(kind=ItemKind.CARRIED).values_list("title", flat=True)
    assert list(carried) == (["Unreached"] if turned else [])


@pytest.fixture
def url(group, meeting):
    return reverse("meetings:minutes", args=[group.slug, meeting.pk])


@pytest.fixture
def at_work():
    with clock.frozen(LATER):
        yield


def file_of(client, url) -> bytes:
    answer = client.get(url)
    try:
        return answer.getvalue()
    finally:
        answer.close()


def seen_on(client, url) -> dict[str, str]:
    return {"seen": shown(client, url).split('name="seen" value="')[1].split('"')[0]}


def shown(client, url) -> str:
    return client.get(url).content.decode()


def test_a_draft_is_read_by_writers_and_auditors_and_the_circulated_minutes_by_members(
    client_as, meeting, item, support, chair, url, at_work
):
    save(meeting, item, "WORDS of the draft", 0, support)
    for role in ("business_support", "chair", "auditor"):
        assert "WORDS" in shown(client_as(role), url)
    assert "not circulated yet" in shown(client_as("member"), url)
    assert "WORDS" not in shown(client_as("member"), url)
    minutes.approve(meeting=meeting, by=chair, at=LATER)
    minutes.circulate(meeting=meeting, by=support, at=LATER)
    assert "WORDS" in shown(client_as("member"), url)
    assert client_as("cdg_reader").get(url).status_code == 403


def test_the_confidential_part_is_kept_from_whom_the_item_is_withheld(
    group, client_as, meeting, item, support, chair, url, at_work
):
    save(meeting, item, "Open words", 0, support)
    save(meeting, item, "SECRET words", 0, support, confidential=True)
    minutes.record_decision(
        meeting=meeting, item=item, text="SECRET decision", by=support, at=AT, confidential=True
    )
    minutes.approve(meeting=meeting, by=chair, at=LATER)
    minutes.circulate(meeting=meeting, by=support, at=LATER)
    member = client_as("member")
    assert "SECRET words" in shown(member, url)
    Withholding.objects.create(
        item=item, person=factories.holder(group, "S09"), reason="x", made_at=AT, made_by=support
    )
    text = shown(member, url)
    assert "Open words" in text
    assert "SECRET" not in text
    assert "SECRET" not in shown(member, reverse("meetings:decisions", args=[group.slug]))
    secret = MinutesDocument.objects.get(confidential=True)
    file = reverse("meetings:minutes_file", args=[group.slug, meeting.pk, secret.pk])
    assert member.get(file).status_code == 404
    assert file_of(client_as("auditor"), file).startswith(b"%PDF")


def note_data(item, **values) -> dict[str, str]:
    data = {}
    for prefix in (f"i{item.pk}", "i0"):
        data |= {f"{prefix}-version": "0", f"{prefix}-secret_version": "0"}
    return data | {f"i{item.pk}-{name}": value for name, value in values.items()}


def test_who_writes_the_minutes_neither_sees_nor_writes_an_item_that_is_withheld_from_them(
    group, client_as, meeting, item, support, chair, url, at_work
):
    save(meeting, item, "SECRET words", 0, chair, confidential=True)
    common = {"meeting": meeting, "item": item, "by": chair, "at": AT, "confidential": True}
    decision = minutes.record_decision(text="SECRET decision", **common)
    line = minutes.record_action(
        text="SECRET action", owner=factories.seat(group, "S09"), due_on=date(2017, 7, 6), **common
    )
    writer = client_as("business_support")
    assert "SECRET words" in shown(writer, url)
    Withholding.objects.create(item=item, person=support, reason="x", made_at=AT, made_by=chair)
    text = shown(writer, url)
    assert "SECRET" not in text
    assert "An item is withheld from you" in text
    pages = [
        reverse("meetings:decision_change", args=[group.slug, meeting.pk, decision.pk]),
        reverse("meetings:action_change", args=[group.slug, meeting.pk, line.pk]),
    ]
    assert [writer.get(page).status_code for page in pages] == [404, 404]
    autosave = reverse("meetings:minutes_item", args=[group.slug, meeting.pk, item.pk])
    assert writer.post(autosave, {"text": "Mine", "version": "0"}).status_code == 404
    histories = [
        reverse("changes:of", args=[group.slug, kind, pk])
        for kind, pk in [
            ("meetings.MinuteText", meeting.minute_texts.get().pk),
            ("meetings.Decision", decision.pk),
            ("meetings.ActionLine", line.pk),
            ("actionplans.Action", line.action.pk),
        ]
    ]
    assert [writer.get(page).status_code for page in histories] == [403, 403, 403, 403]
    assert ["SECRET" in shown(client_as("chair"), page) for page in histories] == [True, True, True, True]
    whole = reverse("changes:of", args=[group.slug, "meetings.Meeting", meeting.pk])
    assert ["SECRET" in shown(reader, whole) for reader in (writer, client_as("chair"))] == [False, True]


def test_without_script_one_save_keeps_every_note_and_catches_a_decision_and_an_action(
    group, client_as, meeting, item, url, at_work
):
    owner = factories.seat(group, "S09")
    data = note_data(
        item, text="Noted <b>x</b>", decision="Agree the scope", action="Draft the tool", owner=str(owner.pk),
        due_day="6", due_month="7", due_year="2017", save=str(item.pk),
    )  # fmt: skip
    answer = client_as("business_support").post(
        f"{url}write/", data | {"save": str(item.pk), "i0-text": "General words"}
    )
    assert answer.url == f"{url}#item-{item.pk}"
    assert [one.text for one in meeting.minute_texts.order_by("item_id")] != []
    assert set(meeting.minute_texts.values_list("text", flat=True)) == {"Noted <b>x</b>", "General words"}
    assert meeting.decisions.get().code == "D1"
    assert (meeting.action_lines.get().owner, meeting.action_lines.get().due_on) == (owner, date(2017, 7, 6))
    assert "Noted &lt;b&gt;x&lt;/b&gt;" in shown(client_as("chair"), f"{url}?read=1")


def test_a_form_that_is_sent_twice_catches_one_decision_and_one_action(
    group, client_as, meeting, item, url, at_work
):
    data = note_data(
        item, decision="Agree the scope", action="Draft the tool", owner=str(factories.seat(group, "S09").pk),
        due_day="6", due_month="7", due_year="2017",
    )  # fmt: skip
    client = client_as("business_support")
    assert [client.post(f"{url}write/", data).status_code for _ in range(2)] == [302, 302]
    assert (meeting.decisions.count(), meeting.action_lines.count()) == (1, 1)


def test_a_conflict_on_the_page_shows_both_texts_and_the_next_save_merges(
    client_as, meeting, item, chair, url, at_work
):
    save(meeting, item, "THEIR words", 0, chair)
    client = client_as("business_support")
    answer = client.post(f"{url}write/", note_data(item, text="MY words", decision="Once"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "THEIR words" in text
    assert "MY words" in text
    assert meeting.decisions.count() == 1
    data = note_data(item, text="MERGED words") | {f"i{item.pk}-version": "1"}
    client.post(f"{url}write/", data)
    assert meeting.minute_texts.get().text == "MERGED words"
    assert meeting.decisions.count() == 1


def test_the_autosave_answers_the_version_or_the_other_text(group, client_as, meeting, item, chair, at_work):
    client = client_as("business_support")
    url = reverse("meetings:minutes_item", args=[group.slug, meeting.pk, item.pk])
    assert client.post(url, {"text": "One", "version": "0"}).json() == {
        "version": 1,
        "sentence": "Saved at 10:00",
    }
    save(meeting, item, "Two", 1, chair)
    answer = client.post(url, {"text": "Mine", "version": "1"})
    assert answer.status_code == 409
    assert answer.json()["theirs"] == "Two"
    minutes.send_to_chair(meeting=meeting, by=factories.holder(group, "S06"), at=LATER)
    assert client.post(url, {"text": "Mine", "version": "2"}).status_code == 409
    assert client_as("member").post(url, {"text": "Mine", "version": "2"}).status_code == 403


def test_the_autosave_takes_no_character_that_a_database_refuses_and_no_version_that_is_no_number(
    group, client_as, meeting, item, at_work
):
    client = client_as("business_support")
    url = reverse("meetings:minutes_item", args=[group.slug, meeting.pk, item.pk])
    assert client.post(url, {"text": "One\x00 word", "version": "0"}).json()["version"] == 1
    assert meeting.minute_texts.get().text == "One word"
    for odd in ("²", "9" * 5000, "-1"):
        assert client.post(url, {"text": "Mine", "version": odd}).status_code == 409
    assert meeting.minute_texts.get().text == "One word"


@pytest.mark.parametrize("odd", ["²", "9" * 5000])
def test_a_number_that_is_none_names_no_item(group, client_as, meeting, item, at_work, odd):
    client = client_as("business_support")
    day_url = reverse("meetings:day", args=[group.slug, meeting.pk])
    assert client.post(day_url, {"item": odd}).url == day_url
    following = factories.make_meeting(group, date(2017, 7, 13), number=3)
    desk = reverse("meetings:desk_order", args=[group.slug, following.pk])
    assert client.post(desk, {"up": odd}).status_code == 302
    history = reverse("changes:of", args=[group.slug, "subgroup.StoredFile", odd])
    assert client.get(history).status_code == 404


def test_business_support_sees_what_the_chair_changed_word_by_word(
    client_as, meeting, item, support, chair, url, at_work
):
    save(meeting, item, "Thirteen cases will be audited", 0, support)
    save(meeting, item, "Thirty cases will be audited", 1, chair)
    text = shown(client_as("business_support"), url)
    assert "<del>Thirteen</del><ins>Thirty</ins> cases will be audited" in text


def test_the_register_of_decisions_filters_and_exports(
    group, client_as, meeting, item, support, chair, at_work
):
    minutes.record_decision(meeting=meeting, item=item, text="=SUM(1)", by=support, at=AT)
    register = reverse("meetings:decisions", args=[group.slug])
    assert "=SUM(1)" not in shown(client_as("member"), register)
    minutes.approve(meeting=meeting, by=chair, at=LATER)
    minutes.circulate(meeting=meeting, by=support, at=LATER)
    assert "=SUM(1)" in shown(client_as("member"), f"{register}?year=2017-18")
    assert "=SUM(1)" not in shown(client_as("member"), f"{register}?quorate=false")
    assert "'=SUM(1)" in client_as("member").get(f"{register}?format=csv").content.decode("utf-8-sig")


def test_P6_the_letter_is_signed_and_sent_from_its_page_by_the_chair_alone(
    group, client_as, meeting, at_work
):
    year.hold(group, 3)
    letter = meeting.group.meetings.get(number=3).letters.get()
    url = reverse("meetings:letter", args=[group.slug, letter.pk])
    assert client_as("member").get(url).status_code == 403
    assert client_as("business_support").post(url, {"text": "x", "version": 1}).status_code == 403
    client = client_as("chair")
    assert "Sign off the letter" in shown(client, url)
    client.post(f"{url}sign/", seen_on(client, url))
    assert "Send the letter?" in shown(client, f"{url}send/")
    client.post(f"{url}send/", seen_on(client, f"{url}send/"))
    assert client.post(f"{url}send/").status_code == 409
    assert file_of(client, f"{url}file/").startswith(b"%PDF")
    with pytest.raises(NotAllowed):
        letters.edit(letter=letter, text="x", version=1, by=factories.holder(group, "S01"), at=LATER)


def test_P4_where_the_terms_make_it_advisory_a_decision_says_so_and_is_not_ratified(group, support, chair):
    for terms in group.terms.all():
        terms.data["quorum"]["if_not_quorate"] = "advisory only"
        terms.save()
    sixth = year.hold(group, 6)
    following = factories.make_meeting(group, date(2018, 1, 4), number=7)
    made = minutes.record_decision(meeting=sixth, item=None, text="Close it", by=support, at=AT)
    assert (made.quorate, made.is_advisory) == (False, True)
    minutes.approve(meeting=sixth, by=chair, at=LATER)
    assert not following.items.filter(kind=ItemKind.RATIFICATION).exists()
    assert not Decision.objects.to_ratify().exists()
    assert minutes_document.snapshot(sixth, confidential=False)["general"]["decisions"][0]["advisory"]
    at = moment(date(2018, 1, 4), time(9, 30))
    day.open_meeting(meeting=following, chaired_by_seat=factories.seat(group, "S02"), by=support, at=at)
    taken = {factories.seat(group, code).pk: presence for code, presence in year.codes(7).items()}
    day.record_all(meeting=following, presences=taken, by=support, at=at)
    with pytest.raises(NotAllowed, match="D1 is advisory under the terms of reference"):
        minutes.record_decision(
            meeting=following, item=None, text="Ratify D1", by=support, at=at, ratifies=[made]
        )


def test_M1_the_minutes_name_an_agency_as_it_was_called_on_the_day(group):
    held = year.hold(group, 2)
    agency = factories.seat(group, "S09").agency
    rename = {"agency": agency, "by": None, "at": AT}
    agencies.rename(name="Northern Care Alliance", starts_on=date(2017, 5, 1), **rename)
    agencies.rename(name="A later name", starts_on=date(2017, 9, 1), **rename)
    assert "Northern Care Alliance" in minutes_document.snapshot(held, confidential=False)["agencies"]
