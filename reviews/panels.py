"""What cases, reviews and the CDOP say on the home page."""

from reviews import clock_panels
from subgroup.registry import Panel

PANELS: dict[str, Panel] = {
    **clock_panels.PANELS,
}
