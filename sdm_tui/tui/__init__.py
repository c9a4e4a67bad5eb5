"""The full-screen front end, and the only place that imports Textual."""
