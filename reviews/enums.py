"""The words of cases and reviews. States stand with their table of transitions."""

from django.db import models


class CaseState(models.TextChoices):
    """Where a case is on its way from a referral to an outcome."""

    REFERRED = "referred", "Referred, to be acknowledged"
    SCREENING = "screening", "Being screened"
    FOR_DECISION = "for_decision", "With the Independent Chair"
    DEFERRED = "deferred", "Deferred for information"
    DECIDED = "decided", "Outcome recorded"
    CLOSED = "closed", "Closed"


CASE_TRANSITIONS: dict[CaseState, set[CaseState]] = {
    CaseState.REFERRED: {CaseState.SCREENING, CaseState.CLOSED},
    CaseState.SCREENING: {CaseState.FOR_DECISION, CaseState.DEFERRED, CaseState.DECIDED, CaseState.CLOSED},
    CaseState.FOR_DECISION: {CaseState.SCREENING, CaseState.DEFERRED, CaseState.DECIDED},
    CaseState.DEFERRED: {CaseState.SCREENING},
    CaseState.DECIDED: {CaseState.SCREENING, CaseState.CLOSED},
    CaseState.CLOSED: {CaseState.SCREENING, CaseState.REFERRED},
}
OPEN_CASES = (
    CaseState.REFERRED, CaseState.SCREENING, CaseState.FOR_DECISION, CaseState.DEFERRED, CaseState.DECIDED,
)  # fmt: skip


class CaseSource(models.TextChoices):
    REFERRAL = "referral", "Referred by an agency"
    NOTIFICATION = "notification", "Notified by the local authority"
    CDOP = "cdop", "Child Death Overview Panel"
    OTHER = "other", "Found by the sub-group"


class ReferralState(models.TextChoices):
    DRAFT = "draft", "Being written"
    CHECKING = "checking", "With the agency’s representative, to be checked"
    RETURNED = "returned", "Returned to the referrer"
    SENT = "sent", "Sent to the sub-group"


REFERRAL_TRANSITIONS: dict[ReferralState, set[ReferralState]] = {
    ReferralState.DRAFT: {ReferralState.CHECKING, ReferralState.SENT},
    ReferralState.CHECKING: {ReferralState.RETURNED, ReferralState.SENT},
    ReferralState.RETURNED: {ReferralState.CHECKING, ReferralState.SENT},
    ReferralState.SENT: set(),
}


class DateKind(models.TextChoices):
    """The days that a case's clocks run from and stop at. The first five are the five dates of every case."""

    INCIDENT = "incident", "Incident"
    AWARE = "aware", "Authority aware"
    OFSTED_TOLD = "ofsted_told", "Ofsted told"
    BOARD_TOLD = "board_told", "Board told"
    CHAIR_DECIDED = "chair_decided", "Independent Chair decided"
    NATIONAL_PANEL_TOLD = "national_panel_told", "National panel told of the incident"
    SECRETARY_TOLD = "secretary_told", "Secretary of State told"
    RAPID_REVIEW_DONE = "rapid_review_done", "Rapid review complete"
    INITIATED = "initiated", "Review initiated"
    COMPLETED = "completed", "Review complete"
    PUBLICATION_PLANNED = "publication_planned", "Publication planned"
    PUBLISHED = "published", "Report published"


FIVE_DATES = (
    DateKind.INCIDENT, DateKind.AWARE, DateKind.OFSTED_TOLD, DateKind.BOARD_TOLD, DateKind.CHAIR_DECIDED,
)  # fmt: skip


class Question(models.TextChoices):
    """The two questions of every case, each with its own tests and its own answer (F6, F7)."""

    NOTIFIABLE = "notifiable", "Is it a notifiable incident?"
    REVIEW = "review", "Are the criteria for a review met?"


class Answer(models.TextChoices):
    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_YET = "not_yet", "Not yet known"


