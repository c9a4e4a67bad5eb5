"""The conversation as a value, with no screen and no disk."""
