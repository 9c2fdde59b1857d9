"""Child deaths and what agencies owe the Child Death Overview Panel: what is worked out without the database."""