class OutcomeKind(models.TextChoices):
    """What came of a case (F4, F6)."""

    SCR = "scr", "Serious Case Review"
    PRACTICE_REVIEW = "practice_review", "Local child safeguarding practice review"
    CONCISE = "concise_review", "Multi-agency Concise Review"
    SINGLE_AGENCY = "single_agency", "Single-agency review"
    AUDIT = "audit", "Audit"
    LEARNING_EVENT = "learning_event", "Learning event"
    LEARNING_NOTED = "learning_noted", "No further action, learning noted"
    DEFERRED = "deferred", "Deferred for information"
    ELSEWHERE = "elsewhere", "Referred elsewhere"


REVIEW_OUTCOMES = (
    OutcomeKind.SCR,
    OutcomeKind.PRACTICE_REVIEW,
    OutcomeKind.CONCISE,
    OutcomeKind.SINGLE_AGENCY,
)
STATUTORY_REVIEWS = (OutcomeKind.SCR, OutcomeKind.PRACTICE_REVIEW)


class RequestState(models.TextChoices):
    """An agency was asked for information: for a screening, or by the Child Death Overview Panel."""

    ASKED = "asked", "Asked"
    RETURNED = "returned", "Returned"
    NIL = "nil", "No involvement"
    DECLINED = "declined", "Declined with a reason"
    WITHDRAWN = "withdrawn", "Not needed any more"


REQUEST_TRANSITIONS: dict[RequestState, set[RequestState]] = {
    RequestState.ASKED: {
        RequestState.RETURNED,
        RequestState.NIL,
        RequestState.DECLINED,
        RequestState.WITHDRAWN,
    },
    RequestState.RETURNED: {RequestState.ASKED},
    RequestState.NIL: {RequestState.ASKED},
    RequestState.DECLINED: {RequestState.ASKED},
    RequestState.WITHDRAWN: set(),
}


class Quality(models.TextChoices):
    GOOD = "good", "Full"
    THIN = "thin", "Thin: asked for more"
    POOR = "poor", "Poor"


class InterestHandling(models.TextChoices):
    """What the chair does about an interest that a member of a panel declares."""

    STAYS = "stays", "Stays and takes part"
    STANDS_DOWN = "stands_down", "Stands down from the panel"
    SHUT_OUT = "shut_out", "Shut out of the case"


class LetterKind(models.TextChoices):
    """What Ofsted, the DfE and the national panel must have (F8)."""

    DECISION = "decision", "Decision"
    REVIEWERS = "reviewers", "Proposed reviewers"
    REPORT = "report", "Report before publication"
    NOT_PUBLISHING = "not_publishing", "Reasons not to publish"
    INFORMATION = "information", "Information on request"


class Addressee(models.TextChoices):
    OFSTED = "ofsted", "Ofsted"
    DFE = "dfe", "Department for Education"
    PANEL = "panel", "National panel"


class StatutoryLetterState(models.TextChoices):
    DRAFTED = "drafted", "Drafted"
    APPROVED = "approved", "Approved, to be sent"
    SENT = "sent", "Sent"
    NOT_NEEDED = "not_needed", "Not needed"


LETTER_TRANSITIONS: dict[StatutoryLetterState, set[StatutoryLetterState]] = {
    StatutoryLetterState.DRAFTED: {StatutoryLetterState.APPROVED, StatutoryLetterState.NOT_NEEDED},
    StatutoryLetterState.APPROVED: {
        StatutoryLetterState.DRAFTED, StatutoryLetterState.SENT, StatutoryLetterState.NOT_NEEDED,
    },
    StatutoryLetterState.SENT: set(),
    StatutoryLetterState.NOT_NEEDED: {StatutoryLetterState.DRAFTED},
}  # fmt: skip


class ReviewState(models.TextChoices):
    """How far a review is (F9)."""

    SETTING_UP = "setting_up", "Being set up"
    UNDER_WAY = "under_way", "Under way"
    DRAFT = "draft", "Draft report"
    FINAL = "final", "Final report"
    PUBLISHED = "published", "Published"
    CLOSED = "closed", "Closed"


