"""Published standards for decision aids, item by item, and what in an aid shows each item."""
