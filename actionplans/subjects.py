from collections.abc import Callable, Collection, Mapping

from actionplans import owed
from actionplans.hidden import hidden_by
from actionplans.models import Action, Challenge, Escalation, Extension, ImpactTest, Plan, UpdateOwed, Window
from subgroup.registry import Subject

ACTION_SUBJECT = Subject(
    noun="action",
    labels=lambda ids: {
        str(pk): f"action {reference}"
        for pk, reference in Action.objects.filter(pk__in=ids).values_list("pk", "reference")
    },
    page="actionplans:detail",
    opened_by=("view_actions", "update_actions"),
    hidden=hidden_by(Action, (), [""], agency="agency"),
)


def _owed(ids: Collection[str]) -> Mapping[str, str]:
    rows = UpdateOwed.objects.filter(pk__in=ids).select_related("plan", "agency", "window__meeting")
    return {str(one.pk): f"{owed.label(one)} for {one.window.meeting.code}" for one in rows}


PLAN_UPDATE_SUBJECT = Subject(
    noun="update of a plan",
    labels=_owed,
    page="actionplans:owed",
    opened_by=("view_actions", "update_actions"),
    hidden=hidden_by(UpdateOwed, ["plan"], agency="agency"),
)
WINDOW_SUBJECT = Subject(
    noun="update window",
    labels=lambda ids: {
        str(one.pk): str(one) for one in Window.objects.filter(pk__in=ids).select_related("meeting")
    },
    page="actionplans:window",
    opened_by=("view_actions", "update_actions"),
)

CHALLENGE_SUBJECT = Subject(
    noun="challenge",
    labels=lambda ids: {
        str(one.pk): f"challenge {one.reference}" for one in Challenge.objects.filter(pk__in=ids)
    },
    page="actionplans:challenge",
    opened_by=("view_actions", "update_actions"),
    hidden=hidden_by(Challenge, (), ["action"], agency="agency"),
)
ESCALATION_SUBJECT = Subject(
    noun="exception",
    labels=lambda ids: {
        str(pk): sentence
        for pk, sentence in Escalation.objects.filter(pk__in=ids).values_list("pk", "sentence")
    },
    page="actionplans:exception",
    opened_by=("view_actions", "update_actions", "view_returns"),
    hidden=hidden_by(Escalation, ["owed__plan"], ["action", "challenge__action"], agency="agency"),
)

PLAN_SUBJECT = Subject(
    noun="action plan",
    labels=lambda ids: {
        str(pk): f"plan {code}" for pk, code in Plan.objects.filter(pk__in=ids).values_list("pk", "code")
    },
    page="actionplans:plan",
    opened_by=("view_actions",),
    hidden=hidden_by(Plan, ["pk"]),
)


def _of_actions(
    model: type[Extension | ImpactTest], words: str
) -> Callable[[Collection[str]], Mapping[str, str]]:
    def labels(ids: Collection[str]) -> Mapping[str, str]:
        rows = model.objects.filter(pk__in=ids).values_list("pk", "action__reference")
        return {str(pk): f"{words} {reference}" for pk, reference in rows}

    return labels


EXTENSION_SUBJECT = Subject(
    noun="request for more time",
    labels=_of_actions(Extension, "more time for"),
    page="actionplans:extension",
    opened_by=("sign_off_actions",),
    told_to=("view_actions", "update_actions"),
    hidden=hidden_by(Extension, (), ["action"]),
)
TEST_SUBJECT = Subject(
    noun="impact test",
    labels=_of_actions(ImpactTest, "impact test of"),
    page="actionplans:test",
    opened_by=("manage_actions",),
    told_to=("view_actions",),
    hidden=hidden_by(ImpactTest, (), ["action"]),
)

SUBJECTS: dict[str, Subject] = {
    "plan": PLAN_SUBJECT,
    "extension": EXTENSION_SUBJECT,
    "impact_test": TEST_SUBJECT,
    "action": ACTION_SUBJECT,
    "plan_update": PLAN_UPDATE_SUBJECT,
    "update_window": WINDOW_SUBJECT,
    "challenge": CHALLENGE_SUBJECT,
    "escalation": ESCALATION_SUBJECT,
}