REVIEW_TRANSITIONS: dict[ReviewState, set[ReviewState]] = {
    ReviewState.SETTING_UP: {ReviewState.UNDER_WAY, ReviewState.CLOSED},
    ReviewState.UNDER_WAY: {ReviewState.DRAFT, ReviewState.FINAL, ReviewState.CLOSED},
    ReviewState.DRAFT: {ReviewState.FINAL, ReviewState.UNDER_WAY, ReviewState.CLOSED},
    ReviewState.FINAL: {ReviewState.PUBLISHED, ReviewState.DRAFT, ReviewState.CLOSED},
    ReviewState.PUBLISHED: {ReviewState.CLOSED},
    ReviewState.CLOSED: {
        ReviewState.UNDER_WAY, ReviewState.DRAFT, ReviewState.FINAL, ReviewState.PUBLISHED,
    },
}  # fmt: skip


class DeathState(models.TextChoices):
    """Where a child death is with the Child Death Overview Panel (F1)."""

    NOTIFIED = "notified", "Notified"
    GATHERING = "gathering", "Gathering information"
    READY = "ready", "Ready for the panel"
    REVIEWED = "reviewed", "Reviewed"
    DEFERRED = "deferred", "Deferred"
    CLOSED = "closed", "Closed"


DEATH_TRANSITIONS: dict[DeathState, set[DeathState]] = {
    DeathState.NOTIFIED: {DeathState.GATHERING, DeathState.READY, DeathState.CLOSED},
    DeathState.GATHERING: {DeathState.READY, DeathState.DEFERRED, DeathState.CLOSED},
    DeathState.READY: {DeathState.GATHERING, DeathState.REVIEWED, DeathState.DEFERRED},
    DeathState.DEFERRED: {DeathState.GATHERING, DeathState.READY},
    DeathState.REVIEWED: {DeathState.CLOSED},
    DeathState.CLOSED: {DeathState.REVIEWED},
}


class AddressedTo(models.TextChoices):
    """To whom a review addresses a recommendation; as a plan has it."""

    BOARD = "board", "The Board"
    AGENCIES = "agencies", "Named agencies"
    ALL = "all", "All agencies"
    NATIONAL = "national", "National bodies"


class LearningSource(models.TextChoices):
    """What something was learned from (F11)."""

    DEATH = "death", "Child death"
    SCR = "scr", "Serious Case Review"
    CONCISE = "concise", "Multi-agency Concise Review"
    CONCERN = "concern", "Case of concern"
    AUDIT = "audit", "Audit"
    OTHER = "other", "Other"


class LearningState(models.TextChoices):
    DRAFTED = "drafted", "Drafted, to be agreed"
    AGREED = "agreed", "Agreed"
    WITHDRAWN = "withdrawn", "Withdrawn"


LEARNING_TRANSITIONS: dict[LearningState, set[LearningState]] = {
    LearningState.DRAFTED: {LearningState.AGREED, LearningState.WITHDRAWN},
    LearningState.AGREED: {LearningState.DRAFTED, LearningState.WITHDRAWN},
    LearningState.WITHDRAWN: set(),
}


class BulletinState(models.TextChoices):
    DRAFT = "draft", "Draft"
    WITH_CHAIR = "with_chair", "With the chair"
    APPROVED = "approved", "Approved, not sent"
    SENT = "sent", "Sent"
    WITHDRAWN = "withdrawn", "Withdrawn"


BULLETIN_TRANSITIONS: dict[BulletinState, set[BulletinState]] = {
    BulletinState.DRAFT: {BulletinState.WITH_CHAIR, BulletinState.APPROVED, BulletinState.WITHDRAWN},
    BulletinState.WITH_CHAIR: {BulletinState.DRAFT, BulletinState.APPROVED, BulletinState.WITHDRAWN},
    BulletinState.APPROVED: {BulletinState.DRAFT, BulletinState.SENT, BulletinState.WITHDRAWN},
    BulletinState.SENT: {BulletinState.WITHDRAWN},
    BulletinState.WITHDRAWN: set(),
}


class Ended(models.TextChoices):
    """Why an address gets no more bulletins."""

    UNSUBSCRIBED = "unsubscribed", "Unsubscribed"
    BOUNCED = "bounced", "Mail could not be delivered"
    LEFT = "left", "No longer at the agency"
