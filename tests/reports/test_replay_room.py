"""What a replay may throw away (docs/decisions/0006): earlier replays and terms that can be loaded again, and nothing that people made."""

import pytest
from django.core.management import CommandError, call_command

from reports.management.commands.replay import make_room
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
