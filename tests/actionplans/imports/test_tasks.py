"""A large import is written and undone by a task: all or nothing, once, also when the task is lost or killed."""

from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError

from actionplans.models import Action, Plan, TrackerImport
from actionplans.services import import_tasks, import_writing, plans, undoing, updates
from subgroup import clock
from subgroup.errors import NotAllowed
from tests import factories
from tests.actionplans.imports.trackers import AT, ROW, like, see, start, tracker, url

State = TrackerImport.State
LATER = AT + timedelta(minutes=4)


@pytest.fixture(autouse=True)
def _all_is_large(monkeypatch):
    monkeypatch.setattr(import_tasks, "AT_ONCE", 1)


@pytest.fixture
def row(group, by) -> TrackerImport:
    return start(group, by, tracker(ROW, like(action_no="1.2", action="Brief all teams")))


@pytest.fixture
def confirmed(row, by) -> TrackerImport:
    """Confirmed, and its task is not there yet."""
    return import_tasks.confirm(tracker_import=row, by=by, at=AT, seen=see(row).digest())


@pytest.fixture
def written(confirmed) -> TrackerImport:
    import_tasks.carry_out(confirmed.pk, at=AT)
    confirmed.refresh_from_db()
    return confirmed


def now(row):
    row.refresh_from_db()
    return row.state, Action.objects.count()


def test_the_page_says_that_it_is_being_written_and_then_what_came(row, by, client_as):
    with clock.frozen(AT):
        client = client_as(by)
        seen = see(row).digest()
        client.post(url(row, "import_write"), {"seen": seen})
        assert now(row) == (State.WRITING, 0)
        page = client.get(url(row)).content.decode()
        assert "Its 2 rows are being written in the background, all or none." in page
        assert "Look again" in page
        assert client.get(url(row), headers={"HX-Request": "true"}).status_code == 204
        again = client.post(url(row, "import_write"), {"seen": seen}, follow=True).content.decode()
        assert "it is being written. It is not written twice." in again
        import_tasks.carry_out(row.pk, at=AT)
        assert now(row) == (State.WRITTEN, 2)
        assert client.get(url(row), headers={"HX-Request": "true"})["HX-Refresh"] == "true"
        page = client.get(url(row)).content.decode()
        assert "2 actions are added to the register." in page
        assert "being written" not in page


def test_what_the_task_has_done_at_once_is_said_at_once(
    row, by, client_as, django_capture_on_commit_callbacks
):
    with clock.frozen(AT):
        client = client_as(by)
        with django_capture_on_commit_callbacks(execute=True):
            client.post(url(row, "import_write"), {"seen": see(row).digest()})
        assert now(row) == (State.WRITTEN, 2)
        assert "2 actions are added to the register." in client.get(url(row)).content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            client.post(url(row, "import_undo"))
        assert now(row) == (State.UNDONE, 0)
        assert "The register is as it was before" in client.get(url(row)).content.decode()


def test_a_small_import_is_written_and_undone_in_the_request(row, by, monkeypatch):
    monkeypatch.setattr(import_tasks, "AT_ONCE", 2)
    import_tasks.confirm(tracker_import=row, by=by, at=AT, seen=see(row).digest())
    assert now(row) == (State.WRITTEN, 2)
    import_tasks.undo(tracker_import=row, by=by, at=AT)
    assert now(row) == (State.UNDONE, 0)


def test_who_confirmed_it_stands_in_the_change_log(written, by):
    kind = ContentType.objects.get_for_model(Action)
    assert {entry.actor for entry in LogEntry.objects.filter(content_type=kind)} == {by}
    assert written.written_by == by


def test_two_tasks_write_it_once(written):
    import_tasks.carry_out(written.pk, at=LATER)
    assert now(written) == (State.WRITTEN, 2)
    assert written.written_at == AT


def test_a_task_that_was_lost_is_made_up_for(confirmed):
    import_tasks.resume(at=AT + timedelta(minutes=2))
    assert now(confirmed) == (State.WRITING, 0), "it may still come"
    import_tasks.resume(at=LATER)
    assert now(confirmed) == (State.WRITTEN, 2)


