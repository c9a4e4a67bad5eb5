"""Having one document arrive exactly once, whatever breaks on the way.

Before anything is sent, the server is asked whether it holds the document already; sending says
"only if there is none"; afterwards it is asked again. Where a try ended without an answer, nothing
is sent again until the server has had time to finish that try and has then been asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from sdm_tui.pushing.fault import Fault
from sdm_tui.pushing.parcel import Parcel
from sdm_tui.pushing.server import Server

State = Literal["waiting", "not known", "refused", "arrived", "changed"]
"""waiting: the server did nothing with it. not known: it was sent and not answered. changed: the
record changed before it arrived, so this revision of it is not sent any more."""

_CANNOT_SAY: Final = "cannot be asked which documents it holds, and an earlier try was not answered"
_NOT_SHOWN: Final = "says that it holds this already, but shows no document with its identifier"


@dataclass(frozen=True)
class Pace:
    """How long to wait, in seconds."""

    waits: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0)
    """Before each further try; each is drawn from half of it to one and a half times it, so that
    many senders do not come back together."""
    settle: float = 5.0
    """After a try without an answer, until the server is asked: it may still be at work on it."""
    longest: float = 120.0
    """A server that asks for more time than this is left alone."""


@dataclass(frozen=True)
class Delivery:
    """How it ended."""

    state: State
    why: str = ""
    """Plain words that follow "the server"; also beside "arrived", where something is odd."""
    locations: tuple[str, ...] = ()
    """Where the server has it; more than one where it holds more copies than it should."""
    was_there: bool = False
    """Whether the server held it before anything was sent this time."""
    concerns_all: bool = False
    """Whether other documents would fare alike, so that they need not be tried."""


@dataclass(frozen=True)
class Rhythm:
    """How waiting is done; handed in, so that tests need not wait."""

    pause: Callable[[float], None]
    chance: Callable[[], float]
    """From 0 to 1."""
    pace: Pace = Pace()


def deliver(
    parcel: Parcel,
    server: Server,
    rhythm: Rhythm,
    *,
    is_unclear: bool,
    age: float,
    about_to_send: Callable[[], None],
) -> Delivery:
    """Bring a document to a server, trying again where that may help.

    is_unclear: whether an earlier try was sent and not answered; age: seconds since that try.
    about_to_send: writes down, for good, that a try is on its way; called before each.
    """
    pace, waits = rhythm.pace, iter(rhythm.pace.waits)
    if is_unclear and age < pace.settle:
        rhythm.pause(pace.settle - age)
    while True:
        try:
            here = server.copies(parcel)
        except Fault as found:
            fault = found
        else:
            if here:
                return Delivery("arrived", locations=here, was_there=True)
            if here is None and is_unclear:
                return Delivery("not known", _CANNOT_SAY)
            about_to_send()
            try:
                is_new, location = server.create(parcel)
            except Fault as found:
                fault = found
                # One that was not sent says nothing of the one before it.
                if fault.kind != "not sent":
                    is_unclear = fault.kind == "not known"
            else:
                return _stored(parcel, server, location, is_new=is_new)
        wait = next(waits, None)
        if not fault.is_passing or wait is None or fault.wait > pace.longest:
            return _given_up(parcel, server, fault, rhythm, is_unclear=is_unclear)
        wait *= 0.5 + rhythm.chance()
        rhythm.pause(max(wait, fault.wait, pace.settle if is_unclear else 0.0))


def looked_up(parcel: Parcel, server: Server) -> Delivery:
    """Return whether an unanswered try arrived, without sending anything."""
    try:
        here = server.copies(parcel)
    except Fault as fault:
        return Delivery("not known", fault.why, concerns_all=fault.concerns_all)
    if here:
        return Delivery("arrived", locations=here, was_there=True)
    return Delivery("not known", _CANNOT_SAY) if here is None else Delivery("changed")


def _stored(parcel: Parcel, server: Server, location: str, *, is_new: bool) -> Delivery:
    """Return how it ended once the server says that it has the document."""
    try:
        here = server.copies(parcel)
    except Fault:
        here = None
    if here:
        return Delivery("arrived", locations=here, was_there=not is_new)
    if is_new:
        why = "took it and does not list it yet" if here == () else "took it and cannot be asked"
        return Delivery("arrived", why, (location,) if location else ())
    # A server that does not know the search takes any other document for this one.
    return Delivery("not known", _NOT_SHOWN)


def _given_up(
    parcel: Parcel, server: Server, fault: Fault, rhythm: Rhythm, *, is_unclear: bool
) -> Delivery:
    if not is_unclear:
        state: State = "refused" if fault.kind == "refused" else "waiting"
        return Delivery(state, fault.why, concerns_all=fault.concerns_all)
    if fault.kind == "not known":
        rhythm.pause(rhythm.pace.settle)
        last = looked_up(parcel, server)
        if last.state == "arrived":
            return last
    return Delivery("not known", fault.why, concerns_all=fault.concerns_all)
