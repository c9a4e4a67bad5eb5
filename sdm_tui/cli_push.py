"""The command that sends finished records to a FHIR server, and says what became of them."""

import argparse
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sdm_tui.cli_places import Clock, folders_of
from sdm_tui.cli_unlocking import store_of
from sdm_tui.errors import SdmError
from sdm_tui.terminal import say, tell

if TYPE_CHECKING:
    from sdm_tui.consultation.model import Consultation
    from sdm_tui.pushing.address import Address
    from sdm_tui.pushing.delivery import Delivery, Rhythm
    from sdm_tui.pushing.parcel import Parcel
    from sdm_tui.pushing.queue import Push, Queue
    from sdm_tui.pushing.server import Server
    from sdm_tui.store import Store

BUNDLE: Final = "fhir"
"""The form of a record that is sent."""
LEFT: Final = {"waiting", "not known", "refused"}
"""States of a push that "--again" goes on with."""


def add_push_command(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add "push"."""
    push = add("push", help="send finished records to a FHIR server, after asking")
    push.add_argument("ids", metavar="ID", nargs="*", help="a record, or the beginning of its id")
    push.add_argument("--fhir", metavar="URL", help="the server, such as https://host/fhir")
    kind = push.add_mutually_exclusive_group()
    kind.add_argument("--status", action="store_true", help="say what arrived and what did not")
    kind.add_argument("--again", action="store_true", help="go on with what has not arrived")
    kind.add_argument(
        "--drop", action="store_true", help="forget the pushes of these records; nothing is sent"
    )
    push.add_argument("--dry-run", action="store_true", help="only say what would be sent")
    push.add_argument("--yes", action="store_true", help="do not ask first")
    push.add_argument("--unfinished", action="store_true", help="also records not finished yet")
    push.add_argument("--no-token", action="store_true", help="the server wants no token")
    push.add_argument(
        "--ca", metavar="FILE", type=Path, help="trust only the authorities in this PEM file"
    )
    push.set_defaults(run=_push)


def _push(arguments: argparse.Namespace, now: Clock) -> int:
    if arguments.status or arguments.again:
        _refuse_ids(arguments)
    if arguments.status:
        return _status(arguments)
    if arguments.drop:
        return _drop(arguments)
    is_listed = _refuse_where_off(arguments)
    address = _address(arguments)
    is_pinned = is_listed(address)
    if arguments.yes and not (is_pinned or address.is_loopback):
        raise SdmError(
            "Without asking, records are only sent to a server that the settings name. Nothing was "
            "sent.",
            'Leave out --yes, or add the address to "push_to" in the settings.',
        )
    with closing(store_of(arguments, now)) as store:
        if store.read_only and not arguments.dry_run:
            raise SdmError(
                "This copy only reads the records, so the audit log could not say what left. "
                "Nothing was sent.",
                "Close the other copy of sdm-tui first.",
            )
        if arguments.again:
            return _again(arguments, store, address, now)
        return _first_time(arguments, store, address, now)


def _first_time(
    arguments: argparse.Namespace, store: "Store", address: "Address", now: Clock
) -> int:
    from sdm_tui.pushing.queue import held_queue

    if not arguments.ids:
        raise SdmError("No record was named, so nothing was sent.", "Give one or more ids.")
    ids = dict.fromkeys(store.whole_id(name) for name in arguments.ids)
    parcels = [_checked(arguments, store, address, record, now) for record in ids]
    if not _is_agreed(arguments, store, address, parcels):
        return 0
    server = _server(arguments, address)
    with held_queue(_queue_file(arguments)) as queue:
        kept = [parcel for parcel in parcels if queue.has_other_text(parcel, str(address))]
        for parcel in kept:
            tell(
                f"{parcel.record_id}: not sent: another text of it arrived there under the same "
                "identifier, and a server keeps the first. Finish or amend the record first."
            )
        fresh = [parcel for parcel in parcels if parcel not in kept]
        pushes = [(queue.add(parcel, str(address), now()), parcel) for parcel in fresh]
        status = _round(pushes, queue, server, store, now)
    return 1 if kept else status


def _again(arguments: argparse.Namespace, store: "Store", address: "Address", now: Clock) -> int:
    from sdm_tui.pushing.queue import held_queue

    with held_queue(_queue_file(arguments)) as queue:
        left = [push for push in queue.pushes(str(address)) if _is_left(push)]
        pushes, missing = [], 0
        for push in left:
            try:
                parcel = _checked(arguments, store, address, push.record_id, now)
            except SdmError as error:
                tell(str(error))
                tell(f'"sdm-tui push --drop {push.record_id}" forgets this push.')
                missing += 1
            else:
                pushes.append((push, parcel))
        if not left:
            say(f"Nothing is left to send to {address}.")
        if not pushes:
            return 1 if missing else 0
        if not _is_agreed(arguments, store, address, [parcel for _, parcel in pushes]):
            return 0
        status = _round(pushes, queue, _server(arguments, address), store, now)
    return 1 if missing else status


def _round(
    pushes: "list[tuple[Push, Parcel]]",
    queue: "Queue",
    server: "Server",
    store: "Store",
    now: Clock,
) -> int:
    from sdm_tui.pushing.in_words import delivery_text
    from sdm_tui.pushing.round import Told, push_round

    def sends(push: "Push") -> None:
        store.note("exported", push.record_id, f"FHIR, on its way to {push.server}")

    def ended(push: "Push", delivery: "Delivery") -> None:
        said = delivery_text(push.record_id, delivery)
        say(said)
        if push.tries:
            what = said.removeprefix(f"{push.record_id}: ")
            store.note("exported", push.record_id, f"FHIR, {push.server}: {what}")

    deliveries = push_round(pushes, queue, server, rhythm(), Told(sends, ended), now)
    states = {delivery.state for delivery in deliveries}
    if states & LEFT:
        say('"sdm-tui push --again" goes on with what has not arrived.')
    return 0 if states <= {"arrived"} else 1


def rhythm() -> "Rhythm":
    """Return how a push waits for a server that is away."""
    from random import SystemRandom

    from sdm_tui.pushing.delivery import Rhythm

    return Rhythm(time.sleep, SystemRandom().random)


def parcel_of(
    arguments: argparse.Namespace, store: "Store", consultation: "Consultation", now: Clock
) -> "Parcel":
    """Return what is sent for a record, made anew: the same record gives the same bytes."""
    from sdm_tui.aids.listing import PARSED
    from sdm_tui.cli_export import aid_of
    from sdm_tui.documents.forms import Material, form
    from sdm_tui.pushing.parcel import parcel_from
    from sdm_tui.store.log import mark_of

    aid = aid_of(consultation, store, folders_of(arguments).cache / PARSED)
    with store.reading():
        mark = mark_of(store.engine, consultation.id)
    material = Material(consultation, aid, now().date(), mark)
    return parcel_from(consultation.id, form(BUNDLE).make(material))


def _checked(
    arguments: argparse.Namespace, store: "Store", address: "Address", record: str, now: Clock
) -> "Parcel":
    """Return the parcel of a record that may be sent there; raises SdmError for any other."""
    from sdm_tui.pushing.parcel import is_marked_as_test

    consultation = store.get(record)
    if not (consultation.is_sealed or arguments.unfinished):
        raise SdmError(
            f'The record "{record}" is not finished, so it was not sent.',
            "Finish it first, or add --unfinished.",
        )
    parcel = parcel_of(arguments, store, consultation, now)
    if consultation.rehearsal and not address.is_loopback:
        if not arguments.rehearse:
            raise SdmError(
                f'The record "{record}" is a rehearsal, so it was not sent to another computer.',
                'Say so with "sdm-tui --rehearse push" where a test server wants it.',
            )
        if not is_marked_as_test(parcel):
            raise SdmError(
                f'The record "{record}" is a rehearsal and its document does not say so, so it '
                "was not sent.",
                "This is a fault of sdm-tui: tell whoever looks after it.",
            )
    return parcel


def _is_agreed(
    arguments: argparse.Namespace, store: "Store", address: "Address", parcels: "list[Parcel]"
) -> bool:
    """Say what would leave, and where it would go; return whether it shall."""
    from sdm_tui.pushing.queue import read_pushes

    what = "1 record" if len(parcels) == 1 else f"{len(parcels)} records"
    say(f"To send: {what}")
    arrived = [push for push in read_pushes(_queue_file(arguments)) if push.has_arrived]
    for parcel in parcels:
        _say_parcel(store.get(parcel.record_id), parcel)
        for push in arrived:
            if (push.record_id, push.server) == (parcel.record_id, str(address)):
                _say_earlier(push, parcel)
    if arguments.rehearse:
        say("These are REHEARSALS - not real people.")
    say(f"To: {address}")
    if address.is_loopback:
        say("    a server on this computer")
    else:
        say(f"    the computer {address.host}, encrypted on the way (TLS)")
        say("Data that can identify a person leaves this computer, and cannot be called back.")
    if arguments.dry_run:
        say("Nothing was sent: this only showed what would be.")
        return False
    if arguments.yes or _says_yes():
        return True
    say("Nothing was sent.")
    return False


def _say_parcel(consultation: "Consultation", parcel: "Parcel") -> None:
    from sdm_tui.pushing.parcel import contents_of

    seal, sharing = consultation.seal, consultation.deciding
    state = f"finished {seal.at:%d/%m/%Y}" if seal else "NOT FINISHED"
    label = " ".join(consultation.start.label.split())
    size = max(1, round(len(parcel.content) / 1000))
    say(f"  {consultation.id}  {state}  {size} kB  {label}".rstrip())
    say(f"    {contents_of(parcel)}")
    said = [" ".join(words.split()) for words in (sharing.share_what, sharing.share_with)]
    if any(said):
        say(f"    Asked about sharing, the person said: {' - '.join(filter(None, said))}")


def _say_earlier(push: "Push", parcel: "Parcel") -> None:
    where = f" as {', '.join(push.locations)}" if push.locations else ""
    if push.value == parcel.identifier_value:
        say(f"    It is there already{where}, so it is only looked for.")
    else:
        say(f"    An earlier text of it is there already{where}; this one is stored beside it.")


def _says_yes() -> bool:
    if sys.stdin is None or not sys.stdin.isatty():
        raise SdmError("Nothing was sent: nobody could be asked.", "Add --yes in a script.")
    return input("Send this? Type yes: ").strip().lower() == "yes"


def _server(arguments: argparse.Namespace, address: "Address") -> "Server":
    from sdm_tui.cli_unlocking import hidden
    from sdm_tui.pushing.exchange import trust
    from sdm_tui.pushing.server import Server
    from sdm_tui.pushing.token import token_from

    trusted = trust(arguments.ca) if address.scheme == "https" else None
    if arguments.no_token:
        return Server(address, None, trusted)
    is_manned = sys.stdin is not None and sys.stdin.isatty()
    ask = (lambda: hidden(f"Token for {address.host}: ")) if is_manned else None
    return Server(address, token_from(ask), trusted)


def _address(arguments: argparse.Namespace) -> "Address":
    """Return the server that was typed, or the only one for which something is left."""
    from sdm_tui.pushing.address import address_of
    from sdm_tui.pushing.queue import read_pushes

    if arguments.fhir:
        return address_of(arguments.fhir)
    if arguments.again:
        left = {push.server for push in read_pushes(_queue_file(arguments)) if _is_left(push)}
        if len(left) == 1:
            return address_of(left.pop())
        if left:
            # One token must not go to two servers.
            raise SdmError(
                f"Something is left for more than one server: {', '.join(sorted(left))}. Nothing "
                "was sent.",
                "Name one with --fhir.",
            )
        raise SdmError("Nothing is left to send.", '"sdm-tui push --status" lists every push.')
    raise SdmError("No server was named, so nothing was sent.", "Give its address with --fhir.")


def _refuse_where_off(arguments: argparse.Namespace) -> "Callable[[Address], bool]":
    """Return what says whether the settings name an address; that raises where they name others.

    Raises SettingsUnreadable, for settings that cannot be read may forbid it, or SdmError.
    """
    from sdm_tui.pushing.address import address_of
    from sdm_tui.settings import load_settings

    file = folders_of(arguments).settings_file
    settings = load_settings(file)
    if not settings.push:
        raise SdmError(
            "Sending records is switched off, so nothing was sent.", f'See "push" in {file}.'
        )
    try:
        allowed = [address_of(text) for text in settings.push_to]
    except SdmError as error:
        raise SdmError(
            'The setting "push_to" holds something that is no address. Nothing was sent.',
            f"Mend {file}.",
        ) from error

    def is_listed(address: "Address") -> bool:
        if allowed and address not in allowed:
            raise SdmError(
                f"The settings do not allow sending to {address}. Nothing was sent.",
                f'They allow: {", ".join(map(str, allowed))}. See "push_to" in {file}.',
            )
        return address in allowed

    return is_listed


def _status(arguments: argparse.Namespace) -> int:
    from sdm_tui.pushing.in_words import push_text
    from sdm_tui.pushing.queue import read_pushes

    pushes = read_pushes(_queue_file(arguments))
    if not pushes:
        say("Nothing was ever to be sent.")
    for push in pushes:
        say(push_text(push))
    return 0 if all(push.has_arrived for push in pushes) else 1


def _drop(arguments: argparse.Namespace) -> int:
    from sdm_tui.pushing.queue import held_queue

    if not arguments.ids:
        raise SdmError("No record was named, so nothing was forgotten.", "Give one or more ids.")
    with held_queue(_queue_file(arguments)) as queue:
        for record in arguments.ids:
            count = queue.drop(record)
            if not count:
                say(f"{record}: no push of it is known, so nothing was forgotten.")
                continue
            say(f"{record}: {count} forgotten. What a server holds stays there.")
    return 0


def _is_left(push: "Push") -> bool:
    return push.state in LEFT


def _queue_file(arguments: argparse.Namespace) -> Path:
    name = "rehearsal-push-queue.db" if arguments.rehearse else "push-queue.db"
    return folders_of(arguments).data / name


def _refuse_ids(arguments: argparse.Namespace) -> None:
    if arguments.ids:
        raise SdmError(
            "Records are not named with --status or --again, so nothing was done.",
            "Leave the ids out.",
        )
