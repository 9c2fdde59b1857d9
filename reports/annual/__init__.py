"""The annual report to the Board (R2, A4): chapters drafted from the record, edited as text, frozen when it is issued."""
