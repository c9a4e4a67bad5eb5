"""What a decision aid is: its model, its figures, and how its file is read."""
