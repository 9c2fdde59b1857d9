"""The pages of minutes: who may read what, two people writing at once, saving without script, corrections, letters."""

from datetime import date

import pytest
from django.urls import reverse

from meetings.models import AgendaItem, Meeting, MinutesDocument, Withholding
from meetings.services import letters, minutes
from subgroup import clock
from subgroup.errors import NotAllowed
from tests import factories
from tests.meetings import minuted, year
from tests.meetings.minuted import AT, LATER, save


@pytest.fixture
def meeting(group) -> Meeting:
    return minuted.hold(group)


@pytest.fixture
def item(meeting) -> AgendaItem:
    return minuted.audit(meeting)


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
