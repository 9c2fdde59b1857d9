"""The terms of reference (M4): one TOML file to a version, read, checked, stored and asked."""

from typing import TYPE_CHECKING, Any

from subgroup.terms.content import ParsedTerms
from subgroup.terms.parsing import parse
from subgroup.terms.reader import Problem, TermsError

if TYPE_CHECKING:
    from subgroup.models import Terms

__all__ = ["ParsedTerms", "Problem", "TermsError", "content_of", "parse"]


# The versions read in this process, each with the data that it was read from: a version may be loaded anew.
_read: dict[int, tuple[Any, ParsedTerms]] = {}


def content_of(terms: "Terms") -> ParsedTerms:
    """What a stored version says. Read once for each version, and asked of the row once for each instance of it."""
    found = terms.__dict__.get("_content")
    if found is None:
        data, found = _read.get(terms.pk, (None, None))
        if found is None or data != terms.data:
            found = ParsedTerms.from_json(terms.data)
            _read[terms.pk] = terms.data, found
        terms.__dict__["_content"] = found
    return found
