from subgroup.deadlines.rules import ON_THE_DAY, Rule

ACTION = Rule(
    key="action",
    clause="F15",
    title="Action from the minutes",
    offset=ON_THE_DAY,
    owner="seat",
    sentence="The action is to be done by {due}, as the meeting agreed",
    reminders=(-5, -1, 0, 1),
    escalate=((5, "chair"),),
    breach=False,
)
