"""What every widget that shows part of a consultation has in common."""

from textual.widget import Widget

from sdm_tui.consultation.model import Consultation


class ConsultationField(Widget):
    """A widget that shows part of a consultation and tells of moves; it holds nothing itself."""

    def show(self, consultation: Consultation) -> None:
        """Show what the consultation holds now."""
        raise NotImplementedError  # each field shows its own part


def show_in(parent: Widget, consultation: Consultation) -> None:
    """Show the consultation in every field below a widget."""
    for field in parent.query("*"):
        if isinstance(field, ConsultationField):
            field.show(consultation)
