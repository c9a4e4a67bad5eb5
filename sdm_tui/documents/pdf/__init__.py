"""Pages for a person as PDF; typst is imported only when one is made."""
