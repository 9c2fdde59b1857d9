from subgroup.deadlines.rules import ON_THE_DAY, Rule

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
ANNUAL = Rule(
    key="annual_report",
    clause="A4",
    title="Annual report to the Board",
    offset=ON_THE_DAY,
    owner="chair",
    sentence="The annual report is to be issued by {due}",
    reminders=(-20, -10, -5, -1, 0),
    escalate=((1, "chair"),),
)
