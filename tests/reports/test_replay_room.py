"""What a replay may throw away (docs/decisions/0006): earlier replays and terms that can be loaded again, and nothing that people made."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from meetings.models import YearPlan
from members.models import Invitation
from reports.management.commands.replay import make_room
from subgroup.clock import moment
from subgroup.models import Person, SubGroup
from tests.subgroup.test_terms_loading import OTHER

pytestmark = [pytest.mark.either, pytest.mark.django_db]


def test_M4_terms_that_were_loaded_and_nothing_more_make_room_for_a_replay():
    call_command("load_terms", str(OTHER))
    make_room()
    assert not SubGroup.objects.exists()


def test_a_sub_group_with_people_is_never_thrown_away(group):
    with pytest.raises(CommandError, match="a database of its own"):
        make_room()
    assert SubGroup.objects.get() == group


def test_an_account_is_never_thrown_away():
    Person.objects.create_user(email="first@example.org", name="First", password=None)
    call_command("load_terms", str(OTHER))
    with pytest.raises(CommandError, match="a database of its own"):
        make_room()
    assert Person.objects.get().name == "First"


def test_what_was_begun_beside_a_replay_is_never_thrown_away():
    """A plan, or an invitation, of a group that has nobody in a post yet; the people of the replay are no reason against one."""
    call_command("load_terms", str(OTHER))
    real = SubGroup.objects.get()
    began = moment(date(2017, 4, 3))
    replayed = SubGroup.objects.create(name="Replayed", slug="replayed", simulated=True, created_at=began)
    person = Person.objects.create_user(email="first@example.org", name="First", password=None)
    for begin in (
        lambda: YearPlan.objects.create(group=real, label="2017-18", proposed_at=began),
        lambda: Invitation.objects.create(
            person=person, group=real, token_hash="x", invited_at=began, expires_at=began
        ),
    ):
        row = begin()
        with pytest.raises(CommandError, match="a database of its own"):
            make_room()
        row.delete()
    assert set(SubGroup.objects.all()) == {real, replayed}
