"""The import of a tracker: previewed, answered, written in one transaction, undone in one step."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest
from auditlog.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from actionplans.importing.preview import Preview, preview
from actionplans.lights.voices import voices
from actionplans.models import (
    Action,
    ActionUpdate,
    Escalation,
    Plan,
    Recommendation,
    TrackerImport,
    UpdateOwed,
)
from actionplans.services import completion, escalations, imports, plans, undoing, updates
from members.models import Agency
from subgroup import clock, daily
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.files import storage
from subgroup.models import Deadline, Message, Person, SubGroup
from tests import factories
from tests.actionplans.plans import make_meetings
from tests.actionplans.trackers.books import book

TODAY = date(2017, 11, 20)
AT = moment(TODAY)
GIVEN = Path(__file__).parent / "trackers" / "data"
HEAD = ["Review", "Rec no", "Recommendation", "Action no", "Action", "Lead agency", "Lead officer",
        "Due date", "RAG", "Progress"]  # fmt: skip
ROW = ["SCR Child M", "1", "Bruises are seen by a doctor", "1.1", "Write the protocol", "GMP", "Detective Inspector",
       date(2018, 3, 1), "Amber", "12/9/2017: first draft sent"]  # fmt: skip


@pytest.fixture(autouse=True)
def _in_november():
    with clock.frozen(AT):
        yield


@pytest.fixture
def by(group) -> Person:
    return factories.holder(group, "S06")


def start(group: SubGroup, by: Person, data: bytes, name: str = "tracker.xlsx") -> TrackerImport:
    file = storage.store(group=group, upload=SimpleUploadedFile(name, data), by=by, at=AT)
    return imports.start(group=group, file=file, by=by, at=AT)


def tracker(*rows: list[object]) -> bytes:
    return book(("Actions", [["Tracker of the sub-group, as at 14 November 2017"], HEAD, *rows]))


def like(**changes: object) -> list[object]:
    """ROW with other cells, by their headings: `action="…"` for “Action”."""
    names = [head.lower().replace(" ", "_") for head in HEAD]
    return [changes.get(name, value) for name, value in zip(names, ROW, strict=True)]


def see(row: TrackerImport) -> Preview:
    return preview(row, on=TODAY)


def verdicts(row: TrackerImport) -> list[str]:
    return [one.verdict for one in see(row).rows]


def write(group: SubGroup, by: Person, *rows: list[object]) -> TrackerImport:
    return imports.write(tracker_import=start(group, by, tracker(*rows)), by=by, at=AT)


def owed(action: Action) -> Deadline:
    return Deadline.objects.get(rule="action", subject_id=str(action.pk), released_at=None)


def confirmed(found: Preview) -> dict[int, dict[str, object]]:
    """Every unclear row taken as it is shown."""
    return {
        one.kept.pk: {"ok": True, "due": one.row.due_suggested.isoformat() if one.row.due_suggested else ""}
        for one in found.rows
        if one.verdict == "unclear"
    }


@pytest.mark.parametrize(("name", "actions", "plans_made", "no_day"), [("a", 90, 4, 23), ("b", 48, 3, 0)])
def test_the_trackers_that_were_given_come_in_whole_and_come_in_again_unchanged(
    group, by, name, actions, plans_made, no_day
):
    agencies = Agency.objects.filter(group=group).count()
    data = (GIVEN / f"action-tracker-{name}.xlsx").read_bytes()
    row = start(group, by, data)
    assert not Action.objects.exists(), "nothing is written before it is confirmed"
    imports.settle_names(tracker_import=row, plans={}, agencies={"code:NWAS": "+"}, by=by, at=AT)
    imports.answer(tracker_import=row, answers=confirmed(see(row)), by=by, at=AT)
    assert verdicts(row) == ["new"] * actions
    imports.write(tracker_import=row, by=by, at=AT)

    made = Action.objects.filter(group=group)
    assert made.count() == actions
    assert Plan.objects.filter(group=group).count() == plans_made
    assert made.filter(due_on=None).count() == no_day
    assert Agency.objects.filter(group=group).count() == agencies + 1, (
        "the ambulance service, and no agency doubled"
    )
    for action in made.exclude(due_on=None).filter(stage="open"):
        assert owed(action).due_on == action.due_on
    logged = LogEntry.objects.filter(content_type__app_label="actionplans", action=LogEntry.Action.CREATE)
    assert logged.filter(content_type__model="action").count() == actions
    assert logged.filter(content_type__model="actionupdate").count() == ActionUpdate.objects.count()
    assert set(verdicts(start(group, by, data))) == {"unchanged"}

    undoing.undo(tracker_import=row, by=by, at=AT)
    for model in (Action, Plan, Recommendation, ActionUpdate):
        assert not model.objects.exists()
    assert Agency.objects.filter(group=group).count() == agencies
    assert not Deadline.objects.filter(rule="action", released_at=None).exists()
    assert "new" in verdicts(start(group, by, data)), "after undoing, the tracker comes in afresh"


def test_a_row_becomes_an_action_with_its_plan_its_words_and_its_light_as_the_agencys_voice(group, by):
    write(group, by, ROW)
    action = Action.objects.get()
    assert (action.reference, action.agency.code, action.officer) == (
        "SCR-M/1.1",
        "GMP",
        "Detective Inspector",
    )
    assert (action.plan.title, action.plan.kind, action.recommendation.text) == (
        "SCR Child M",
        "scr",
        "Bruises are seen by a doctor",
    )
    first, last = action.updates.all()
    assert (first.text, clock.day_of(first.made_at)) == ("first draft sent", date(2017, 9, 12))
    assert (last.colour, clock.day_of(last.made_at)) == ("amber", date(2017, 11, 14)), (
        "of the tracker’s own day"
    )
    assert (action.colour, action.last_confirmed_on) == ("amber", date(2017, 11, 14))
    assert (first.from_tracker, last.from_tracker) == (True, True)
    assert voices(action, TODAY)[0].by == "in an imported tracker"
    assert not Message.objects.exists()


def test_a_month_is_a_proposal_that_a_person_confirms(group, by):
    row = start(group, by, tracker(like(due_date="March 2018")))
    assert verdicts(row) == ["unclear"]
    with pytest.raises(NotAllowed, match="nothing to write"):
        imports.write(tracker_import=row, by=by, at=AT)
    (one,) = see(row).rows
    assert one.row.due_suggested == date(2018, 3, 31)
    imports.answer(tracker_import=row, answers={one.kept.pk: {"ok": True, "due": "2018-03-15"}}, by=by, at=AT)
    imports.write(tracker_import=row, by=by, at=AT)
    action = Action.objects.get()
    assert (action.due_on, action.due_as_written) == (date(2018, 3, 15), "March 2018")
    assert verdicts(start(group, by, tracker(like(due_date="March 2018")))) == ["unchanged"], "asked once"


def test_no_day_stays_no_day(group, by):
    row = start(group, by, tracker(like(due_date="ongoing")))
    imports.answer(tracker_import=row, answers=confirmed(see(row)), by=by, at=AT)
    imports.write(tracker_import=row, by=by, at=AT)
    action = Action.objects.get()
    assert (action.due_on, action.due_as_written) == (None, "ongoing")
    assert not Deadline.objects.filter(rule="action").exists()


def test_a_part_of_an_agency_is_that_agency_and_is_named_with_the_officer(group, by):
    write(group, by, like(lead_agency="Education", lead_officer="Head of Inclusion"))
    action = Action.objects.get()
    assert (action.agency.code, action.officer) == ("SCC", "Education, Head of Inclusion")


def test_a_stranger_is_asked_about_once_and_remembered_for_the_next_file(group, by):
    rows = [like(lead_agency="NWAS"), like(lead_agency="N.W.A.S.", action_no="1.2", action="Brief the crews")]
    row = start(group, by, tracker(*rows))
    (question,) = see(row).questions
    assert (question.words, question.rows, verdicts(row)) == (
        "North West Ambulance Service",
        2,
        ["unclear", "unclear"],
    )
    imports.settle_names(tracker_import=row, plans={}, agencies={question.key: "SRFT"}, by=by, at=AT)
    imports.write(tracker_import=row, by=by, at=AT)
    assert {action.agency.code for action in Action.objects.all()} == {"SRFT"}
    assert verdicts(start(group, by, tracker(*rows))) == ["unchanged", "unchanged"]


def test_all_agencies_ask_for_the_lead(group, by):
    row = start(group, by, tracker(like(lead_agency="All agencies")))
    (one,) = see(row).rows
    assert one.verdict == "unclear"
    imports.answer(tracker_import=row, answers={one.kept.pk: {"ok": True, "agency": "SSCB"}}, by=by, at=AT)
    imports.write(tracker_import=row, by=by, at=AT)
    assert Action.objects.get().agency.code == "SSCB"


def test_a_later_tracker_changes_what_it_says_and_adds_only_new_words(group, by):
    write(group, by, ROW)
    action = Action.objects.get()
    later = like(
        due_date=date(2018, 5, 1), progress="12/9/2017: first draft sent\n16/11/2017: with the lawyers"
    )
    row = start(group, by, tracker(later))
    (one,) = see(row).rows
    assert one.verdict == "changed"
    assert "The due date is now “Tuesday 1 May 2018”. It was “Thursday 1 March 2018”." in one.reasons
    imports.write(tracker_import=row, by=by, at=AT)
    action.refresh_from_db()
    assert (action.first_due_on, action.due_on) == (date(2018, 3, 1), date(2018, 5, 1))
    assert owed(action).due_on == date(2018, 5, 1)
    assert [one.text for one in action.updates.all()].count("first draft sent") == 1
    assert action.updates.filter(text="with the lawyers").exists()

    undoing.undo(tracker_import=row, by=by, at=AT)
    action.refresh_from_db()
    assert (action.due_on, action.due_changes.count()) == (date(2018, 3, 1), 1)
    assert owed(action).due_on == date(2018, 3, 1)
    assert not action.updates.filter(text="with the lawyers").exists()


def test_an_older_tracker_does_not_overwrite_a_newer_word(group, by):
    write(group, by, ROW)
    action = Action.objects.get()
    updates.say(action=action, text="Done by Friday", colour="green", by=by, at=AT)
    row = start(group, by, tracker(like(rag="Red")))
    assert verdicts(row) == ["unchanged"]


def test_a_revised_day_keeps_the_first(group, by):
    head = [*HEAD[:7], "Original target", "Revised target", *HEAD[8:]]
    cells = [*ROW[:7], date(2017, 6, 1), date(2018, 3, 1), *ROW[8:]]
    row = start(group, by, book(("Actions", [head, cells])))
    imports.write(tracker_import=row, by=by, at=AT)
    action = Action.objects.get()
    assert (action.first_due_on, action.due_on) == (date(2017, 6, 1), date(2018, 3, 1))
    assert [one.due_on for one in action.due_changes.all()] == [date(2017, 6, 1), date(2018, 3, 1)]


def test_of_two_who_confirm_at_once_one_is_refused(group, by):
    row = start(group, by, tracker(ROW))
    same = TrackerImport.objects.get(pk=row.pk)
    imports.write(tracker_import=row, by=by, at=AT)
    with pytest.raises(NotAllowed, match=f"{by} imported this tracker on Monday 20 November 2017 already"):
        imports.write(tracker_import=same, by=factories.holder(group, "S01"), at=AT)
    assert Action.objects.count() == 1


def test_the_same_tracker_confirmed_twice_is_not_written_twice(group, by):
    first, second = start(group, by, tracker(ROW)), start(group, by, tracker(ROW))
    shown = see(second).digest()
    imports.write(tracker_import=first, by=by, at=AT)
    with pytest.raises(NotAllowed, match="changed after you opened this page"):
        imports.write(tracker_import=second, by=by, at=AT, seen=shown)
    with pytest.raises(NotAllowed, match="nothing to write"):
        imports.write(tracker_import=second, by=by, at=AT)
    assert Action.objects.count() == 1


def test_all_or_none_is_written(group, by, monkeypatch):
    row = start(group, by, tracker(ROW, like(action_no="1.2", action="Brief all teams")))
    shown = see(row)
    shown.rows[1].kept.pk = None  # what cannot be kept stops the whole
    monkeypatch.setattr(imports, "preview", lambda *args, **kwargs: shown)
    with pytest.raises(ValueError, match="primary key"):
        imports.write(tracker_import=row, by=by, at=AT)
    assert not Action.objects.exists()
    assert not Plan.objects.exists()
    assert TrackerImport.objects.get().is_previewed


def test_undoing_is_refused_with_what_changed_since(group, by):
    row = write(group, by, ROW, like(action_no="1.2", action="Brief all teams"))
    action = Action.objects.get(reference="SCR-M/1.2")
    with clock.frozen(moment(date(2017, 11, 22))):
        updates.say(action=action, text="Half of them", colour="amber", by=by, at=clock.now())
        with pytest.raises(NotAllowed) as refusal:
            undoing.undo(tracker_import=row, by=by, at=clock.now())
    assert "SCR-M/1.2 was changed on Wednesday 22 November 2017" in str(refusal.value)
    assert "SCR-M/1.1" not in str(refusal.value)
    assert Action.objects.count() == 2
    assert ActionUpdate.objects.filter(text="first draft sent").exists()


def test_undoing_is_refused_when_somebody_built_on_a_plan_that_it_opened(group, by):
    row = write(group, by, ROW)
    plans.add_recommendation(plan=Plan.objects.get(), number="2", text="And more", by=by, at=AT)
    with pytest.raises(NotAllowed, match="SCR-M has a recommendation that came later"):
        undoing.undo(tracker_import=row, by=by, at=AT)


def test_what_the_daily_run_found_by_itself_leaves_the_exception_list_with_the_import(group, by):
    row = write(group, by, like(due_date=date(2017, 3, 1)), like(action_no="1.2", action="Brief all teams"))
    later = moment(date(2017, 11, 21))
    with clock.frozen(later):
        escalations.find(group=group, at=later)
        found = Escalation.objects.get()
        undoing.undo(tracker_import=row, by=by, at=later)
    found.refresh_from_db()
    assert (found.action, found.addressed_because) == (None, "The import that brought it was undone.")
    assert not Action.objects.exists()


def test_undoing_is_refused_when_somebody_acted_on_what_the_daily_run_found(group, by):
    row = write(group, by, like(due_date=date(2017, 3, 1)))
    later = moment(date(2017, 11, 21))
    with clock.frozen(later):
        escalations.find(group=group, at=later)
        escalations.note(escalation=Escalation.objects.get(), text="Rang the agency", by=by, at=later)
        with pytest.raises(NotAllowed, match=r"SCR-M/1\.1 has an escalation that came later"):
            undoing.undo(tracker_import=row, by=by, at=later)


def daily_until(group, last):
    day = TODAY
    while day <= last:
        at = moment(day, time(0, 5))
        with clock.frozen(at):
            daily.run(today=day, at=at)
        day += timedelta(days=1)


def test_an_import_is_undone_after_a_window_opened_and_closed_by_itself(group, by):
    make_meetings(group, date(2017, 12, 14), at=AT)
    late = date(2017, 3, 1)
    new = like(action_no="1.2", action="Send the crews", lead_agency="NWAS", due_date=late)
    row = start(group, by, tracker(like(due_date=late), new))
    imports.settle_names(tracker_import=row, plans={}, agencies={"code:NWAS": "+"}, by=by, at=AT)
    imports.write(tracker_import=row, by=by, at=AT)
    assert Agency.objects.filter(code="NWAS").exists()
    daily_until(group, date(2017, 12, 8))
    assert UpdateOwed.objects.filter(made_at=None).exists()
    assert Escalation.objects.filter(cause="missed_update").exists()
    at = moment(date(2017, 12, 8), time(9))
    with clock.frozen(at):
        undoing.undo(tracker_import=row, by=by, at=at)
    assert not UpdateOwed.objects.exists()
    assert not Plan.objects.exists()
    assert not Agency.objects.filter(code="NWAS").exists()
    assert not Escalation.objects.standing().exists()
    assert not Deadline.objects.filter(rule="plan_update", mistake=False).exists()
    assert not Deadline.objects.broken(on=date(2017, 12, 8)).filter(rule="plan_update").exists()
    daily_until(group, date(2017, 12, 9))


def test_an_import_is_not_undone_once_somebody_acted_on_an_update_that_was_missed(group, by):
    make_meetings(group, date(2017, 12, 14), at=AT)
    row = write(group, by, ROW)
    daily_until(group, date(2017, 12, 8))
    at = moment(date(2017, 12, 8), time(9))
    with clock.frozen(at):
        missed = Escalation.objects.get(cause="missed_update")
        escalations.note(escalation=missed, text="Rang the agency", by=by, at=at)
        with pytest.raises(NotAllowed, match="SCR-M has an update owed that came later"):
            undoing.undo(tracker_import=row, by=by, at=at)


def test_what_is_signed_off_or_closed_no_tracker_changes(group, by):
    write(group, by, ROW)
    plans.close(plan=Plan.objects.get(), because="The review was withdrawn", by=by, at=AT)
    (one,) = see(start(group, by, tracker(like(due_date=date(2019, 1, 1))))).rows
    assert one.verdict == "unchanged"
    assert "SCR-M was closed on Monday 20 November 2017" in one.reasons[0]


def test_a_file_that_is_no_tracker_says_so_and_stays_so(group, by):
    row = start(group, by, b"Dear all,\nplease find nothing here\n", "letter.csv")
    assert (row.state, verdicts_or_none(row)) == (TrackerImport.State.UNREADABLE, [])
    assert "No list of actions was found" in row.refusal
    with pytest.raises(NotAllowed, match="No list of actions"):
        imports.write(tracker_import=row, by=by, at=AT)


def verdicts_or_none(row: TrackerImport) -> list[str]:
    return verdicts(row) if row.rows.exists() else []


def test_columns_chosen_by_hand_are_remembered(group, by):
    same = "Look at the minutes of the last meeting"
    data = book(
        ("Liste", [["A", "B", "C"], ["GMP", date(2018, 3, 1), same], ["SRFT", date(2018, 4, 1), same]])
    )
    row = start(group, by, data)
    assert verdicts(row) == [], "no column says what is to be done"
    mapping = {"A": "agency", "B": "due", "C": "action"}
    with pytest.raises(NotAllowed, match="one column that says what is to be done"):
        imports.map_columns(tracker_import=row, mapping={**mapping, "C": ""}, by=by, at=AT)
    imports.map_columns(tracker_import=row, mapping=mapping, by=by, at=AT)
    assert verdicts(row) == ["new", "new"]
    imports.write(tracker_import=row, by=by, at=AT)
    assert [one.agency.code for one in Action.objects.order_by("pk")] == ["GMP", "SRFT"]
    assert {one["header"]: one["field"] for one in start(group, by, data).reading["columns"]} == mapping


def test_a_large_file_is_read_by_a_task(group, by, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(imports, "READ_AT_ONCE", 10)
    row = start(group, by, tracker(ROW))
    assert row.state == TrackerImport.State.READING
    with django_capture_on_commit_callbacks(execute=True):
        row = start(group, by, tracker(ROW))
    row.refresh_from_db()
    assert verdicts(row) == ["new"]


def test_a_reading_that_was_cut_short_is_resumed_and_given_up_in_the_end(group, by, monkeypatch):
    monkeypatch.setattr(imports, "READ_AT_ONCE", 10)
    row = start(group, by, tracker(ROW))
    other = start(group, by, tracker(ROW))
    imports.resume(at=AT + timedelta(minutes=2))
    row.refresh_from_db()
    assert row.state == TrackerImport.State.READING, "it may still be under way"
    TrackerImport.objects.filter(pk=other.pk).update(read_at=AT - timedelta(hours=1))
    imports.resume(at=AT + timedelta(minutes=4))
    assert [one.state for one in TrackerImport.objects.order_by("pk")] == ["previewed", "unreadable"]


def test_a_tracker_that_is_too_long_is_to_be_split(group, by, monkeypatch):
    monkeypatch.setattr(imports, "MOST_ROWS", 1)
    row = start(group, by, tracker(ROW, like(action_no="1.2", action="Brief all teams")))
    assert "holds 2 actions, and at most 1 are imported at once" in row.refusal


def test_an_answer_that_names_an_agency_that_is_gone_is_asked_again(group, by):
    row = start(group, by, tracker(like(lead_agency="NWAS")))
    imports.settle_names(tracker_import=row, plans={}, agencies={"code:NWAS": "GONE"}, by=by, at=AT)
    assert verdicts(row) == ["unclear"]


# Pages


def url(row: TrackerImport, name: str = "import") -> str:
    return reverse(f"actionplans:{name}", args=[row.group.slug, row.pk])


def test_from_the_file_to_the_register_and_back_by_the_pages(group, by, client_as):
    with clock.frozen(AT):
        client = client_as(by)
        data = tracker(ROW, like(action_no="1.2", action="Brief all teams", due_date="Q4"))
        upload = SimpleUploadedFile("our tracker.xlsx", data)
        made = client.post(reverse("actionplans:import_new", args=[group.slug]), {"file": upload})
        row = TrackerImport.objects.get()
        assert made.url == url(row)
        page = client.get(made.url).content.decode()
        assert "is a quarter of a financial year" in page
        unclear = next(one for one in see(row).rows if one.verdict == "unclear")
        prefix = f"r{unclear.kept.pk}"
        said = {
            f"{prefix}-what": "later",
            f"{prefix}-due_day": "31",
            f"{prefix}-due_month": "3",
            f"{prefix}-due_year": "2018",
        }
        client.post(f"{url(row)}?show=unclear", {**said, "all": "yes"})
        page = client.get(url(row, "import_write")).content.decode()
        assert "2 actions are added to the register." in page
        assert not Action.objects.exists()
        client.post(url(row, "import_write"), {"seen": see(row).digest()})
        assert Action.objects.get(reference="SCR-M/1.2").due_on == date(2018, 3, 31)
        page = client.get(url(row)).content.decode()
        assert "SCR-M/1.2" in page
        assert "Undo this import" in page
        client.post(url(row, "import_undo"))
        assert not Action.objects.exists()
        page = client.get(url(row)).content.decode()
        assert "The register is as it was before" in page


def test_what_is_typed_wrong_beside_a_row_stands_beside_it(group, by, client_as):
    with clock.frozen(AT):
        client = client_as(by)
        row = start(group, by, tracker(like(lead_agency="All agencies")))
        prefix = f"r{row.rows.get().pk}"
        page = client.post(f"{url(row)}?show=unclear", {f"{prefix}-what": "in", f"{prefix}-agency": ""})
        assert page.status_code == 422
        assert "Choose the agency that leads" in page.content.decode()
        assert row.rows.get().answer == {}


def test_a_lead_reaches_no_import(group, by, client_as):
    row = start(group, by, tracker(ROW))
    with clock.frozen(AT):
        client = client_as("agency_lead")
        for name in ("import", "import_map", "import_names", "import_write", "import_undo"):
            assert client.get(url(row, name)).status_code == 403


def test_columns_that_nobody_knows_are_asked_for_and_those_of_one_heading_told_apart(group, client_as):
    client = client_as("business_support")
    rows = [
        ["Bezug", "Text", "Text", "Wer"],
        ["1", "Because", "Write it", "GMP"],
        ["2", "As well", "Train", "CCG"],
    ]
    answer = client.post(
        reverse("actionplans:import_new", args=[group.slug]),
        {"file": SimpleUploadedFile("plan.xlsx", book(("Plan", rows)))},
    )
    row = TrackerImport.objects.get()
    assert answer["Location"] == url(row, "import_map")
    page = client.get(answer["Location"]).content.decode()
    assert "“Text (column B)”" in page
    assert "“Text (column C)”" in page
    client.post(answer["Location"], {"c2": "action", "c3": "agency", "c1": "finding"})
    assert [one.row.action for one in see(row).rows] == ["Write it", "Train"]


def test_what_the_tracker_calls_done_waits_for_sign_off_and_does_not_fill_the_exception_list(group, by):
    late = date(2017, 3, 1)
    row = write(
        group, by, like(rag="Blue", due_date=late), like(action_no="1.2", action="x y", rag="", due_date="Completed"),
        like(action_no="1.3", action="Brief all teams", due_date=late),
    )  # fmt: skip
    first, second, third = Action.objects.order_by("pk")
    assert [one.stage for one in (first, second, third)] == ["proposed", "proposed", "open"]
    assert "2 of them are done as the tracker says, and wait for sign-off." in row.changes["said"]
    assert (first.colour, first.done_on) == ("blue", date(2017, 11, 14))
    word = first.updates.get(done=True)
    assert (word.text, word.from_tracker) == ("The tracker says that it is done.", True)
    assert first.stages.last().reason == "The tracker says that it is done."
    assert not Deadline.objects.filter(rule="action", subject_id=first.pk).exists()
    assert Deadline.objects.get(rule="sign_off", subject_id=first.pk).owner_key == "chair"
    later = moment(date(2017, 11, 21))
    with clock.frozen(later):
        escalations.find(group=group, at=later)
        assert [one.action for one in Escalation.objects.all()] == [third]
        undone = start(group, by, tracker(like(rag="Blue", due_date=late)))
        assert verdicts(undone) == ["unchanged"]
        completion.return_(action=first, reason="Send the protocol", by=by, at=later)
        assert owed(first).due_on == late


def test_an_import_of_what_is_done_is_undone(group, by):
    row = write(group, by, like(rag="Blue"))
    undoing.undo(tracker_import=row, by=by, at=AT)
    assert not Action.objects.exists()
    assert not Deadline.objects.filter(rule="sign_off", released_at=None).exists()


@pytest.mark.parametrize("word", ["Withdrawn", "Superseded", "No longer required", "Deferred to 2018"])
def test_what_is_followed_up_no_more_is_asked_about(group, by, word):
    (one,) = see(start(group, by, tracker(like(rag=word)))).rows
    assert one.verdict == "unclear"
    assert any(f"It is said to be “{word}”: leave the row out" in reason for reason in one.reasons)


def test_the_trackers_words_for_its_colours_stand_on_its_page_and_count(group, by, client_as):
    said = "RAG: Green = completed; Red = not started"
    row = start(group, by, book(("Actions", [[said], HEAD, like(rag="Green")])))
    assert row.reading["legend"] == {"G": "completed", "R": "not started"}
    page = client_as("business_support").get(url(row)).content.decode()
    assert "It says of its colours: green is “completed”, red is “not started”." in page
    (one,) = see(row).rows
    assert (one.row.rag, one.verdict, one.is_done) == ("B", "new", True)
