"""The route table of tests/test_access.py: which permission opens each address, and a thing to open it with."""

from collections.abc import Iterator
from datetime import date

from django.urls import URLPattern, URLResolver, get_resolver

from subgroup import clock
from tests.reviews import access as of_reviews

NOW = clock.moment(date(2017, 6, 6))

# Routes that no group's permission opens, and why.
OPEN = {
    "home": "leads a signed-in person to their group",
    "health": "says only whether the parts answer",
    "gallery": "shows components and no data",
    "feed:calendar": "a calendar program cannot sign in: the token opens it",
}
OPEN_PREFIXES = {
    "account_": "allauth: signing in and out",
    "api:": "a program’s token, in a header and in no address, opens it: tests/reports/test_api_access.py",
    "join:": "an invitation's link: its token opens it",
    "bulletins:": "those that were sent, for everybody: tests/reviews/test_public_bulletins_pages.py",
    "unsubscribe:": "a link in a bulletin's mail: its token opens it, and it ends that mail alone",
    "update_link:": "a lead's link for one window: its token, then its cookie, opens it",
}

# Route → the permissions of which any one opens it; for POST another one where it differs.
READ = ("view_meetings",)
DESK = ("manage_meetings",)
TAKE = ("take_minutes",)
MEMBERS = ("manage_members",)
PEOPLE = ("manage_members", "manage_accounts")
PLANS = ("manage_actions",)
SIGNS = ("sign_off_actions",)
ROUTES: dict[str, tuple[str, ...]] = {
    "group_home": (
        "view_group",
        "update_actions",
        "manage_accounts",
        "view_measures",
        "view_actions",
        "view_deaths",
    ),
    "search": (
        "view_group",
        "update_actions",
        "manage_accounts",
        "view_measures",
        "view_actions",
        "view_deaths",
    ),
    "score": ("view_measures",),
    "meetings:list": READ,
    "meetings:calendar": READ,
    "meetings:plan": READ,
    "meetings:plan_new": DESK,
    "meetings:plan_dates": DESK,
    "meetings:plan_agree": DESK,
    "meetings:plan_invite": DESK,
    "meetings:blocked": DESK,
    "meetings:blocked_remove": DESK,
    "meetings:extraordinary": DESK,
    "meetings:detail": READ,
    "meetings:invite": DESK,
    "meetings:call": DESK,
    "meetings:move": DESK,
    "meetings:place": DESK,
    "meetings:postpone": DESK,
    "meetings:cancel": DESK,
    "meetings:reply": ("reply",),
    "meetings:feed": READ,
    "meetings:submit": ("submit_items",),
    "meetings:item": READ,
    "meetings:item_paper": ("submit_items",),
    "meetings:item_withdraw": ("submit_items",),
    "meetings:late": ("decide_late",),
    "meetings:item_check": DESK,
    "meetings:paper_version": ("submit_items",),
    "meetings:agenda_pdf": READ,
    "meetings:desk": DESK,
    "meetings:desk_order": DESK,
    "meetings:desk_add": DESK,
    "meetings:agenda_send": DESK,
    "meetings:agenda_return": ("approve_agenda",),
    "meetings:agenda_approve": ("approve_agenda",),
    "meetings:papers": READ,
    "meetings:publish": ("publish_packs",),
    "meetings:pack": READ,
    "meetings:zip": READ,
    "meetings:pack_file": READ,
    "meetings:pack_supplement": READ,
    "meetings:pack_state": READ,
    "meetings:pack_again": ("publish_packs",),
    "meetings:paper_file": READ,
    "meetings:open": TAKE,
    "meetings:day": TAKE,
    "meetings:day_chair": TAKE,
    "meetings:day_interest": TAKE,
    "meetings:day_movement": TAKE,
    "meetings:day_movement_undo": TAKE,
    "meetings:day_guests": TAKE,
    "meetings:day_quorate": ("approve_minutes",),
    "meetings:attendance": TAKE,
    "meetings:decisions": READ,
    "meetings:minutes": READ,
    "meetings:minutes_write": TAKE,
    "meetings:minutes_item": TAKE,
    "meetings:minutes_send": TAKE,
    "meetings:minutes_return": ("approve_minutes",),
    "meetings:minutes_approve": ("approve_minutes",),
    "meetings:minutes_circulate": ("circulate_minutes",),
    "meetings:minutes_agree": TAKE,
    "meetings:minutes_file": READ,
    "meetings:decision_change": TAKE,
    "meetings:action_change": TAKE,
    "meetings:decision_strike": TAKE,
    "meetings:action_strike": TAKE,
    "meetings:letters": ("sign_letters", "view_mail"),
    "meetings:letter": ("sign_letters", "view_mail"),
    "meetings:letter_sign": ("sign_letters",),
    "meetings:letter_send": ("sign_letters",),
    "meetings:letter_file": ("sign_letters", "view_mail"),
    "actionplans:list": ("view_actions", "update_actions"),
    "actionplans:bulk": PLANS,
    "actionplans:filter_new": ("view_actions", "update_actions"),
    "actionplans:filter_remove": ("view_actions", "update_actions"),
    "actionplans:lights": ("view_actions", "update_actions"),
    "actionplans:light": SIGNS,
    "actionplans:plan_picture": ("view_actions",),
    "actionplans:plan_pdf": ("view_actions",),
    "actionplans:agency": ("view_actions", "update_actions"),
    "actionplans:agency_pdf": ("view_actions", "update_actions"),
    "actionplans:detail": ("view_actions", "update_actions"),
    "actionplans:update": ("update_actions",),
    "actionplans:plans": ("view_actions",),
    "actionplans:plan": ("view_actions",),
    "actionplans:recommendation": ("view_actions",),
    "actionplans:hand_over": ("view_actions",),
    "actionplans:hand_over_receive": ("receive_hand_overs",),
    "actionplans:evidence_file": ("view_actions", "update_actions"),
    "actionplans:propose": ("update_actions",),
    "actionplans:extend": ("update_actions",),
    "actionplans:evidence": ("update_actions",),
    "actionplans:sign_off": SIGNS,
    "actionplans:return": SIGNS,
    "actionplans:sustain": SIGNS,
    "actionplans:test_new": SIGNS,
    "actionplans:extension": SIGNS,
    "actionplans:test": PLANS,
    "actionplans:set_day": PLANS,
    "actionplans:action_edit": PLANS,
    "actionplans:action_new": PLANS,
    "actionplans:plan_new": PLANS,
    "actionplans:plan_edit": PLANS,
    "actionplans:plan_close": PLANS,
    "actionplans:plan_light": SIGNS,
    "actionplans:plan_version": PLANS,
    "actionplans:plan_reopen": PLANS,
    "actionplans:recommendation_new": PLANS,
    "actionplans:recommendation_edit": PLANS,
    "actionplans:imports": PLANS,
    "actionplans:import_new": PLANS,
    "actionplans:import": PLANS,
    "actionplans:import_map": PLANS,
    "actionplans:import_names": PLANS,
    "actionplans:import_write": PLANS,
    "actionplans:import_undo": PLANS,
    "actionplans:templates": PLANS,
    "actionplans:templates_shipped": PLANS,
    "actionplans:template": PLANS,
    "actionplans:template_remove": PLANS,
    "actionplans:template_save": PLANS,
    "actionplans:kin": ("view_actions",),
    "actionplans:briefing": ("view_actions",),
    "actionplans:briefing_pdf": ("view_actions",),
    "actionplans:windows": ("view_actions", "update_actions"),
    "actionplans:window": ("update_actions",),
    "actionplans:window_state": ("view_actions",),
    "actionplans:owed": ("view_actions", "update_actions"),
    "actionplans:link_revoke": PLANS,
    "actionplans:link_renew": PLANS,
    "actionplans:send_back": PLANS,
    "actionplans:challenges": ("view_actions", "update_actions"),
    "actionplans:challenge": ("view_actions", "update_actions"),
    "actionplans:challenge_new": ("manage_actions", "update_actions"),
    "actionplans:balance": ("view_actions",),
    "actionplans:challenge_answer": ("update_actions",),
    "actionplans:challenge_judge": ("update_actions",),
    "actionplans:challenge_climb": ("update_actions",),
    "actionplans:challenge_close": ("update_actions",),
    "actionplans:exceptions": ("view_actions", "update_actions", "view_returns"),
    "actionplans:exception": ("view_actions", "update_actions", "view_returns"),
    "actionplans:exceptions_ended": PLANS,
    "actionplans:exception_note": ("update_actions",),
    "actionplans:exception_address": PLANS,
    "members:group": ("view_group",),
    "members:seat": ("view_group",),
    "members:seats": ("view_group",),
    "members:compacts": ("view_group",),
    "members:compact_end": MEMBERS,
    "members:compact_document": ("view_group",),
    "members:agencies": ("view_group",),
    "members:closures": ("view_group",),
    "members:terms": ("view_group",),
    "members:terms_source": ("view_group",),
    "members:roles": ("view_group",),
    "members:seat_fill": MEMBERS,
    "members:seat_succeed": MEMBERS,
    "members:seat_end": MEMBERS,
    "members:seat_deputy": MEMBERS,
    "members:seat_deputy_end": MEMBERS,
    "members:seat_coordinating": MEMBERS,
    "members:seat_coordinating_leave": MEMBERS,
    "members:seat_override": ("override_compact",),
    "members:compact_new": MEMBERS,
    "members:agency_rename": MEMBERS,
    "members:closure_new": ("manage_calendar",),
    "members:closure_remove": ("manage_calendar",),
    "members:dates": ("manage_calendar",),
    "members:import": MEMBERS,
    "members:import_template": MEMBERS,
    "members:people": PEOPLE,
    "members:person": PEOPLE,
    "members:invite": PEOPLE,
    "members:invitation_revoke": PEOPLE,
    "members:address": PEOPLE,
    "members:api_tokens": PEOPLE,
    "members:api_token_new": MEMBERS,
    "members:api_token_revoke": PEOPLE,
    "members:account_end": ("manage_accounts",),
    "members:account_restore": ("manage_accounts",),
    "members:appoint": MEMBERS,
    "members:appointment_end": MEMBERS,
    "meetings:item_readers": DESK,
    "meetings:item_readers_unseen": ("decide_late",),
    "meetings:item_withhold": DESK,
    "meetings:withholding_lift": DESK,
    "reports:measures": ("view_measures",),
    "reports:records": ("view_measures",),
    "reports:pictures": ("view_measures",),
    "reports:pictures_pdf": ("view_measures",),
    **dict.fromkeys(
        ["reports:binders", "reports:binder", "reports:binder_file"], ("make_binder", "view_case_log")
    ),
    "reports:binder_new": ("make_binder",),
    "reports:programme": ("view_measures",),
    "reports:programme_version": ("view_measures",),
    **dict.fromkeys(
        [
            f"reports:programme_{act}"
            for act in ("start", "add", "put", "item", "done", "drop", "reopen", "answer")
        ],
        ("draft_returns",),
    ),
    **dict.fromkeys(
        ["reports:objectives", "reports:objective", "reports:objective_light"], ("view_measures",)
    ),
    **dict.fromkeys(
        [f"reports:objective_{act}" for act in ("add", "carry", "change", "reached", "drop", "reopen")],
        ("draft_returns",),
    ),
    **dict.fromkeys(["reports:risks", "reports:risk", "reports:risk_review"], ("view_measures",)),
    **dict.fromkeys(
        [f"reports:risk_{act}" for act in ("add", "change", "close", "reopen")], ("draft_returns",)
    ),
    "reports:breaches": ("view_measures",),
    "reports:breach": ("view_measures",),
    "reports:returns": ("view_returns",),
    "reports:coordinating_meeting": ("draft_returns",),
    "reports:coordinating_move": ("draft_returns",),
    "reports:coordinating_withdraw": ("draft_returns",),
    "reports:return": ("view_returns",),
    "reports:return_start": ("draft_returns",),
    "reports:return_comment": ("draft_returns",),
    **dict.fromkeys(
        [
            f"reports:return_{act}"
            for act in ("rows", "section", "decision_add", "decision", "decision_remove")
        ],
        ("draft_returns",),
    ),
    "reports:feedback": ("view_returns",),
    "reports:feedback_give": ("give_feedback", "draft_returns"),
    "reports:feedback_correct": ("give_feedback", "draft_returns"),
    "reports:feedback_take_up": ("draft_returns",),
    **dict.fromkeys(["reports:feedback_action", "reports:feedback_action_done"], ("view_measures",)),
    **dict.fromkeys(
        [f"reports:feedback_action_{act}" for act in ("change", "drop", "reopen")], ("draft_returns",)
    ),
    "reports:return_approve": ("approve_returns",),
    "reports:return_take_back": ("approve_returns",),
    "reports:return_send": ("approve_returns",),
    "reports:return_correct": ("approve_returns",),
    "reports:return_pdf": ("view_returns",),
    **dict.fromkeys(
        [f"reports:{name}" for name in ("annual_reports", "annual", "annual_pdf", "annual_file")],
        ("view_annual",),
    ),
    **dict.fromkeys(
        [f"reports:annual_{act}" for act in ("start", "wanted", "chapter", "drafted", "rows")],
        ("write_annual",),
    ),
    **dict.fromkeys(
        [f"reports:annual_{act}" for act in ("approve", "take_back", "issue", "correct")], ("approve_annual",)
    ),
    "reports:annual_versions": ("view_annual_drafts",),
    "mail:list": ("view_mail",),
    "mail:detail": ("view_mail",),
    "mail:resend": DESK,
    "deadline:detail": ("view_group", "update_actions"),
    "deadline:release": ("waive_deadlines",),
    "changes:of": ("view_changes",),
    **of_reviews.ROUTES,
}
# POST asks for another permission than GET.
POSTS: dict[str, tuple[str, ...]] = {
    "actionplans:kin": PLANS,
    "meetings:letter": ("sign_letters",),
    "reports:breach": ("draft_returns",),
    **of_reviews.POSTS,
}
# Opened by the permission, and then narrowed to what is the person's own: 404, or 403 with a sentence, for the rest.
NARROWED = {
    "reports:binder",
    "reports:binder_file",
    "actionplans:agency",
    "actionplans:agency_pdf",
    "actionplans:detail",
    "actionplans:owed",
    "actionplans:update",
    "actionplans:evidence_file",
    "actionplans:evidence",
    "actionplans:extend",
    "actionplans:propose",
    "actionplans:challenge",
    "actionplans:challenge_answer",
    "actionplans:challenge_judge",
    "actionplans:challenge_climb",
    "actionplans:challenge_close",
    "actionplans:exception",
    "actionplans:exception_note",
    "deadline:detail",
    "meetings:item_paper",
    "meetings:item_withdraw",
    "meetings:paper_version",
    "reports:annual",
    "reports:annual_file",
    "reports:annual_pdf",
    "reports:feedback",
    "reports:feedback_action_done",
    "reports:feedback_correct",
    "reports:feedback_give",
    "reports:objective_light",
    "reports:return",
    "reports:return_pdf",
    "reports:risk_review",
    *of_reviews.NARROWED,
}
# What an address needs besides.
QUERIES = {
    "reports:records": "?measure=P3&year=2017-18",
    "reports:return_rows": "?table=actions&figure=open",
    "reports:annual_rows": "?figure=meetings+held",
}
# Of these the small year has none.
NONE_THERE = {
    "actionplans:filter_remove",
    "meetings:blocked_remove",
    "meetings:day_movement_undo",
    "meetings:item_readers_unseen",
    "meetings:letter_file",
    "meetings:pack_supplement",
    "meetings:withholding_lift",
    "members:closure_remove",
    "members:compact_document",
    "members:invitation_revoke",
    *of_reviews.NONE_THERE,
}


def routes() -> Iterator[tuple[str, str, object]]:
    yield from _walk(get_resolver(), "", ())


def _walk(resolver: URLResolver, path: str, spaces: tuple[str, ...]) -> Iterator[tuple[str, str, object]]:
    for pattern in resolver.url_patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield ":".join((*spaces, pattern.name or "")), here, pattern.callback
        else:
            yield from _walk(pattern, here, (*spaces, pattern.namespace) if pattern.namespace else spaces)


def is_open(name: str) -> bool:
    return name in OPEN or any(name.startswith(prefix) for prefix in OPEN_PREFIXES)
