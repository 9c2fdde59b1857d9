"""What cases, reviews and the CDOP say on the home page."""

from reviews import clock_panels, death_panels
from reviews.review_panels import letters_to_approve, reports_owed
from subgroup.registry import Panel

PANELS: dict[str, Panel] = {
    **clock_panels.PANELS,
    **death_panels.PANELS,
    "letters to approve": Panel(26, "decide_cases", "", letters_to_approve),
    "reports to reviews": Panel(36, "answer_requests", "reviews/_home_reports.html", reports_owed),
}
