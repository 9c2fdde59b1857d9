"""M4: each key of a file of terms, wrong in turn: it is refused with its line and a reason, and never ends in anything else."""

import re

import pytest

from subgroup.terms import TermsError, parse
from tests.subgroup.test_terms import FILES, SALFORD

KEY = re.compile(r"^(\s*)([A-Za-z0-9_]+)(\s*=\s*)\S(?!$)")
WRONG = [
    '"nonsense \\u0000"',
    "-1",
    "[]",
    "{}",
    "1.5",
    "nan",
    "2017-01-01T00:00:00Z",
    "[1]",
    "[[[]]]",
    '[{"x"=1}]',
]


def refusal(lines: list[str], number: int, line: str) -> TermsError | None:
    """Of the file with this line in place of the one that stands at `number`, from 0 on."""
    try:
        parse("\n".join([*lines[:number], line, *lines[number + 1 :]]))
    except TermsError as error:
        return error
    return None


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_M4_a_wrong_value_of_any_key_is_refused_with_a_line_or_means_something(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    refused = 0
    for number, line in enumerate(lines):
        found = KEY.match(line)
        for value in WRONG if found else ():
            error = refusal(lines, number, "".join(found.groups()) + value)
            refused += error is not None
            assert error is None or all(one.line and one.reason for one in error.problems), (number, value)
            if value in ("1.5", "nan", "[[[]]]") or "u0000" in value:
                assert error, (number + 1, line, value)
                assert number + 1 in [one.line for one in error.problems], (number + 1, line, value)
    assert refused > 500


@pytest.mark.parametrize(
    ("was", "line", "reason"),
    [
        ('if_not_quorate = ', 'if_not_quorate = ""', "“if_not_quorate” is empty."),
        ('weekday = ', 'weekday = ""', "“weekday” is empty."),
        ('P3 = ', 'P3 = " "', "“P3” is empty."),
        ('due = "10 working', 'due = "\u0661\u0660 working days before"', "working days"),
        ('code = "CCG"', 'code = "S09"', "“S09” is how a post is named; choose another code."),
        ('number = 18', "number = [18]", "“number” must be a whole number from 1 to 99."),
        ('number = 18', "number = 17", "17 is the number of another post above."),
    ],
)  # fmt: skip
def test_M4_the_reason_says_what_is_wrong(was, line, reason):
    lines = SALFORD.read_text(encoding="utf-8").splitlines()
    number = next(at for at, one in enumerate(lines) if one.startswith(was))
    error = refusal(lines, number, line)
    assert error
    assert error.line == number + 1
    assert reason in error.reason
