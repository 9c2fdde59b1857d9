from django.db import models


class PlanKind(models.TextChoices):
    """Where a plan came from (F2, F3, F10, F12)."""

    SCR = "scr", "Serious Case Review"
    CONCISE = "concise_review", "Multi-agency Concise Review"
    CDOP = "cdop", "Child Death Overview Panel"
    FORUM = "forum", "Multi-agency Discussion Forum"
    AUDIT = "audit", "Audit"
    OTHER = "other", "Other"


class PlanState(models.TextChoices):
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed and handed over"


PLAN_TRANSITIONS: dict[PlanState, set[PlanState]] = {
    PlanState.OPEN: {PlanState.CLOSED},
    PlanState.CLOSED: {PlanState.OPEN},
}


class AddressedTo(models.TextChoices):
    BOARD = "board", "The Board"
    AGENCIES = "agencies", "Named agencies"
    ALL = "all", "All agencies"
    NATIONAL = "national", "National bodies"


class Stage(models.TextChoices):
    """How far an action is. An action of the minutes ends with `done`; one of a plan is signed off, tested and sustained."""

    OPEN = "open", "Open"
    PROPOSED = "proposed", "Reported done, waits for sign-off"
    DONE = "done", "Done"
    SIGNED_OFF = "signed_off", "Signed off with evidence"
    TESTED = "tested", "Tested"
    SUSTAINED = "sustained", "Sustained"
    ENDED = "ended", "Open when its plan was closed"


STAGE_TRANSITIONS: dict[Stage, set[Stage]] = {
    Stage.OPEN: {Stage.PROPOSED, Stage.DONE, Stage.ENDED},
    Stage.PROPOSED: {Stage.OPEN, Stage.SIGNED_OFF, Stage.ENDED},
    Stage.DONE: set(),
    Stage.SIGNED_OFF: {Stage.TESTED, Stage.OPEN},
    Stage.TESTED: {Stage.SUSTAINED, Stage.OPEN},
    Stage.SUSTAINED: set(),
    Stage.ENDED: {Stage.OPEN, Stage.PROPOSED},
}
OPEN_STAGES = (Stage.OPEN, Stage.PROPOSED)


class TestKind(models.TextChoices):
    AUDIT = "audit", "Audit"
    DIP_SAMPLE = "dip_sample", "Dip sample"
    SURVEY = "survey", "Survey"


class TestResult(models.TextChoices):
    PASSED = "passed", "Passed: practice has changed"
    FAILED = "failed", "Failed: the action is open again"


class Rung(models.TextChoices):
    """The ladder that challenges and escalations climb (F5, F14), lowest first."""

    LEAD = "agency_lead", "The agency’s lead"
    MEMBER = "board_member", "The agency’s board member"
    CHAIR = "chair", "The chair of the sub-group"
    CDG = "cdg", "The Coordination and Delivery Group"
    BOARD = "board", "The Board"


RUNGS = list(Rung)


class Cause(models.TextChoices):
    """Why something escalates (F14, P8)."""

    OVERDUE = "overdue", "Overdue"
    MISSED_UPDATE = "missed_update", "Update missed"
    RED = "red", "Red"
    SECOND_EXTENSION = "second_extension", "Second extension"
    UNANSWERED = "unanswered", "Challenge without an adequate answer"
    RISK = "risk", "Red risk"


class Direction(models.TextChoices):
    TO_AGENCY = "to_agency", "Made to an agency"
    TO_GROUP = "to_group", "Made to the sub-group"


class Adequacy(models.TextChoices):
    ADEQUATE = "adequate", "Adequate"
    NOT_ADEQUATE = "not_adequate", "Not adequate"
