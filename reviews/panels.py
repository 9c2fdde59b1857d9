"""What cases, reviews and the CDOP say on the home page, and what of them waits for somebody's decision."""

from reviews import (
    clock_panels,
    death_panels,
    learning_panels,
    log_panels,
    referral_panels,
    review_panels,
    screening_panels,
)
from subgroup.registry import Panel, Waits

SAY = (clock_panels, screening_panels, review_panels, death_panels, log_panels)
WAIT = (screening_panels, referral_panels, review_panels, learning_panels)
PANELS: dict[str, Panel] = {name: one for of_noun in SAY for name, one in of_noun.PANELS.items()}
WAITING: dict[str, Waits] = {name: one for of_noun in WAIT for name, one in of_noun.WAITING.items()}
