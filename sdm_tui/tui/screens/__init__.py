"""One module for each whole screen or panel."""
