"""What became of a push, in words."""

from datetime import datetime

from sdm_tui.pushing.delivery import Delivery, State
from sdm_tui.pushing.queue import Push

_STATES: dict[State, str] = {
    "waiting": "not sent",
    "not known": "not known whether it arrived",
    "refused": "not taken",
    "arrived": "arrived",
    "changed": "not sent",
}
CHANGED = "the record changed since it was asked for; push it again by its id"


def delivery_text(record_id: str, delivery: Delivery) -> str:
    """Return what became of one record, in one line."""
    if delivery.state == "arrived":
        return f"{record_id}: {_arrived(delivery)}"
    if delivery.state == "changed":
        return f"{record_id}: not sent: {CHANGED}."
    return f"{record_id}: {_STATES[delivery.state]}: the server {delivery.why}."


def push_text(push: Push) -> str:
    """Return how far one push is, in two lines."""
    state = _STATES[push.state]
    if push.state == "changed":
        state = f"{state}: {CHANGED}"
    elif push.why:
        state = f"{state}: the server {push.why}"
    places = f" as {', '.join(push.locations)}" if push.locations else ""
    tries = "1 try" if push.tries == 1 else f"{push.tries} tries"
    times = [f"asked for {_moment(push.asked)}", tries]
    times += [f"last sent {_moment(push.tried)}"] if push.tried else []
    return f"{push.record_id}  {state}{places}\n    {push.server}\n    {', '.join(times)}"


def _arrived(delivery: Delivery) -> str:
    places = ", ".join(delivery.locations)
    if len(delivery.locations) > 1:
        return (
            f"arrived, but the server holds {len(delivery.locations)} copies: {places}. Ask "
            "whoever looks after it to remove all but one."
        )
    if delivery.was_there:
        return f"the server holds it already as {places}, so nothing was stored twice."
    where = f" as {places}" if places else ""
    odd = f" The server {delivery.why}." if delivery.why else ""
    return f"arrived{where}.{odd}"


def _moment(text: str) -> str:
    return f"{datetime.fromisoformat(text):%d/%m/%Y %H:%M}"
