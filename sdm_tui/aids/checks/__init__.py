"""The published standards for decision aids as small named rules over an aid's file."""
