"""What cases, reviews and the CDOP say on the home page."""

from reviews import clock_panels, death_panels, referral_panels, review_panels, screening_panels
from subgroup.registry import Panel

PANELS: dict[str, Panel] = {
    **clock_panels.PANELS,
    **referral_panels.PANELS,
    **screening_panels.PANELS,
    **review_panels.PANELS,
    **death_panels.PANELS,
}
