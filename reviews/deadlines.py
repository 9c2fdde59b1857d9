"""What the ledger knows of cases and reviews. Each rule stands with the word for keeping it. Statutory clocks: reviews/regimes/."""

from subgroup.deadlines.arithmetic import WORKING
from subgroup.deadlines.rules import ON_THE_DAY, Offset, Rule

OWN_DEFAULT = "Not in the terms of reference: the system's own default"

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

RULES: list[tuple[Rule, str]] = [(INFORMATION_REQUEST, "answered"), (CASE_RETURNS, "brought back")]
