"""What a return carries besides its measures, objectives, risks and breaches, as plain data (R1)."""
