"""What waits for somebody's decision: panels of the home page name it, and the home page shows all of it in one list."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Decision:
    """`about` is the (kind, id) of the ledger's row for it: what stands here is not told twice."""

    text: str
    href: str
    due: date | None = None
    hint: str = ""
    about: tuple[str, str] | None = None


@dataclass(frozen=True)
class Button:
    """The next thing to do, as a panel sees it. The first panel's is the page's main button."""

    text: str
    href: str