def test_a_task_that_is_killed_half_way_leaves_nothing_and_is_taken_up_again(confirmed, monkeypatch):
    def cut_short(rows):
        assert Action.objects.count() == 2
        raise OperationalError("the connection is lost")

    with monkeypatch.context() as patch:
        patch.setattr(import_writing, "_keep_parts", cut_short)
        with pytest.raises(OperationalError):
            import_tasks.carry_out(confirmed.pk, at=AT)
    assert now(confirmed) == (State.WRITING, 0)
    import_tasks.resume(at=LATER)
    assert now(confirmed) == (State.WRITTEN, 2)


def test_what_fails_says_so_and_can_be_confirmed_again(confirmed, by, monkeypatch, client_as):
    def fail(rows):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(import_writing, "_keep_parts", fail)
        import_tasks.carry_out(confirmed.pk, at=AT)
    assert now(confirmed) == (State.PREVIEWED, 0)
    with clock.frozen(AT):
        assert (
            "The rows could not be written, and none was."
            in client_as(by).get(url(confirmed)).content.decode()
        )
    import_tasks.confirm(tracker_import=confirmed, by=by, at=AT, seen=see(confirmed).digest())
    import_tasks.carry_out(confirmed.pk, at=AT)
    assert now(confirmed) == (State.WRITTEN, 2)
    assert confirmed.refusal == ""


def test_what_cannot_be_done_for_half_an_hour_is_given_up(confirmed):
    import_tasks.resume(at=AT + timedelta(minutes=31))
    assert now(confirmed) == (State.PREVIEWED, 0)
    assert "none was" in confirmed.refusal


def test_a_register_that_changed_in_between_is_refused_with_a_sentence(row, group, by, client_as):
    seen = see(row).digest()
    import_tasks.confirm(tracker_import=row, by=by, at=AT, seen=seen)
    plans.open_plan(group=group, code="SCR-M", title="Child M", kind="scr", by=by, at=AT)
    import_tasks.carry_out(row.pk, at=AT)
    assert now(row) == (State.PREVIEWED, 0)
    with clock.frozen(AT):
        page = client_as(by).get(url(row)).content.decode()
    assert "The answers or the register changed after you opened this page. Nothing was written." in page


def test_nothing_is_answered_while_it_is_being_written(confirmed, by, client_as):
    with clock.frozen(AT):
        assert client_as(by).get(url(confirmed, "import_names")).status_code == 409


def test_a_large_import_is_undone_by_a_task(written, by, client_as):
    with clock.frozen(AT):
        client = client_as(by)
        assert "2 actions are removed" in client.get(url(written, "import_undo")).content.decode()
        client.post(url(written, "import_undo"))
        assert now(written) == (State.UNDOING, 2)
        assert (
            "to undo this import. That is being done in the background"
            in client.get(url(written)).content.decode()
        )
    with pytest.raises(NotAllowed, match="this import is being undone"):
        undoing.undo(tracker_import=written, by=factories.holder(written.group, "S01"), at=AT)
    import_tasks.resume(at=LATER)
    assert now(written) == (State.UNDONE, 0)
    assert written.undone_by == by
    assert not Plan.objects.exists()
    gone = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Action), action=LogEntry.Action.DELETE
    )
    assert {(entry.actor, entry.object_repr.partition(" ")[0]) for entry in gone} == {
        (by, "SCR-M/1.1"), (by, "SCR-M/1.2")
    }  # fmt: skip
    assert len(gone) == 2


def test_an_undoing_that_is_refused_says_why_on_its_page(written, by, client_as):
    later = AT + timedelta(days=2)
    with clock.frozen(later):
        updates.say(
            action=Action.objects.get(reference="SCR-M/1.2"), text="Half", colour="amber", by=by, at=later
        )
        import_tasks.undo(tracker_import=written, by=by, at=later)
        import_tasks.carry_out(written.pk, at=later)
        page = client_as(by).get(url(written)).content.decode()
    assert now(written) == (State.WRITTEN, 2)
    assert "This import cannot be undone, because of what happened since: SCR-M/1.2 was changed" in page
    assert "Undo this import" in page
