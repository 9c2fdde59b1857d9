"""What cases, reviews and the CDOP say on the home page."""

from reviews import (
    clock_panels,
    death_panels,
    learning_panels,
    log_panels,
    referral_panels,
    review_panels,
    screening_panels,
)
from subgroup.registry import Panel

NOUNS = (
    clock_panels, screening_panels, referral_panels, review_panels, death_panels, log_panels, learning_panels,
)  # fmt: skip
PANELS: dict[str, Panel] = {name: panel for of_noun in NOUNS for name, panel in of_noun.PANELS.items()}
