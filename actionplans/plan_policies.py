"""When a plan may change, and when an action of it may take its next step."""

from datetime import date

from actionplans.enums import STAGE_TRANSITIONS, Stage
from actionplans.models import Action, Evidence, Extension, ImpactTest, Plan
from actionplans.policies import check_open
from members.models import Agency, Seat
from subgroup.clock import day_of
from subgroup.deadlines.wording import count, long_date
from subgroup.errors import NotAllowed
from subgroup.terms.lights import COLOURS


def check_plan_open(plan: Plan) -> None:
    if plan.closed_at:
        raise NotAllowed(
            f"{plan.code} was closed on {long_date(day_of(plan.closed_at))} and handed over. "
            "Business support or the chair can open it again."
        )


def check_plan_light(plan: Plan, colour: str, reason: str) -> None:
    check_plan_open(plan)
    newest = plan.given_lights.last()
    if not colour and not (newest and newest.colour):
        raise NotAllowed(f"{plan.code} has the light of its actions already.")
    if colour and colour not in COLOURS:
        raise NotAllowed("Choose one of the lights.")
    check_said(reason, "Say why: the reason stands beside the light.")


def check_said(text: str, sentence: str) -> None:
    if not text.strip():
        raise NotAllowed(sentence)


def check_owner(agency: Agency, owner: Seat | None) -> None:
    if owner is not None and owner.agency_id != agency.pk:
        raise NotAllowed(f"{owner} is not a seat of {agency}. Choose a seat of that agency, or none.")


def check_of_plan(action: Action) -> Plan:
    """Actions of the minutes end when they are reported done: nobody signs them off."""
    if action.plan is None:
        raise NotAllowed(
            f"{action.reference} comes from the minutes. It ends when it is reported done, and is not signed off."
        )
    return action.plan


def check_changeable(action: Action) -> None:
    check_plan_open(check_of_plan(action))
    check_open(action)


def check_propose(action: Action, text: str) -> None:
    check_plan_open(check_of_plan(action))
    check_open(action)
    check_said(text, "Say in a few words what was done.")


def check_evidence_there(action: Action, on: date) -> None:
    """What was asked for must be there, and hold on that day."""
    if not action.evidence_required:
        return
    if any(holds(one, on) for one in action.evidence.all()):
        return
    lapsed = ", ".join(one.title for one in action.evidence.all())
    why = f" What is there holds no longer: {lapsed}." if lapsed else ""
    raise NotAllowed(
        f"{action.reference} asks for evidence: {action.evidence_required.strip().rstrip('.')}.{why} "
        "Add it, then propose completion."
    )


def holds(evidence: Evidence, on: date) -> bool:
    """A policy that was to be reviewed before `on` shows nothing any more."""
    return evidence.holds_until is None or evidence.holds_until >= on


def check_step(action: Action, to: Stage) -> None:
    """Raises NotAllowed unless an action of a plan may go there from where it is."""
    check_of_plan(action)
    if action.withdrawn_at:
        check_open(action)
    stage = Stage(action.stage)
    if to in STAGE_TRANSITIONS[stage]:
        return
    told = {
        Stage.OPEN: f"{action.reference} is open: completion has not been proposed.",
        Stage.PROPOSED: f"{action.reference} waits for the chair to sign it off.",
        Stage.SIGNED_OFF: f"{action.reference} was signed off and has not been tested.",
        Stage.TESTED: f"{action.reference} was tested already.",
        Stage.SUSTAINED: f"The change that {action.reference} asked for is recorded as sustained.",
    }
    if stage == Stage.SIGNED_OFF and to == Stage.SIGNED_OFF and action.signed_off_on:
        raise NotAllowed(
            f"{action.reference} was signed off on {long_date(action.signed_off_on)} by {action.signed_off_by}."
        )
    raise NotAllowed(told.get(stage, f"{action.reference} is {stage.label.lower()}."))


def check_sign_off(action: Action) -> None:
    check_step(action, Stage.SIGNED_OFF)
    check_plan_open(check_of_plan(action))


def check_sustain(action: Action) -> None:
    check_step(action, Stage.SUSTAINED)


def check_return(action: Action, reason: str) -> None:
    if action.stage != Stage.PROPOSED:
        check_step(action, Stage.SIGNED_OFF)
    check_plan_open(check_of_plan(action))
    check_said(reason, "Say what is missing, so that the agency knows what to do.")


def check_test_day(due_on: date | None, today: date) -> date:
    if due_on is None:
        raise NotAllowed("Give the day by which the test is to be held.")
    if due_on <= today:
        raise NotAllowed("The day of the test has passed already. Give a day from tomorrow on.")
    return due_on


def check_new_test(action: Action) -> None:
    check_of_plan(action)
    if action.stage not in (Stage.SIGNED_OFF, Stage.TESTED):
        raise NotAllowed(f"A test is set once {action.reference} is signed off.")
    if waiting := action.tests.filter(result="").first():
        raise NotAllowed(
            f"A test of {action.reference} is to be held by {long_date(waiting.due_on)} already."
        )


def check_record(test: ImpactTest, note: str, held_on: date, today: date) -> None:
    action = test.action
    if test.result:
        raise NotAllowed(
            f"This test of {action.reference} was recorded already: {test.get_result_display().lower()}."
        )
    if action.stage not in (Stage.SIGNED_OFF, Stage.TESTED):
        raise NotAllowed(f"{action.reference} is {action.get_stage_display().lower()}: no test is owed now.")
    if held_on > today:
        raise NotAllowed("A test is recorded once it was held: its day lies ahead.")
    if action.signed_off_on and held_on < action.signed_off_on:
        raise NotAllowed(
            f"{action.reference} was signed off on {long_date(action.signed_off_on)}: a test before that day does not count."
        )
    check_said(note, "Say what the test found.")


def check_ask_extension(action: Action, to_day: date, reason: str, today: date) -> None:
    if action.plan is not None:
        check_plan_open(action.plan)
    check_open(action)
    if action.due_on is None:
        raise NotAllowed(f"{action.reference} has no day yet. Business support or the chair can give it one.")
    if action.extension_requests.filter(granted=None).exists():
        raise NotAllowed(
            f"A later day for {action.reference} was asked for already, and waits for the chair."
        )
    if to_day <= action.due_on:
        raise NotAllowed(f"{action.reference} is due on {long_date(action.due_on)}. Ask for a later day.")
    if to_day <= today:
        raise NotAllowed("That day has passed already. Ask for a day from tomorrow on.")
    check_said(reason, "Say why more time is needed.")


def check_decide(extension: Extension, granted: bool, reason: str) -> None:
    action = extension.action
    if extension.granted is not None:
        word = "granted" if extension.granted else "refused"
        who = f" by {extension.decided_by}" if extension.decided_by else ""
        raise NotAllowed(f"This was {word}{who} already.")
    check_open(action)
    if not granted:
        check_said(reason, "Say why the day stays as it is.")


def check_close(plan: Plan, open_actions: int, because: str) -> None:
    """F10: a plan does not close with an action open unless it is recorded why; who may is asked by the page."""
    check_plan_open(plan)
    if open_actions:
        check_said(
            because,
            f"{count(open_actions, 'action of', 'actions of')} {plan.code} {'is' if open_actions == 1 else 'are'} still open. "
            "The chair can close the plan all the same, and says why.",
        )


def check_reopen(plan: Plan, because: str) -> None:
    if plan.closed_at is None:
        raise NotAllowed(f"{plan.code} is open.")
    check_said(because, "Say why the plan is opened again.")
