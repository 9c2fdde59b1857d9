"""The action log (F15): actions from the minutes, owned by seats, updated and done between meetings."""

from datetime import date, time

import pytest
from django.urls import reverse

from actionplans.models import Action
from actionplans.services import updates
from meetings.models import ActionLine
from meetings.services import minutes
from members.models import Appointment
from subgroup import clock
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.models import Deadline, Message
from tests import factories
from tests.meetings import year

AT = moment(date(2017, 6, 1), time(11, 45))
DONE = moment(date(2017, 7, 6), time(16))


@pytest.fixture
def line(group, support) -> ActionLine:
    return minutes.record_action(
        meeting=year.hold(group, 2), item=None, owner=factories.seat(group, "S09"), text="Review of CANARY",
        due_on=date(2017, 7, 6), by=support, at=AT,
    )  # fmt: skip


@pytest.fixture
def action(line) -> Action:
    return line.action


@pytest.fixture
def in_july():
    with clock.frozen(DONE):
        yield


def change(line, support, **values):
    fields = {"owner": line.owner, "text": line.text, "due_on": line.due_on} | values
    return minutes.change_action(line=line, by=support, at=AT, **fields)


def owed(action) -> list[tuple[str, date]]:
    return list(Deadline.objects.open().about("action", action.pk).values_list("owner_key", "due_on"))


def test_F15_a_line_of_the_minutes_opens_an_action_that_its_seat_owes(group, action):
    assert action.reference == "A1 of 2017-18"
    assert owed(action) == [(str(factories.seat(group, "S09").pk), date(2017, 7, 6))]
    mail = Message.objects.get(kind="action_assigned")
    assert mail.recipient == factories.holder(group, "S09")
    assert "A1 of 2017-18" in mail.subject
    assert "CANARY" not in mail.subject + mail.text + mail.html


def test_F15_a_line_changed_before_approval_changes_the_action_and_its_owner_is_told(
    group, line, action, support
):
    other = factories.seat(group, "S16")
    change(line, support, owner=other, due_on=date(2017, 7, 10))
    action.refresh_from_db()
    assert (action.owner, action.due_on, action.first_due_on) == (other, date(2017, 7, 10), date(2017, 7, 10))
    assert owed(action) == [(str(other.pk), date(2017, 7, 10))]
    change(line, support, owner=factories.seat(group, "S09"))
    assert len(owed(action)) == 1
    assert Message.objects.filter(kind="action_assigned").count() == 2


def test_F15_an_action_that_was_updated_is_no_longer_changed_by_its_line(group, line, action, support):
    updates.update(action=action, text="Begun", by=factories.holder(group, "S09"), at=AT)
    change(line, support, text="Something else")
    action.refresh_from_db()
    assert action.text == "Review of CANARY"


def test_F15_a_new_day_keeps_the_first_one_and_moves_what_is_owed(group, action):
    updates.update(
        action=action,
        text="Waits for the hospital",
        new_due_on=date(2017, 8, 1),
        by=factories.holder(group, "S07"),
        at=AT,
    )
    assert (action.first_due_on, action.due_on) == (date(2017, 7, 6), date(2017, 8, 1))
    deadline = Deadline.objects.about("action", action.pk).get()
    assert deadline.due_on == date(2017, 8, 1)
    assert deadline.moves.get().reason == "A new day was given in an update of A1 of 2017-18, which says why."
    with pytest.raises(NotAllowed, match="passed already"):
        updates.update(
            action=action, text="x", new_due_on=date(2017, 5, 1), by=factories.holder(group, "S07"), at=AT
        )


def test_F15_done_stops_the_clock_on_the_london_day_and_only_once(group, action):
    owner = factories.holder(group, "S09")
    updates.complete(action=action, by=owner, at=moment(date(2017, 7, 7), time(0, 20)))
    assert action.done_on == date(2017, 7, 7)
    assert Deadline.objects.about("action", action.pk).get().met_on == date(2017, 7, 7)
    assert action.updates.get().done
    with pytest.raises(NotAllowed, match="reported done on Friday 7 July 2017 by Bronwen Tillingdale"):
        updates.complete(action=action, by=owner, at=DONE)


def test_F15_the_action_stays_with_the_seat_when_its_holder_changes(group, client_as, line, support):
    change(line, support, owner=factories.seat(group, "S16"))
    newcomer = factories.holder(group, "S16", date(2017, 11, 1))
    assert newcomer != factories.holder(group, "S16")
    with clock.frozen(moment(date(2017, 11, 2))):
        register = reverse("actionplans:list", args=[group.slug])
        assert "Review of CANARY" in client_as(newcomer).get(f"{register}?mine=yes").content.decode()


def test_F15_the_owner_updates_and_another_member_may_not(group, client_as, action, in_july):
    url = reverse("actionplans:update", args=[group.slug, action.pk])
    assert client_as(factories.holder(group, "S16")).post(url, {"text": "x", "done": "on"}).status_code == 409
    owner = client_as(factories.holder(group, "S09"))
    assert owner.post(url, {"text": "All agencies have answered", "done": "on"}).status_code == 302
    page = owner.get(reverse("actionplans:detail", args=[group.slug, action.pk])).content.decode()
    assert "All agencies have answered" in page
    assert "Thursday 6 July 2017, Bronwen Tillingdale" in page


def test_F15_an_agency_lead_sees_the_actions_of_their_agency_and_no_other(
    group, client_as, line, support, in_july
):
    register = reverse("actionplans:list", args=[group.slug])
    lead = factories.person_with(group, "agency_lead")
    assert Appointment.objects.get(person=lead).agency.code == "GMP"
    assert "Review of CANARY" not in client_as(lead).get(register).content.decode()
    change(line, support, owner=factories.seat(group, "S16"))
    assert "Review of CANARY" in client_as(lead).get(register).content.decode()
    home = client_as(lead).get(reverse("group_home", args=[group.slug])).content.decode()
    assert "1 action is open." in home
    assert "Nothing waits for you" not in home


def test_F15_the_log_filters_and_a_confidential_action_is_kept_from_readers_without_the_right(
    group, client_as, line, action, support, in_july
):
    register = reverse("actionplans:list", args=[group.slug])
    reader = client_as("liqa_reader")
    assert "Review of CANARY" in reader.get(register).content.decode()
    change(line, support, confidential=True)
    assert "Review of CANARY" not in reader.get(register).content.decode()
    assert reader.get(reverse("actionplans:detail", args=[group.slug, action.pk])).status_code == 404
    member = client_as("member")
    assert "Review of CANARY" in member.get(f"{register}?state=open&mine=yes").content.decode()
    assert "Review of CANARY" not in member.get(f"{register}?state=overdue").content.decode()
    assert "Review of CANARY" not in client_as("chair").get(f"{register}?mine=yes").content.decode()
    assert "A1 of 2017-18" in member.get(f"{register}?format=csv").content.decode("utf-8-sig")
