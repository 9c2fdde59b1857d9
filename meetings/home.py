"""What meetings put on the home page."""

from subgroup.registry import Panel

PANELS: dict[str, Panel] = {}
