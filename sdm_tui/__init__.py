"""A full-screen terminal app in which a clinician and a patient reach a decision together."""

__version__ = "0.5.1"
