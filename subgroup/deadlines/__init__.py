"""Dates and rules as pure arithmetic: no Django, no clock, no database."""
