"""Done is four steps: reported done with its evidence, signed off, tested, sustained (F10, F15, F16)."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import transaction

from actionplans import plan_policies as policies
from actionplans.deadlines import IMPACT_TEST, SIGN_OFF
from actionplans.enums import Stage, TestResult
from actionplans.models import Action, ActionUpdate, AgreedLight, ImpactTest
from actionplans.saying import COMPLETE, TRACKER_SAYS, last_colour, last_word
from actionplans.services import evidence as evidences
from actionplans.services import extensions, owing, plans, telling, windows
from actionplans.services.evidence import NewEvidence
from subgroup import ledger
from subgroup.clock import day_of, moment
from subgroup.models import Person

NOON = time(12)
FAILED_LIGHT, FAILED_BECAUSE = "red", "An impact test failed."


@transaction.atomic
def propose(
    *,
    action: Action,
    text: str,
    by: Person,
    at: datetime,
    evidence: Iterable[NewEvidence] = (),
    tracker_day: date | None = None,
    done_on: date | None = None,
) -> Action:
    """The agency says that it is done. The evidence that was asked for must be there or come with it.

    The clock of the action stops on the London day of `at`; the chair owes an answer. An imported tracker of `tracker_day`
    says it for the agency, with the day on which it was done: the clock stops then, and no window is answered.
    """
    policies.check_propose(owing.lock(action), text)
    for one in evidence:
        evidences.supply(
            actions=[action], title=one.title, file=one.file, told=one.told, holds_until=one.holds_until, by=by, at=at
        )  # fmt: skip
    policies.check_evidence_there(action, day_of(at))
    done_on = min(done_on or tracker_day or day_of(at), day_of(at))
    word = ActionUpdate(action=action, text=text.strip(), colour=COMPLETE, done=True, made_at=at, made_by=by)
    if tracker_day:
        word.from_tracker, word.recorded_at = True, at
        word.made_at = _after_last_word(action, tracker_day, at)
    else:
        word.window = windows.current(action.group, at=at)
    word.save()
    extensions.lapse(action, at=at)
    action.done_on, action.done_by, action.last_confirmed_on = done_on, by, day_of(word.made_at)
    action.colour = COMPLETE
    owing.step(action, Stage.PROPOSED, at=at, by=by, reason=TRACKER_SAYS if tracker_day else "")
    action.save()
    owing.meet(action, at, on=done_on)
    owing.await_sign_off(action, at=at)
    windows.said(action, at=at)
    return action


def _after_last_word(action: Action, day: date, at: datetime) -> datetime:
    """Noon of the day, or just after the last word that stands and the last step back where they are later; not after `at`."""
    last = last_word(action)
    before = [*action.stages.values_list("changed_at", flat=True)][1:] + ([last.made_at] if last else [])
    return min(at, max([moment(day, NOON), *(one + timedelta.resolution for one in before)]))


@transaction.atomic
def sign_off(
    *,
    action: Action,
    by: Person,
    at: datetime,
    test_kind: str | None = None,
    test_due_on: date | None = None,
    no_test_because: str = "",
) -> Action:
    """The chair accepts that it is done, and says how its impact is tested and by when, or why no test is needed."""
    policies.check_sign_off(owing.lock(action))
    if not test_kind:
        policies.check_said(no_test_because, "Set an impact test with its day, or say why none is needed.")
    action.signed_off_on, action.signed_off_by = day_of(at), by
    owing.step(action, Stage.SIGNED_OFF, at=at, by=by, reason=no_test_because.strip())
    action.agreed_colour = COMPLETE
    action.save()
    AgreedLight.objects.create(
        action=action, colour=COMPLETE, reason="Signed off.", agreed_at=at, agreed_by=by
    )
    owing.meet(action, at, rule=SIGN_OFF)
    if test_kind:
        _set_test(action, test_kind, test_due_on, by, at)
    return action


@transaction.atomic
def return_(*, action: Action, reason: str, by: Person, at: datetime) -> Action:
    """The chair sends it back with what is missing: it is open again and owed by the day it had."""
    policies.check_return(owing.lock(action), reason)
    owing.meet(action, at, rule=SIGN_OFF)
    _open_again(action, reason, by, at, ledger_reason=f"{action.reference} was returned by the chair.")
    telling.of_action("action_returned", action, at=at)
    return action


@transaction.atomic
def set_test(*, action: Action, kind: str, due_on: date, by: Person, at: datetime) -> ImpactTest:
    """A test for an action that was signed off without one, or another after the first."""
    policies.check_new_test(owing.lock(action))
    return _set_test(action, kind, due_on, by, at)


@transaction.atomic
def record_test(
    *,
    test: ImpactTest,
    result: str,
    note: str,
    held_on: date,
    by: Person,
    at: datetime,
    due_on: date | None = None,
) -> ImpactTest:
    """What the test found. A failed one opens the action again, with `due_on` by a new day, and its plan if that was closed."""
    action = owing.lock(test.action)
    test.refresh_from_db()
    test.action = action
    policies.check_record(test, note, held_on, day_of(at))
    test.result, test.note, test.held_on = result, note.strip(), held_on
    test.recorded_at, test.recorded_by = at, by
    test.save()
    ledger.meet(
        group=action.group, rule=IMPACT_TEST.key, subject_kind=IMPACT_TEST.key, subject_id=test.pk,
        on=held_on, at=at,
    )  # fmt: skip
    if result == TestResult.PASSED:
        if action.stage != Stage.TESTED:
            owing.step(action, Stage.TESTED, at=at, by=by)
            action.save()
        return test
    plan = policies.check_of_plan(action)
    if plan.closed_at:
        plans.reopen(plan=plan, because=f"An impact test of {action.reference} failed.", by=by, at=at)
    _open_again(
        action, f"The {test.get_kind_display().lower()} found that practice has not changed.", by, at,
        ledger_reason=f"An impact test of {action.reference} failed.", due_on=due_on,
    )  # fmt: skip
    action.agreed_colour = FAILED_LIGHT
    action.save(update_fields=["agreed_colour"])
    AgreedLight.objects.create(
        action=action, colour=FAILED_LIGHT, reason=FAILED_BECAUSE, agreed_at=at, agreed_by=by
    )
    telling.of_action("action_reopened", action, at=at)
    return test


@transaction.atomic
def sustain(*, action: Action, because: str, by: Person, at: datetime) -> Action:
    """The last step: the change has held, and how that is known."""
    policies.check_sustain(owing.lock(action))
    policies.check_said(because, "Say how it is known that the change has held.")
    owing.step(action, Stage.SUSTAINED, at=at, by=by, reason=because.strip())
    action.save()
    return action


def _set_test(action: Action, kind: str, due_on: date | None, by: Person, at: datetime) -> ImpactTest:
    day = policies.check_test_day(due_on, day_of(at))
    test = ImpactTest.objects.create(action=action, kind=kind, due_on=day, set_at=at, set_by=by)
    ledger.owe(
        group=action.group, rule=IMPACT_TEST.key, subject_kind=IMPACT_TEST.key, subject_id=test.pk, trigger_on=day,
        owner=("role", IMPACT_TEST.owner), label=f"Impact test of {action.reference}", at=at,
    )  # fmt: skip
    return test


def _open_again(
    action: Action, reason: str, by: Person, at: datetime, *, ledger_reason: str, due_on: date | None = None
) -> None:
    action.done_on = action.done_by = action.signed_off_on = action.signed_off_by = None
    action.colour = last_colour(action)
    owing.step(action, Stage.OPEN, at=at, by=by, reason=reason.strip())
    if due_on and due_on != action.due_on:
        owing.move(action, due_on, at=at, by=by, reason=ledger_reason)
    action.save()
    owing.owe_again(action, at, by=by, reason=ledger_reason)
