"""One round of pushes: each parcel in its turn, until all are through or the server fails for all.

What happens is written down in the queue before and after each try, so that a round that was cut
off at any moment can be taken up again.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sdm_tui.pushing.delivery import Delivery, Rhythm, deliver, looked_up
from sdm_tui.pushing.parcel import Parcel
from sdm_tui.pushing.queue import Push, Queue
from sdm_tui.pushing.server import Server

_NOT_TRIED = "was not tried after that"


@dataclass(frozen=True)
class Told:
    """Whom a round tells what it does."""

    sends: Callable[[Push], None]
    """Just before the first try of each; where it raises, nothing is sent."""
    ended: Callable[[Push, Delivery], None]


def push_round(
    pushes: Iterable[tuple[Push, Parcel]],
    queue: Queue,
    server: Server,
    rhythm: Rhythm,
    told: Told,
    now: Callable[[], datetime],
) -> list[Delivery]:
    """Bring each parcel to the server, and return how each ended, in their order."""
    deliveries: list[Delivery] = []
    fails_all = False
    for push, parcel in pushes:
        if fails_all:
            # What was not known before is no clearer now.
            delivery = Delivery("not known" if push.state == "not known" else "waiting", _NOT_TRIED)
        else:
            delivery = _brought(push, parcel, queue, server, rhythm, told, now)
            fails_all = delivery.concerns_all
        told.ended(queue.ended(push, delivery, now()), delivery)
        deliveries.append(delivery)
    return deliveries


def _brought(
    push: Push,
    parcel: Parcel,
    queue: Queue,
    server: Server,
    rhythm: Rhythm,
    told: Told,
    now: Callable[[], datetime],
) -> Delivery:
    is_told = False

    def about_to_send() -> None:
        nonlocal is_told
        if not is_told:
            told.sends(push)
            is_told = True
        queue.sending(push, now())

    if not _is_same(push, parcel):
        # What was agreed to exists no more; all that can be found out is whether it arrived.
        is_unclear = push.state == "not known"
        return looked_up(_as_it_was(push), server) if is_unclear else Delivery("changed")
    return deliver(
        parcel,
        server,
        rhythm,
        is_unclear=push.state == "not known",
        age=_age(push, now()),
        about_to_send=about_to_send,
    )


def _is_same(push: Push, parcel: Parcel) -> bool:
    made = (parcel.identifier_system, parcel.identifier_value, parcel.digest)
    return (push.system, push.value, push.digest) == made


def _as_it_was(push: Push) -> Parcel:
    return Parcel(push.record_id, push.system, push.value, b"")


def _age(push: Push, moment: datetime) -> float:
    """Return the seconds since the last try; none where the clock was turned back."""
    if not push.tried:
        return 0.0
    return max(0.0, (moment - datetime.fromisoformat(push.tried)).total_seconds())
