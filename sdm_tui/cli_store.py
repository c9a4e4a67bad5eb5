"""Commands on the store itself: how it is kept, checked, copied, joined and cleared."""

import argparse
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sdm_tui.cli_places import Clock, folders_of
from sdm_tui.cli_unlocking import new_passphrase, store_of, unlock
from sdm_tui.errors import (
    NotSetUp,
    SdmError,
    StoreLocked,
    StoreUnreadable,
    UnknownName,
    WrongPassphrase,
)
from sdm_tui.own_folder import make_own_folder
from sdm_tui.terminal import counted, say, tell

if TYPE_CHECKING:
    from sdm_tui.store import Store

OTHER: Final = "SDM_TUI_OTHER_PASSPHRASE_FILE"
Command = Callable[["Store", argparse.Namespace, Clock], int]


def add_store_commands(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add "store" and its commands."""
    store = add("store", help="look after the store of records: check it, back it up, erase")
    actions = store.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, words: str, run: Command) -> argparse.ArgumentParser:
        parser = actions.add_parser(name, help=words)
        parser.set_defaults(run=partial(_on_store, run))
        return parser

    create = actions.add_parser("create", help="make the store, and show its recovery key once")
    create.add_argument(
        "--not-encrypted",
        action="store_true",
        help="without a passphrase: whoever finds the file can read it",
    )
    create.set_defaults(run=_create)
    command("info", "say where the store is, what it holds and how it is kept", _info)
    verify = command("verify", "check every record, the lists and the audit log", _verify)
    verify.add_argument(
        "--mark", metavar="MARK", help="also look for the store's mark on a patient's paper"
    )
    verify.add_argument(
        "--accept",
        metavar="REASON",
        help="settle that an older copy was put back; the audit log keeps the reason",
    )
    log = command("log", "print the audit log, the newest entries last", _log)
    log.add_argument("--last", metavar="N", type=int, default=100, help="so many entries (100)")
    backup = command("backup", "write a copy and check it; the store may be in use", _backup)
    backup.add_argument("--to", metavar="DIR", type=Path, help='a folder; else "backups"')
    backup.add_argument("--keep", metavar="N", type=int, default=10, help="newest to keep (10)")
    restore = actions.add_parser("restore", help="put a backup in the store's place")
    restore.add_argument("file", metavar="FILE", type=Path, help="the backup")
    restore.add_argument("--yes", action="store_true", help="do not ask first")
    restore.set_defaults(run=_restore)
    merge = command("merge", "take in the records of another store", _merge)
    merge.add_argument("file", metavar="FILE", type=Path, help="the other store")
    compact = command("compact", "write the file anew, without unused room", _compact)
    compact.add_argument(
        "--leave-damaged", action="store_true", help="leave out what cannot be read"
    )
    command("passphrase", "change the passphrase, or encrypt a store without one", _passphrase)
    command("recovery-key", "make a new recovery key; the old one is void", _recovery_key)
    login = command("login", "let this Windows login open the store, or no longer", _login)
    login.add_argument("state", choices=("on", "off"))
    erase = command("erase", "erase one person's record for good, also from backups", _erase)
    erase.add_argument("id", metavar="ID", help="a record, or the beginning of its id")
    erase.add_argument("--why", metavar="WORDS", required=True, help="the reason, for the log")
    erase.add_argument("--yes", action="store_true", help="do not ask first")
    purge = command("purge", "erase every record older than a time", _purge)
    purge.add_argument("--older-than", metavar="AGE", required=True, help="such as 8y, 18m or 90d")
    purge.add_argument("--yes", action="store_true", help="do not ask first")
    export = command("export-tinydb", "write a plain JSON file that any TinyDB opens", _export)
    export.add_argument("file", metavar="FILE", type=Path, help="a new file")
    take = command("import-tinydb", "take in the records of such a file", _import)
    take.add_argument("file", metavar="FILE", type=Path, help="the file")


def _on_store(run: Command, arguments: argparse.Namespace, now: Clock) -> int:
    with closing(store_of(arguments, now)) as store:
        if store.state == "new" and run is not _import:
            create = "sdm-tui --rehearse" if arguments.rehearse else "sdm-tui"
            raise NotSetUp(
                f"There is no store at {store.path} yet.", f'"{create} store create" makes one.'
            )
        told = len(store.notices)
        status = run(store, arguments, now)
        for notice in store.notices[told:]:
            tell(notice)
        return status


def _create(arguments: argparse.Namespace, now: Clock) -> int:
    with closing(store_of(arguments, now, asks=False)) as store:
        if store.state != "new":
            raise SdmError(
                f"There is a store already: {store.path}. It is left as it was.",
                '"sdm-tui store info" says more of it.',
            )
        is_plain = arguments.not_encrypted or arguments.rehearse
        try:
            passphrase = None if is_plain else _first_passphrase()
        except KeyboardInterrupt:
            print(file=sys.stderr)  # the prompt is still waiting on its line
            tell("Stopped. Nothing was created.")
            raise
        recovery_key = store.create(passphrase)
        say(f"Made {store.path}")
        if recovery_key:
            _tell_recovery_key(recovery_key, store, now())
        else:
            say("It is not encrypted: whoever finds the file can read it.")
    return 0


def _first_passphrase() -> str:
    from sdm_tui.store.scripts import passphrase_from_file

    given = passphrase_from_file()
    return new_passphrase() if given is None else given


def _tell_recovery_key(recovery_key: str, store: "Store", made: datetime) -> None:
    say("The recovery key opens the records if the passphrase is forgotten. It is shown only now:")
    say(f"\n    {recovery_key}\n")
    say(f"It was made on {made:%d/%m/%Y} for {store.path}")
    say("Write it down and keep it away from this computer. Without the passphrase and without")
    say('this key nobody can read the records again. "sdm-tui store recovery-key" makes a new one,')
    say("and this one then opens nothing.")


def _info(store: "Store", arguments: argparse.Namespace, now: Clock) -> int:
    from sdm_tui.store.in_words import store_text

    del arguments, now
    say(store_text(store))
    return 0


def _verify(store: "Store", arguments: argparse.Namespace, now: Clock) -> int:
    from sdm_tui.store.in_words import report_text
    from sdm_tui.store.verifying import known_fingerprint, verify

    del now
    if arguments.accept is not None:
        if not arguments.accept.strip():
            raise SdmError("No reason was given, so nothing was accepted.", "Say why it is so.")
        store.note("older copy accepted", why=arguments.accept)
    report = verify(store)
    say(report_text(report))
    is_known = True
    if arguments.mark:
        is_known = known_fingerprint(store, arguments.mark)
        found = "belongs to this store" if is_known else "is NOT in the log of this store"
        say(f"The mark {arguments.mark} {found}.")
    return 0 if report.is_sound and is_known else 1


def _log(store: "Store", arguments: argparse.Namespace, now: Clock) -> int:
    from sdm_tui.store import log
    from sdm_tui.store.in_words import log_lines

    with store.reading():
        found = log.last_entries(store.engine, max(0, arguments.last))
    for line in log_lines(found[::-1], now().tzinfo):
        say(line)
    return 0


def _backup(store: "Store", arguments: argparse.Namespace, now: Clock) -> int:
    from sdm_tui.store.backups import make_backup

    del now
    folder = arguments.to.absolute() if arguments.to else None
    if folder is not None and folder.exists() and not folder.is_dir():
        raise SdmError(f"{folder} is no folder, so no backup was made.", "Give a folder with --to.")
    made = make_backup(store, folder, keep=max(1, arguments.keep))
    say(f"Written and checked: {made}")
    return 0


def _restore(arguments: argparse.Namespace, now: Clock) -> int:
    from sdm_tui.store.backups import restore, restore_file
    from sdm_tui.store.opening import store_path

    backup = arguments.file.absolute()
    path = store_path(folders_of(arguments).data, rehearsal=arguments.rehearse)
    if not backup.is_file():
        raise SdmError(f"There is no file {backup}, so nothing was changed.", "Name a backup.")
    question = f"Put {backup} in the place of {path}? What is there now is kept beside it."
    if path.exists() and not arguments.yes and not _agreed(question, "restored"):
        say("Nothing was restored.")
        return 0
    if not path.exists():
        # Nothing is opened first: that alone would hold the place of the records.
        make_own_folder(path.parent)
        restore_file(path, backup, clock=now)
        say(f"Restored from {backup}")
        return 0
    try:
        store = store_of(arguments, now)
    except StoreUnreadable as error:
        # Only this: a slip in the passphrase must not put another file in place of sound records.
        tell(str(error))
        kept = restore_file(path, backup, clock=now)
    except (StoreLocked, WrongPassphrase) as error:
        error.hint += f" Without it: move {path} elsewhere, and restore the backup then."
        raise
    else:
        with closing(store):
            kept = restore(store, backup)
    say(f"Restored from {backup}")
    if kept is not None:
        say(f"The records as they were before are kept in {kept}")
    return 0


def _merge(store: "Store", arguments: argparse.Namespace, now: Clock) -> int:
    from sdm_tui.store.backups import OtherStore
    from sdm_tui.store.in_words import merged_text
    from sdm_tui.store.merging import merge

    path = arguments.file.absolute()
    if not path.is_file():
        raise SdmError(f"There is no file {path}, so nothing was changed.", "Give another store.")
    with closing(OtherStore(path, clock=now)) as other:
        if other.state == "locked":
            tell(f"The other store, {path}:")
            unlock(other, variable=OTHER)
        say(merged_text(merge(store, other)))
    return 0


def _compact(store: "Store", arguments: argparse.Namespace, now: Clock) -> int:
    from sdm_tui.store.rewriting import compact

    del now
    before, after = compact(store, leave_damaged=arguments.leave_damaged)
    say(f"{store.path}: {before:,} bytes before, {after:,} bytes now")
    return 0


def _passphrase(store: "Store", arguments: argparse.Namespace, now: Clock) -> int:
    if arguments.rehearse:
        raise SdmError(
            "Rehearsals hold no real person and have no passphrase. Nothing was changed.",
            "Leave out --rehearse to change the passphrase of the records.",
        )
    if store.is_encrypted:
        store.change_passphrase(new_passphrase())
        say("The passphrase is changed. The recovery key is still the same.")
        return 0
    from sdm_tui.store.rewriting import encrypt

    recovery_key = encrypt(store, new_passphrase())
    say("The records are encrypted now.")
    _tell_recovery_key(recovery_key, store, now())
    return 0


def _recovery_key(store: "Store", arguments: argparse.Namespace, now: Clock) -> int:
    del arguments
    _tell_recovery_key(store.change_recovery_key(), store, now())
    return 0


def _login(store: "Store", arguments: argparse.Namespace, now: Clock) -> int:
    del now
    if arguments.state == "on":
        store.bind_to_login()
        say("This Windows login opens the records without the passphrase from now on.")
    else:
        store.release_from_login()
        say("Only the passphrase and the recovery key open the records from now on.")
    return 0


def _erase(store: "Store", arguments: argparse.Namespace, now: Clock) -> int:
    from sdm_tui.store.erasing import erase
    from sdm_tui.store.in_words import erased_text

    del now
    try:
        record = store.whole_id(arguments.id)
    except UnknownName:
        record = arguments.id  # a copy that was out of reach before may still hold it
    label = next((entry.label for entry in store.entries() if entry.id == record), "")
    whose = f'"{" ".join(label.split())}", ' if label.strip() else ""
    if not arguments.yes and not _agreed(f"Erase {whose}record {record}, for good?"):
        say("Nothing was erased.")
        return 0
    say(erased_text(erase(store, record, arguments.why)))
    return 0


def _purge(store: "Store", arguments: argparse.Namespace, now: Clock) -> int:
    from sdm_tui.store.erasing import age_before, older_than, purge
    from sdm_tui.store.in_words import erased_text

    moment = age_before(arguments.older_than, now())
    old = older_than(store, moment)
    if not old:
        say(f"No record was last touched before {moment:%d/%m/%Y}.")
        return 0
    for entry in old:
        say(f"{entry.id}  last touched {entry.touched:%d/%m/%Y}  {' '.join(entry.label.split())}")
    if not arguments.yes and not _agreed(f"Erase these {len(old)} for good?"):
        say("Nothing was erased.")
        return 0
    for erased in purge(store, moment):
        say(erased_text(erased))
    return 0


def _agreed(question: str, done: str = "erased") -> bool:
    if sys.stdin is None or not sys.stdin.isatty():
        raise SdmError(f"Nothing was {done}: nobody could be asked.", "Add --yes in a script.")
    return input(f"{question} Type yes: ").strip().lower() == "yes"


def _export(store: "Store", arguments: argparse.Namespace, now: Clock) -> int:
    from sdm_tui.store.transfer import export_tinydb

    del now
    count = export_tinydb(store, arguments.file.absolute())
    records = counted(count, "record", "records")
    say(f"Written to {arguments.file}: {records}. The file is NOT encrypted.")
    return 0


def _import(store: "Store", arguments: argparse.Namespace, now: Clock) -> int:
    from sdm_tui.store.in_words import merged_text
    from sdm_tui.store.transfer import import_tinydb

    del now
    say(merged_text(import_tinydb(store, arguments.file.absolute())))
    return 0
