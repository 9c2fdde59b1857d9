"""The role matrix: which permission (subgroup/permissions.py) each role holds. Data, shown on the group's page."""

from members.enums import Role

_READER = frozenset({"view_group", "view_meetings"})
_MEMBER = _READER | {
    "submit_items",
    "reply",
    "view_actions",
    "update_actions",
    "view_measures",
    "view_confidential",
}
_CHAIR = _MEMBER | {
    "manage_meetings", "decide_late", "approve_agenda", "publish_packs", "take_minutes", "approve_minutes",
    "circulate_minutes", "sign_letters", "waive_deadlines", "manage_actions", "sign_off_actions", "draft_returns", "approve_returns",
    "view_returns", "view_changes", "view_mail",
}  # fmt: skip
_SUPPORT = _MEMBER | {
    "manage_meetings", "publish_packs", "take_minutes", "circulate_minutes", "manage_members", "manage_calendar",
    "manage_actions", "draft_returns", "view_returns", "view_mail", "view_changes",
}  # fmt: skip

MATRIX: dict[Role, frozenset[str]] = {
    Role.CHAIR: _CHAIR,
    Role.VICE_CHAIR: _CHAIR,
    Role.BUSINESS_SUPPORT: _SUPPORT,
    Role.BUSINESS_MANAGER: _SUPPORT | {"override_compact", "waive_deadlines"},
    Role.MEMBER: _MEMBER,
    Role.DEPUTY: _MEMBER,
    Role.AGENCY_LEAD: frozenset({"update_actions"}),
    Role.CDG_READER: frozenset({"view_group", "view_measures", "view_returns"}),
    Role.LIQA_READER: frozenset({"view_group", "view_actions"}),
    Role.AUDITOR: _READER
    | {"view_confidential", "view_actions", "view_measures", "view_returns", "view_mail", "view_changes"},
    Role.ADMINISTRATOR: frozenset({"manage_accounts"}),
}
