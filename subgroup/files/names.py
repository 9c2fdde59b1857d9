"""Names of files as people type them: shown and offered for download, never used as a path."""

import re
import unicodedata

LONGEST = 120  # characters; some file systems end at 255 bytes, and a character may take four
_SEPARATORS = re.compile(r'[/\\:*?"<>|]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def clean_name(name: str, fallback: str = "paper") -> str:
    """The name in one line, without path parts, control or direction characters; letters of any script stay."""
    text = unicodedata.normalize("NFC", name.encode("utf-8", "ignore").decode())
    text = "".join(" " if unicodedata.category(c) in {"Zl", "Zp", "Zs"} else c for c in text)
    text = "".join(c for c in text if unicodedata.category(c)[0] != "C")
    text = " ".join(_SEPARATORS.sub("-", text).split()).strip(". -")
    if _RESERVED.match(text):
        text = f"_{text}"
    stem, dot, ending = text.rpartition(".")
    if dot and len(ending) <= 8:
        return f"{stem[: LONGEST - len(ending) - 1].rstrip('. ') or fallback}.{ending}"
    return text[:LONGEST].rstrip(". ") or fallback


def ending_of(name: str) -> str:
    """The ending in lower case without its dot, or "" where the name has none."""
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot and stem else ""
