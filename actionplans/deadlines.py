"""What the ledger knows of actions and plans. Each rule stands with the word for keeping it."""

from subgroup.deadlines.rules import ON_THE_DAY, Rule

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

RULES: list[tuple[Rule, str]] = [(ACTION, "done")]
