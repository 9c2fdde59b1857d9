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
    "refer_cases",
    "view_cases",
    "answer_requests",
    "view_deaths",
    "view_annual",
    "view_learning",
    "pass_on_learning",
}
_CASES = frozenset({"view_all_cases", "manage_cases", "view_identity", "manage_deaths"})
_CHAIR = _MEMBER | _CASES | {
    "manage_meetings", "decide_late", "approve_agenda", "publish_packs", "take_minutes", "approve_minutes",
    "circulate_minutes", "sign_letters", "waive_deadlines", "manage_actions", "sign_off_actions", "draft_returns", "approve_returns",
    "view_returns", "view_changes", "view_mail", "decide_cases", "view_case_log", "break_glass", "make_binder",
    "write_annual", "approve_annual", "view_annual_drafts", "write_learning", "approve_learning",
}  # fmt: skip
_SUPPORT = _MEMBER | _CASES | {
    "manage_meetings", "publish_packs", "take_minutes", "circulate_minutes", "manage_members", "manage_calendar",
    "manage_actions", "draft_returns", "view_returns", "view_mail", "view_changes", "make_binder",
    "write_annual", "view_annual_drafts", "write_learning",
}  # fmt: skip

_AUDITOR = _READER | {
    "view_confidential", "view_actions", "view_measures", "view_returns", "view_mail", "view_changes", "view_case_log",
    "view_deaths", "view_annual", "view_annual_drafts", "view_learning",
}  # fmt: skip
_INDEPENDENT_CHAIR = _READER | {
    "view_cases", "decide_reviews", "view_identity", "view_confidential", "view_actions", "view_measures", "view_returns",
    "view_annual", "view_learning",
}  # fmt: skip

MATRIX: dict[Role, frozenset[str]] = {
    Role.CHAIR: _CHAIR,
    Role.VICE_CHAIR: _CHAIR,
    Role.BUSINESS_SUPPORT: _SUPPORT,
    Role.BUSINESS_MANAGER: _SUPPORT | {"override_compact", "waive_deadlines", "view_case_log", "break_glass"},
    Role.MEMBER: _MEMBER,
    Role.DEPUTY: _MEMBER,
    Role.AGENCY_LEAD: frozenset(
        {"update_actions", "refer_cases", "answer_requests", "view_learning", "pass_on_learning"}
    ),
    Role.CDG_READER: frozenset(
        {"view_group", "view_measures", "view_returns", "view_annual", "give_feedback", "view_learning"}
    ),
    Role.LIQA_READER: frozenset(
        {"view_group", "view_actions", "receive_hand_overs", "view_annual", "view_learning"}
    ),
    Role.INDEPENDENT_CHAIR: _INDEPENDENT_CHAIR,
    Role.CDOP_COORDINATOR: frozenset({"view_deaths", "manage_deaths"}),
    Role.AUDITOR: _AUDITOR,
    Role.ADMINISTRATOR: frozenset({"manage_accounts"}),
}


def holders_of(permission: str) -> str:
    """Whose role holds it, in words: “the chair, the vice chair or the business manager”."""
    labels = [role.label for role, held in MATRIX.items() if permission in held]
    names = [f"the {label if label[:2].isupper() else label[0].lower() + label[1:]}" for label in labels]
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1] if names else "")))
