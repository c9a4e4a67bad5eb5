"""A consultation as a FHIR R4 document, for systems that read that standard."""
