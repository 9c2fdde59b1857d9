"""F4: every form that takes words or a file asks where they say who a child is. The tables say which need not, and why."""

import inspect
import sys

import pytest
from django.db import transaction
from django.urls import reverse

from members.enums import Role
from members.roles import MATRIX
from reviews.models import Case, ChildDeath, IdentityPerson, Referral
from subgroup import clock
from subgroup.models import SubGroup
from tests import factories, settled
from tests.reviews import reviewed
from tests.reviews.test_hidden_everywhere import client_of
from tests.reviews.typed_forms import Shown, asked_about, forms_of, send
from tests.test_access import NOW, POSTS, QUERIES, ROUTES, is_open, routes, sample

pytestmark = pytest.mark.either
SURNAME = "Quillfeather"
ROLES = (
    Role.CHAIR, Role.BUSINESS_SUPPORT, Role.BUSINESS_MANAGER, Role.MEMBER, Role.INDEPENDENT_CHAIR, Role.CDOP_COORDINATOR,
    Role.AGENCY_LEAD, Role.ADMINISTRATOR, Role.LIQA_READER,
)  # fmt: skip
NEED_NOT = {
    "reviews:identity_change": "holds who the child is, and is the place for it",
    "reviews:referral_step": "what is typed there is kept at once, and asked about when it is sent",
    "meetings:plan_new": "a place and days",
    "meetings:blocked": "the name of a holiday",
    "meetings:day_guests": "who is there",
    "meetings:attendance": "who is there",
    "reports:coordinating_meeting": "the short name of a meeting of another group",
    "reports:programme_put": "the number of a version",
    "reports:annual_start": "a year and a day",
    "members:seat_fill": "people of the group",
    "members:seat_succeed": "people of the group",
    "members:seat_deputy": "people of the group",
    "members:seat_coordinating": "people of the group",
    "members:seat_override": "why an agency sits there with no compact",
    "members:compact_new": "who signed a compact",
    "members:agency_rename": "an agency",
    "members:closure_new": "why the office is closed",
    "members:import": "people of the group",
    "members:appoint": "people of the group",
    "members:api_token_new": "the name of a program",
    "learning:readers_add": "staff of agencies",
}
NEED_NOT_FIELDS = {("meetings:reply", "deputy_name"): "who comes in somebody's place, and read only then"}
NOT_SHOWN = {
    **dict.fromkeys(
        [
            "actionplans:filter_remove", "actionplans:import_undo", "actionplans:kin", "actionplans:templates_shipped",
            "meetings:action_strike", "meetings:agenda_approve", "meetings:blocked_remove", "meetings:day_movement_undo",
            "meetings:decision_strike", "meetings:pack_again", "meetings:plan_invite", "meetings:withholding_lift",
            "members:closure_remove", "members:invitation_revoke", "reports:binder_new", "reports:return_approve", "reports:return_send",
            "reports:return_start", "reports:return_take_back", "reports:annual_drafted",
            "reports:annual_issue", "reports:annual_take_back", "reviews:letter_needed", "reviews:review_begin",
            "learning:bulletin_anew", "learning:bulletin_approve", "learning:bulletin_back", "learning:bulletin_order",
            "learning:bulletin_put", "learning:point_agree", "learning:reader_again",
        ],
        "a button, with nothing to type",
    ),
    "actionplans:window": "no window is open on that day: tests/reviews/test_guarded_updates.py",
    "meetings:item_readers_unseen": "people are chosen; no item there has lost its readers",
    "meetings:letter_sign": "saves by the form of meetings:letter",
    "meetings:minutes_item": "saved as it is typed: tests/reviews/test_guarding.py",
    "reviews:request_chronology_strike": "an agency's own entry, of which there is none; the form is that of reviews:chronology_strike",
    "reports:return_comment": "no return is drafted there: tests/reviews/test_guarded_updates.py",
}  # fmt: skip
SENT = {
    "reports:coordinating_move": ["reason"],
    "reports:coordinating_withdraw": ["reason"],
    "reviews:deaths_recommend": ["title", "r-0-text"],
    "reviews:decide_again": ["because", "replaced_because"],
    "reviews:letter_approve": ["text"],
}
"""Forms that no page shows in that year; sent as a browser would."""


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker, tmp_path_factory):
    """A small year with one of everything; in each case and referral a child of the surname."""
    files = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), settled.small_year(files, at=NOW) as group:
        for case in Case.objects.all():
            IdentityPerson.objects.create(case=case, name=f"Zofia {SURNAME}")
        Referral.objects.update(identity={"people": [{"name": f"Zofia {SURNAME}"}]})
        people = {role: factories.person_with(group, role.value, at=NOW) for role in ROLES}
        clients = {role: client_of(person) for role, person in people.items()}
        for client in clients.values():
            client.raise_request_exception = False
        yield group, clients, files


