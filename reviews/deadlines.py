"""What the ledger knows of cases and reviews. Each rule stands with the word for keeping it. Statutory clocks: reviews/regimes/."""

from dataclasses import replace

from reviews import regimes
from subgroup.deadlines.arithmetic import WORKING
from subgroup.deadlines.rules import ON_THE_DAY, Offset, Rule

OWN_DEFAULT = "Not in the terms of reference: the system's own default"

ACKNOWLEDGE = Rule(
    key="acknowledge_referral",
    clause="F4",
    title="Acknowledgement of a referral",
    offset=Offset(2, WORKING, "after", OWN_DEFAULT),
    owner="business_support",
    sentence="The referral is to be acknowledged by {due}",
    reminders=(-1, 0, 1),
    escalate=((2, "chair"),),
    breach=False,
)
STATUTORY_LETTER = Rule(
    key="statutory_letter",
    clause="F8",
    title="Letter to Ofsted, the DfE or the national panel",
    offset=Offset(5, WORKING, "after", OWN_DEFAULT),
    owner="business_support",
    sentence="The letter is to be sent by {due}",
    reminders=(-2, 0, 1),
    escalate=((3, "chair"),),
    breach=False,
)
"""For those letters to which the guidance sets no day."""
AGENCY_REPORT = Rule(
    key="agency_report",
    clause="F9",
    title="Report of an agency to a review",
    offset=ON_THE_DAY,
    owner="agency",
    sentence="The agency’s report is to be with the review by {due}",
    reminders=(-10, -5, -1, 0, 1, 5),
    escalate=((5, "chair"),),
    breach=False,
)
REVIEW_MILESTONE = Rule(
    key="review_milestone",
    clause="F9",
    title="Step of a review",
    offset=ON_THE_DAY,
    owner="business_manager",
    sentence="The step of the review is planned for {due}",
    reminders=(-5, 0, 1),
    escalate=((10, "chair"),),
    breach=False,
)
REVIEW_COMPLETE = Rule(
    key="review_complete",
    clause="F9, S4",
    title="Review complete",
    offset=ON_THE_DAY,
    owner="business_manager",
    sentence="The review is to be complete by {due}",
    reminders=(-20, -5, 0, 1),
    escalate=((1, "chair"),),
    breach=False,
)
"""Of a review whose six months no clock of a case counts."""

ANSWER_WITHIN = Offset(10, WORKING, "after", OWN_DEFAULT)
"""The day that is proposed for the answer to a request for information."""

INFORMATION_REQUEST = Rule(
    key="information_request",
    clause="F6",
    title="Information for a screening",
    offset=ON_THE_DAY,
    owner="agency",
    sentence="The agency is to say what it knows, or that it has no involvement, by {due}, as was asked",
    reminders=(-5, -1, 0, 1),
    escalate=((3, "chair"),),
    breach=False,
)
CASE_RETURNS = Rule(
    key="case_returns",
    clause="F4",
    title="Deferred case comes back",
    offset=ON_THE_DAY,
    owner="business_support",
    sentence="The case was deferred for information until {due}, and comes back by itself then",
    reminders=(-5,),
    breach=False,
)
CDOP_RETURN = Rule(
    key="cdop_return",
    clause="F1",
    title="Return to the Child Death Overview Panel",
    offset="cdop_return",
    owner="agency",
    sentence="The agency is asked to answer by {due}, a local date",
    reminders=(-5, -1, 0, 3),
    escalate=((5, "chair"),),
    breach=False,
)
ANNUAL_RETURN = Rule(
    key="annual_return",
    clause="LSCB1",
    title="Annual return on child deaths",
    offset=replace(
        ON_THE_DAY,
        source="The Department’s national templates for child death reviews; that the last day of May counts is the system’s own reading",
    ),
    owner="business_support",
    sentence="By law the panel makes its annual return on child deaths each May, so by {due}; the sub-group checks that it did",
    reminders=(-20, -5, 0, 1),
    escalate=((1, "chair"),),
    breach=False,  # the duty is the panel's: late it climbs to the chair, and is no failure of the sub-group's
)
CATEGORY_ONE = Rule(
    key="category_one",
    clause="F6",
    title="Screening of a category-1 child death",
    offset=Offset(5, WORKING, "after", OWN_DEFAULT),
    owner="chair",
    sentence="A case is to be opened, or the reason why not written down, by {due}",
    reminders=(-1, 0, 1),
    breach=False,
)

RETENTION_REVIEW = Rule(
    key="retention_review",
    clause="Retention",
    title="Retention review of a case",
    offset=ON_THE_DAY,
    owner="business_manager",
    sentence="Whether the case is kept, and until when, is to be decided by {due}",
    reminders=(-10, 0, 5),
    escalate=((10, "chair"),),
    breach=False,
)
PASS_ON = Rule(
    key="pass_on_learning",
    clause="F11",
    title="How a bulletin was passed on",
    offset=Offset(20, WORKING, "after", OWN_DEFAULT),
    owner="agency",
    sentence="The agency is to say by {due} how it passed the bulletin on, and to how many",
    reminders=(-5, 0, 5),
    breach=False,
)

RULES: list[tuple[Rule, str]] = [
    *((clock.rule, clock.done) for clock in regimes.clocks().values()),
    (ACKNOWLEDGE, "acknowledged"),
    (STATUTORY_LETTER, "sent"),
    (AGENCY_REPORT, "handed in"),
    (REVIEW_MILESTONE, "done"),
    (REVIEW_COMPLETE, "complete"),
    (INFORMATION_REQUEST, "answered"),
    (CASE_RETURNS, "brought back"),
    (CDOP_RETURN, "answered"),
    (ANNUAL_RETURN, "made"),
    (CATEGORY_ONE, "considered"),
    (RETENTION_REVIEW, "decided"),
    (PASS_ON, "answered"),
]
