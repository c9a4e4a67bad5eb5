"""A process that pushes, to be killed: the command itself, with small bundles and short waits.

Run with the words of the command; the line "sending ID" comes just before each document is sent.
"""

import argparse
import sys
import time

from sdm_tui import cli_push
from sdm_tui.cli import main
from sdm_tui.cli_places import Clock
from sdm_tui.consultation.model import Consultation
from sdm_tui.pushing.delivery import Pace, Rhythm
from sdm_tui.pushing.parcel import Parcel
from sdm_tui.pushing.server import Server
from sdm_tui.store import Store
from tests.pushing.samples import bundle_of

PACE = Pace(waits=(0.1,) * 600, settle=0.3)


def parcel_of(
    arguments: argparse.Namespace, store: Store, consultation: Consultation, now: Clock
) -> Parcel:
    """Return a small bundle in place of the real one, which takes longer to make."""
    del arguments, store, now
    return bundle_of(consultation)


def run(words: list[str]) -> int:
    """Run the command."""
    cli_push.rhythm = lambda: Rhythm(time.sleep, lambda: 0.5, PACE)
    cli_push.parcel_of = parcel_of
    create = Server.create

    def told(self: Server, parcel: Parcel) -> tuple[bool, str]:
        print(f"sending {parcel.record_id}", flush=True)
        return create(self, parcel)

    Server.create = told  # type: ignore[method-assign]
    return main(words)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
