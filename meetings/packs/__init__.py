"""The pack of a meeting as one PDF: no models, no clock; dataclasses in, a file out.

spec: what goes in and what came out. numbers: which printed page number each page has. assemble: the PDF.
folder: the zip.
"""
