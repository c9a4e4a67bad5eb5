"""Sending finished records to a FHIR server: the only part that opens a network connection."""
