"""The fill of a cell as one of a few words. Shades differ from file to file: the hue decides."""

import colorsys
import re
from typing import Any

from openpyxl.styles.colors import COLOR_INDEX

COLOURS = {"R": "red", "A": "amber", "G": "green", "B": "blue", "-": "grey", "P": "purple"}
_HUES = ((18, "R"), (68, "A"), (168, "G"), (262, "B"), (332, "P"), (361, "R"))
_THEME_PARTS = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6")
_OFFICE_THEME = (
    "FFFFFF", "000000", "EEECE1", "1F497D", "4F81BD", "C0504D", "9BBB59", "8064A2", "4BACC6", "F79646",
)  # fmt: skip


_NAMED = {"yellow": "A", "orange": "A", "grey": "-", "gray": "-"}


def code_of(name: str) -> str:
    """The key of a colour by its name or its letter."""
    return _NAMED.get(name.lower(), name[0].upper())


def nearest(shade: str) -> str:
    """A key of COLOURS, or nothing for white, black and what is nearly so."""
    red, green, blue = (int(shade[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, _ = colorsys.rgb_to_hls(red, green, blue)
    strength = max(red, green, blue) - min(red, green, blue)
    if light > 0.96 or light < 0.08:
        return ""
    if strength < 0.09:
        return "-"
    return next(code for limit, code in _HUES if hue * 360 < limit)


def is_pale(shade: str) -> bool:
    """So light that it is more likely a stripe of the table than a status."""
    parts = [int(shade[at : at + 2], 16) for at in (0, 2, 4)]
    return min(parts) > 190


def theme_of(xml: bytes | str | None) -> tuple[str, ...]:
    """The ten colours of a workbook's theme, in the order in which cells count them."""
    source = xml.decode("utf-8", "replace") if isinstance(xml, bytes) else xml or ""
    found = []
    for part, usual in zip(_THEME_PARTS, _OFFICE_THEME, strict=True):
        block = re.search(rf"<a:{part}>(.{{0,300}}?)</a:{part}>", source, re.DOTALL)
        value = block and re.search(r'(?:lastClr|srgbClr val)="([0-9A-Fa-f]{6})"', block[1])
        found.append(value[1].upper() if value else usual)
    return tuple(found)


def shade_of(fill: Any, theme: tuple[str, ...]) -> str:
    """Six hexadecimal digits of an openpyxl fill, or nothing where the cell has none."""
    if getattr(fill, "fill_type", None) != "solid":
        return ""
    colour = fill.fgColor
    shade = ""
    if colour.type == "rgb" and re.fullmatch(r"[0-9A-Fa-f]{8}", str(colour.rgb)):
        shade = colour.rgb[2:].upper()
    elif colour.type == "theme" and 0 <= colour.theme < len(theme):
        shade = theme[colour.theme]
    elif colour.type == "indexed" and 0 <= colour.indexed < len(COLOR_INDEX):
        shade = COLOR_INDEX[colour.indexed][2:].upper()
    return _tinted(shade, colour.tint or 0) if shade else ""


def _tinted(shade: str, tint: float) -> str:
    if not tint:
        return shade
    parts = (int(shade[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, strength = colorsys.rgb_to_hls(*parts)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return "".join(
        f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, min(max(light, 0), 1), strength)
    )
