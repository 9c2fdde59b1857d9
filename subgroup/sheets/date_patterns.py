"""How people write days, months and quarters: the expressions by which `dates` finds them."""

import re

_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary|r)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_YEAR = r"(?:(?P<{0}>(?:19|20|21)\d\d)\b(?!\s*[/-]\s*\d\d\b)|['’]?(?P<{0}s>\d\d)\b(?![./:]\d))"
_QUARTER = (
    r"(?P<qtr>\b(?:q(?:uarter|tr)?\s*\.?\s*(?P<q>[1-4])|(?P<qo>[1-4])(?:st|nd|rd|th)\s+q(?:uarter|tr))\b"
    r"(?:[\s,(\-/]*(?:of\s+)?(?:fy\s*)?(?P<qy>(?:20)?\d\d)(?:\s*[/\-–]\s*(?P<qz>(?:20)?\d\d))?\b)?)"
)
_QUARTER_AFTER_ITS_YEAR = (
    r"(?P<yq>\b(?:fy\s*)?(?P<yqy>(?:20)?\d\d)(?:\s*[/\-–]\s*(?P<yqz>(?:20)?\d\d))?[\s,:\-]+"
    r"(?:q(?:uarter|tr)?\s*\.?\s*(?P<yqn>[1-4])|(?P<yqo>[1-4])(?:st|nd|rd|th)\s+q(?:uarter|tr))\b)"
)
_SEP = r"\s*[./\-–\\]\s*"
PATTERNS = re.compile(
    "|".join(
        (
            r"(?P<iso>\b(?P<iy>\d{4})-(?P<im>\d\d?)-(?P<id>\d\d?)(?:[T ]\d\d?:\d\d(?::\d\d)?)?)",
            rf"(?P<num>\b(?P<na>\d\d?){_SEP}(?P<nb>\d\d?){_SEP}(?P<ny>\d{{4}}|\d\d)\b)",
            r"(?P<spaced>\b(?P<sa>\d\d?)\s+(?P<sb>\d\d?)\s+(?P<sy>(?:19|20)\d\d)\b)",
            r"(?P<run>\b(?P<ry>(?:19|20)\d\d)(?P<rm>0[1-9]|1[0-2])(?P<rd>[0-3]\d)\b)",
            rf"(?P<dmy>\b(?P<dd>\d\d?)(?:st|nd|rd|th)?(?:\s+of)?[\s\-./]*{_MONTH.format('dm')}[\s,\-./]*{_YEAR.format('dy')})",
            rf"(?P<mdy>\b{_MONTH.format('um')}\s*(?P<ud>\d\d?)(?:st|nd|rd|th)?(?:\s*,\s*|\s+)(?P<uy>\d{{4}})\b)",
            _QUARTER_AFTER_ITS_YEAR,
            _QUARTER,
            rf"(?P<fm>\b{_MONTH.format('fmm')}[\s,\-./]*(?P<fmy>20\d\d)[/–-](?P<fmz>(?:20)?\d\d)\b(?!\s*(?:of\s+)?{_MONTH.format('fmn')}))",
            rf"(?P<my>\b{_MONTH.format('mm')}[\s,\-./]*{_YEAR.format('mj')})",
            r"(?P<nm>\b(?P<nmm>0?[1-9]|1[0-2])\s*[/.]\s*(?P<nmy>20\d\d)\b)",
            rf"(?P<fy>\b(?P<fyy>20\d\d)\s*[/\-–]\s*(?P<fyz>(?:20)?\d\d)\b(?![./\-–]\d|\s*(?:of\s+)?{_MONTH.format('fyn')}))",
            rf"(?P<noyear>\b(?P<xd>\d\d?)(?:st|nd|rd|th)?(?:\s+of)?[\s\-.]*{_MONTH.format('xm')})",
            rf"(?P<m>\b{_MONTH.format('om')})",
        )
    ),
    re.IGNORECASE,
)
DAY_MONTH = re.compile(r"(0?[1-9]|[12]\d|3[01])\s?/\s?(0?[1-9]|1[0-2])")
MONTH_SHORT_YEAR = re.compile(r"(0?[1-9]|1[0-2])\s?/\s?(1[3-9]|2\d)")
LONE_YEAR = re.compile(r"(?<![\w./–-])(20\d\d)(?![\w/–-])")
ONGOING = re.compile(r"\bon\W?going\b|\bcontinu(?:ous|ing|al)\b|\brolling\b", re.IGNORECASE)
DONE = re.compile(
    r"^\W*(?:(?:now|action)\s+)?(?!complete\s+by\b)(?:completed?|done|achieved|closed|finished|signed off)\b",
    re.IGNORECASE,
)
UNKNOWN = re.compile(
    r"^\W*(?:t\W?b\W?[cad]\W?|to be (?:confirmed|agreed|advised|decided)|n\W?/?\W?a|none|not set|unknown)?\W*$",
    re.IGNORECASE,
)
REPLACED = re.compile(
    r"revis|extend|now\b|moved|chang|slip|push|amend|re-?scheduled|defer|→|->|=>|new date|\bto\b",
    re.IGNORECASE,
)
FORMER = re.compile(r"\b(?:was|previously|originally|formerly|from)\b", re.IGNORECASE)
APART = re.compile(r"[;:\n]|\.\s|.{25}")
"""Between two dates: the one does not lend the other its year."""
DAY_BEFORE = re.compile(
    r"\b\d\d?(?:st|nd|rd|th)?(?:/\d\d?)?\s*(?:[&,/–-]|\band\b|\bor\b|\bto\b)\s*$", re.IGNORECASE
)
"""Of “15 & 29 March 2018” what stands before the day that is read."""
PART = re.compile(r"\b(?:mid|early|beginning|start|late)\b", re.IGNORECASE)
