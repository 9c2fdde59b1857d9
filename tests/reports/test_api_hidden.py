"""S1: no program reads anything of what is open to named people, confidential or withheld."""

from collections.abc import Iterable
from datetime import date

import pytest
from django.core.cache import cache

from actionplans.models import Action, Challenge, Escalation, Plan
from meetings.models import Meeting
from members.enums import READING_ROLES, Role
from members.roles import MATRIX
from reports.api.resources import RESOURCES
from reviews.services import restricting
from subgroup import breaches, clock
from subgroup.models import Deadline
from tests import factories
from tests.reports import api_world
from tests.reviews import canary
from tests.routes import NOW

pytestmark = pytest.mark.either


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), api_world.small_year(tmp_path_factory.mktemp("files")) as world:
        yield world


@pytest.fixture
def world(stage, db, settings):
    settings.FILES_DIR = stage.files
    cache.clear()
    with clock.frozen(NOW):
        yield stage


def everything(world, names: Iterable[str] = RESOURCES) -> dict[tuple[Role, str], bytes]:
    return {
        (role, name): world.ask(role, name, "" if one.whole else "?per_page=500").content
        for role in READING_ROLES
        for name in names
        for one in [RESOURCES[name]]
        if one.opens_to(MATRIX[role])
    }


def test_S1_every_answer_is_the_same_byte_for_byte_with_and_without_a_restricted_case(world):
    by = factories.holder(world.group, "S02", NOW.date())
    canary.make_death(world.group, by, canary.MADE)
    breaches.record(world.group, on=date(2017, 5, 20), at=canary.MADE)
    before = everything(world)
    case = canary.make(world.group, by, canary.MADE)
    restricting.restrict(case=case, people=[], because="x", by=by, at=canary.MADE)
    after = everything(world)
    assert after.keys() == before.keys()
    assert [key for key in before if before[key] != after[key]] == []


def test_S1_no_answer_tells_of_a_restricted_case_on_an_agenda(world):
    by = factories.holder(world.group, "S02", NOW.date())
    case = canary.make(world.group, by, canary.MADE)
    canary.put_on_agenda(case, Meeting.objects.get(group=world.group, number=1), by, canary.MADE)
    restricting.restrict(case=case, people=[], because=f"{canary.WORD} reason", by=by, at=canary.MADE)
    for key, said in everything(world).items():
        assert not canary.TELLS.search(said.decode()), key


def test_S1_a_confidential_plan_and_what_hangs_on_it_is_read_by_no_program(world):
    plan = Plan.objects.get(code="SCR-T")
    actions = Action.objects.filter(recommendation__plan=plan)
    words = [plan.title, *actions.values_list("text", flat=True)]
    references = list(actions.values_list("reference", flat=True))
    assert any(text in world.ask(Role.AUDITOR, "actions").content.decode() for text in words)
    exception = Escalation.objects.filter(challenge__isnull=False, addressed_at=None).first()
    Challenge.objects.filter(pk=exception.challenge_id).update(action=actions.first())
    assert exception.sentence in world.ask(Role.CDG_READER, "exceptions").content.decode()
    words.append(exception.sentence)
    assert Deadline.objects.filter(
        subject_kind="action", subject_id__in=map(str, actions.values_list("pk", flat=True))
    )
    Plan.objects.filter(pk=plan.pk).update(confidential=True)
    for (role, name), said in everything(world, ["actions", "plans", "exceptions", "deadlines"]).items():
        assert not any(text in said.decode() for text in words), (role, name)
        assert not any(reference in said.decode() for reference in references), (role, name)


def test_S1_a_confidential_action_of_the_minutes_is_read_by_no_program_whatever_its_role(world):
    action = Action.objects.filter(line__isnull=False, withdrawn_at=None).first()
    assert action.text in world.ask(Role.AUDITOR, "actions").content.decode()
    Action.objects.filter(pk=action.pk).update(confidential=True)
    for role in (Role.AUDITOR, Role.LIQA_READER):
        assert action.text not in world.ask(role, "actions").content.decode()
