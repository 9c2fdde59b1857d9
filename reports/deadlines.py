from subgroup.deadlines.rules import Rule

RETURN = Rule(
    key="return",
    clause="P9",
    title="Return to the Coordination and Delivery Group",
    offset="return",
    owner="chair",
    sentence="The return to the Coordination and Delivery Group is to be sent by {due}",
    reminders=(-10, -5, -1, 0),
    escalate=((1, "chair"),),
)
