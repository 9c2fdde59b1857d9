"""Reads the action trackers that people keep in Excel. Pure: no database, no clock, nothing is written."""

from actionplans.trackers.columns import remembered
from actionplans.trackers.comparing import Change, Comparison, Known, compare, find
from actionplans.trackers.headings import FIELDS
from actionplans.trackers.reading import read
from actionplans.trackers.records import Remark, Row, Tracker
from subgroup.sheets.agencies import Agency, AgencyWords, words_from
from subgroup.sheets.errors import Unreadable

__all__ = [
    "FIELDS",
    "Agency",
    "AgencyWords",
    "Change",
    "Comparison",
    "Known",
    "Remark",
    "Row",
    "Tracker",
    "Unreadable",
    "compare",
    "find",
    "read",
    "remembered",
    "words_from",
]
