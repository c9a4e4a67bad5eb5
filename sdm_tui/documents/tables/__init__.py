"""De-identified tables of many consultations, for a service's own analysis."""
