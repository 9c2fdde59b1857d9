from subgroup.deadlines.rules import Rule

COMPACT_WARNING = Rule(
    key="compact_warning",
    clause="M2",
    title="Compact to be renewed",
    offset="compact_warning",
    owner="business_manager",
    sentence="The compact is to be renewed, or its end prepared for, by {due}",
    reminders=(0, 10, 20),
    breach=False,
)
