"""What people upload: looked at (check), kept and served (storage), turned into PDF (convert)."""
