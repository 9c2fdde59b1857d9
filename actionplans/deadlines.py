"""What the ledger knows of actions and plans. Each rule stands with the word for keeping it."""

from subgroup.deadlines.arithmetic import WORKING
from subgroup.deadlines.rules import ON_THE_DAY, Offset, Rule

OWN_DEFAULT = "Not in the terms of reference: the system's own default"

ACTION = Rule(
    key="action",
    clause="F15",
    title="Action",
    offset=ON_THE_DAY,
    owner="seat",
    sentence="The action is to be done by {due}, as was agreed",
    reminders=(-5, -1, 0, 1),
    escalate=((5, "chair"),),
    breach=False,
)

SIGN_OFF = Rule(
    key="sign_off",
    clause="F15",
    title="Sign-off of an action",
    offset=Offset(10, WORKING, "after", OWN_DEFAULT),
    owner="chair",
    sentence="The chair is to sign the action off or return it by {due}",
    reminders=(-9, -3, 0, 1),
    breach=False,
)
EXTENSION = Rule(
    key="extension",
    clause="F15",
    title="Decision on more time",
    offset=Offset(5, WORKING, "after", OWN_DEFAULT),
    owner="chair",
    sentence="The chair is to grant or refuse more time by {due}",
    reminders=(-4, -1, 0, 1),
    breach=False,
)
IMPACT_TEST = Rule(
    key="impact_test",
    clause="F16",
    title="Impact test",
    offset=ON_THE_DAY,
    owner="business_manager",
    sentence="The test of what changed is to be held by {due}",
    reminders=(-10, -1, 0, 1),
    escalate=((5, "chair"),),
    breach=False,
)

PLAN_UPDATE = Rule(
    key="plan_update",
    clause="P8",
    title="Updates of a plan",
    offset="update_window_closes",
    owner="agency",
    sentence="The agency is to say how its actions of the plan stand by {due}",
)
"""No reminders: one mail a window asks for all of a lead's actions, and what is missed climbs (F14)."""

CHALLENGE_ANSWER = Rule(
    key="challenge_answer",
    clause="F5",
    title="Answer to a challenge",
    offset=ON_THE_DAY,
    owner="agency",
    sentence="The challenge is to be answered by {due}, as was asked",
    reminders=(-5, -1, 0),
    breach=False,
)
"""What is not answered climbs, and stands in the exception list (F14)."""

RULES: list[tuple[Rule, str]] = [
    (ACTION, "done"),
    (SIGN_OFF, "answered"),
    (EXTENSION, "decided"),
    (IMPACT_TEST, "held"),
    (PLAN_UPDATE, "made"),
    (CHALLENGE_ANSWER, "answered"),
]
