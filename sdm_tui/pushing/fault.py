"""Why a request did not end as it should, in plain words and without a word of the server's."""

from typing import Literal

Kind = Literal["not sent", "not known", "refused"]


class Fault(Exception):
    """One request failed.

    kind: "not sent": the server did nothing. "not known": it may have done what was asked.
    "refused": it said no. why: plain words that follow "the server": never text of the server's,
    which may repeat what a patient said. is_passing: whether another try may help. wait: seconds
    that the server asks for before that. concerns_all: whether other records would fare alike.
    """

    def __init__(
        self,
        kind: Kind,
        why: str,
        *,
        is_passing: bool = False,
        wait: float = 0.0,
        concerns_all: bool = False,
    ) -> None:
        super().__init__(why)
        self.kind: Kind = kind
        self.why = why
        self.is_passing = is_passing
        self.wait = wait
        self.concerns_all = concerns_all