@pytest.fixture
def world(stage, db, settings, monkeypatch):
    """Forms are shown and read in whatever state a thing is: what refuses them before is left out."""
    group, clients, settings.FILES_DIR = stage
    for module in [
        one for name, one in sys.modules.items() if name.startswith(("reviews.", "actionplans.", "meetings."))
    ]:
        for name, thing in list(vars(module).items()):
            if (
                name.startswith("check")
                and inspect.isfunction(thing)
                and thing.__annotations__.get("return") is None
            ):
                monkeypatch.setattr(module, name, lambda *args, **kwargs: None)
    for _, _, callback in routes():
        view = getattr(callback, "view_class", None)
        for name in ("check", "refuse", "check_previewed", "_check", "enter"):
            ours = view and view.__module__.startswith(
                (
                    "reviews.",
                    "actionplans.",
                    "reports.views.programme",
                    "reports.views.objective",
                    "reports.views.risk",
                    "reports.views.writing",
                    "reports.views.feedback",
                    "reports.views.annual",
                )
            )
            if ours and callable(getattr(view, name, None)):
                monkeypatch.setattr(view, name, lambda self, *args, **kwargs: None)
    with clock.frozen(NOW):
        yield group, clients


def changing() -> dict[str, str]:
    """The routes of a group that take what is sent: name → path."""
    return {
        name: path
        for name, path, callback in routes()
        if path.startswith("g/") and not is_open(name) and hasattr(callback.view_class, "post")
    }


def shown_in(group: SubGroup, clients) -> dict[tuple[str, ...], tuple[Role, Shown]]:
    """Each form that some page shows to somebody."""
    found: dict[tuple[str, ...], tuple[Role, Shown]] = {}
    for name, path, _ in routes():
        if not path.startswith("g/") or is_open(name):
            continue
        url = reverse(name, kwargs=sample(name, path, group)) + QUERIES.get(name, "")
        for role, client in clients.items():
            if not MATRIX[role] & set(ROUTES[name]):
                continue
            with transaction.atomic():
                answer = client.get(url)
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                transaction.set_rollback(True)
            if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                for form in forms_of(body, url):
                    found.setdefault(form.key, (role, form))
                break
    return found


def test_F4_every_form_asks_where_what_is_typed_or_sent_says_who_a_child_is(world):
    group, clients = world
    wrong, met = [], set()
    for role, form in shown_in(group, clients).values():
        met.add(form.name)
        if form.name in NEED_NOT or not (form.words or form.files):
            continue
        with transaction.atomic():
            answer = send(clients[role], form, SURNAME)
            transaction.set_rollback(True)
        beside = asked_about(answer.content) if answer.content else {}
        asked = [one for one in (*form.words, *form.files) if (form.name, one) not in NEED_NOT_FIELDS]
        silent = [one for one in asked if not beside.get(one)]
        if (
            silent
            or not any("a name of the child" in said for said in beside.values())
            or b"leak_because" not in answer.content
        ):
            wrong.append(f"{form.name} ({role}, {answer.status_code}): {silent} {list(beside)[:6]}")
    assert [name for name in met if name.startswith("no route")] == []
    unmet = set(changing()) - met - set(NOT_SHOWN) - set(SENT)
    assert met.isdisjoint({*NOT_SHOWN, *SENT}), "what a page shows needs no line in the tables"
    assert not unmet, "each has a form on some page, or a reason above:\n" + "\n".join(sorted(unmet))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", SENT)
def test_F4_a_form_that_no_page_shows_in_that_year_asks_too(world, name):
    group, clients = world
    url = reverse(name, kwargs=sample(name, changing()[name], group))
    ChildDeath.objects.update(state="reviewed")
    reviewed.decide(Case.objects.order_by("pk")[0], at=NOW)
    wanted = set(POSTS.get(name, ROUTES[name]))
    role = next(role for role in clients if MATRIX[role] & wanted and MATRIX[role] & set(ROUTES[name]))
    said = {"r-TOTAL_FORMS": "1", "r-INITIAL_FORMS": "0"} | dict.fromkeys(SENT[name], SURNAME)
    answer = clients[role].post(url, said)
    beside = asked_about(answer.content)
    assert [one for one in SENT[name] if "a name of the child" not in beside.get(one, "")] == [], (
        answer.status_code,
        beside,
    )
