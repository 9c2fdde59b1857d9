"""What each report says of its figures, form by form: name of a figure → as that form has it."""
