"""Reads the workbooks and CSV files that people keep: sheets as grids of cells, and days and agencies as they are written.

Pure: no database, no clock.
"""
