"""What cases, reviews and the CDOP say on the home page."""

from subgroup.registry import Panel

PANELS: dict[str, Panel] = {}
