"""From a tracker that was read to what the register would hold: names settled, answers applied, rows compared. Writes nothing."""
