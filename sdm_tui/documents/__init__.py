"""What leaves the room: texts and data made from a consultation."""
