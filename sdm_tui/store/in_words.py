"""What is told about the store itself: where it is, how it is kept, what checking it found."""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Final

from sdm_tui.store.anchor import anchor_fault
from sdm_tui.store.file import SCHEMA
from sdm_tui.store.log import LogEntry, unsettled
from sdm_tui.store.records import Store
from sdm_tui.store.tables import AIDS, BRANCHES, FINISHED, IN_PROGRESS

if TYPE_CHECKING:
    from sdm_tui.store.erasing import Erased
    from sdm_tui.store.merging import Merged
    from sdm_tui.store.verifying import Report

_SLOTS: Final = {
    "passphrase": "the passphrase",
    "recovery": "the recovery key",
    "windows": "this Windows login, on this computer",
}


def store_text(store: Store) -> str:
    """Return what an information-governance lead asks of a store, one fact to a line."""
    return "\n".join(_facts(store))


def report_text(report: "Report") -> str:
    """Return what checking a store found, one finding to a line."""
    parts = (
        _counted(report.records, "record", "records"),
        _counted(report.entries, "list entry", "list entries"),
        _counted(report.aids, "text of a decision aid", "texts of decision aids"),
        _counted(report.branches, "branch", "branches"),
        _counted(report.log_entries, "entry of the audit log", "entries of the audit log"),
    )
    counted = f"Checked: {', '.join(parts)}."
    if report.is_sound:
        return f"{counted}\nEverything is as the store wrote it."
    found = "\n".join(f"  {finding.where}: {finding.what}" for finding in report.findings)
    heading = _counted(len(report.findings), "fault was found", "faults were found")
    return (
        f"{counted}\n{heading}; nothing was changed:\n{found}\n"
        'Make a copy of the file first. "sdm-tui store restore FILE" puts a backup in its place; '
        '"sdm-tui store compact --leave-damaged" keeps what can be read.'
    )


def log_lines(entries: Sequence[LogEntry], zone: tzinfo | None) -> list[str]:
    """Return entries of the audit log, one to a line, in columns; zone: whose clock they tell."""
    told = [
        (f"{e.sequence:,}", _moment(e.at, zone), *(" ".join(w.split()) for w in (e.who, e.what)))
        for e in entries
    ]
    widths = [max(map(len, column)) for column in zip(*told, strict=True)]
    return [
        "  ".join(
            (
                number.rjust(widths[0]),
                *(word.ljust(width) for word, width in zip(words, widths[1:], strict=True)),
                *(" ".join(part.split()) for part in (entry.record, entry.why) if part),
            )
        ).rstrip()
        for (number, *words), entry in zip(told, entries, strict=True)
    ]


def _moment(at: str, zone: tzinfo | None) -> str:
    """Return when an entry was written, as people write it, or as it stands where it is no time."""
    try:
        return f"{datetime.fromisoformat(at).astimezone(zone):%d/%m/%Y %H:%M:%S}"
    except (ValueError, OverflowError):
        return at


def merged_text(merged: "Merged") -> str:
    """Return what joining two stores did."""
    lines = [
        f"Records that are new here: {len(merged.added):,}",
        f"Records of which the other version was newer: {len(merged.replaced):,}",
        f"Records of which the version here was newer: {len(merged.branched):,}",
        f"Records that were the same: {merged.same:,}",
    ]
    branched = (*merged.replaced, *merged.branched)
    lines += [f"    {record}: the other version is kept as a branch" for record in branched]
    lines += [f"    {name}: not taken in, since it could not be read" for name in merged.unreadable]
    lines += [f"    {name}: not taken in, since it was erased here" for name in merged.erased]
    return "\n".join(lines)


def erased_text(erased: "Erased", zone: tzinfo | None = None) -> str:
    """Return what erasing a record reached, and what it did not.

    zone: whose clock tells when something went out; None for this computer's.
    """
    count = len(erased.backups)
    also = f", also from {_counted(count, 'backup', 'backups')}" if count else ""
    lines = [f'Erased "{erased.record}"{also}. The audit log keeps that it was, and nothing of it.']
    lines += [f"NOT erased from {path}: {why}" for path, why in erased.not_reached]
    if erased.went_out:
        lines.append("NOT erased, since it had gone out before, by the audit log:")
        lines += [f"    {_moment(entry.at, zone)}  {entry.why}" for entry in erased.went_out]
        lines.append("    Whoever holds those copies can be asked to delete them.")
    return "\n".join(lines)


def when(moment: datetime) -> str:
    """Return a moment as a list shows it: 22/11/2026 09:30."""
    return f"{moment.day}/{moment.month}/{moment.year} {moment.hour:02}:{moment.minute:02}"


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _facts(store: Store) -> Iterator[str]:
    yield f"File: {store.path} ({store.path.stat().st_size:,} bytes)"
    engine = store.engine
    going_on, finished = engine.count(IN_PROGRESS), engine.count(FINISHED)
    yield f"Records: {going_on:,} in progress, {finished:,} finished"
    for unreadable in store.unreadable():
        yield f"    cannot be read, and kept: {unreadable.id} ({unreadable.why})"
    yield f"Texts of decision aids: {engine.count(AIDS):,}"
    yield f"Branches (other versions of a record): {engine.count(BRANCHES):,}"
    for branch in store.branches():
        yield f"    of {branch.of}, last touched {when(branch.consultation.touched)}: {branch.why}"
    yield from _keeping(store)
    head = engine.read_head()
    yield f"Format: {SCHEMA} · changes so far: {head.sequence:,}"
    yield f"Mark for paper: {store.fingerprint}"
    fault = anchor_fault(engine, store.store_id, head)
    yield f"Anchor: {fault or 'in order'}"
    for entry in unsettled(engine):
        yield f"    noticed {_moment(entry.at, store.now().tzinfo)}: {entry.why}"


def _keeping(store: Store) -> Iterator[str]:
    if store.is_encrypted:
        named = [_SLOTS[slot.name] for slot in store.slots()]
        yield f"Encrypted (AES-256-GCM). It opens with {', '.join(named)}."
    else:
        yield "NOT ENCRYPTED: whoever finds or copies the file can read it."
    if store.held_by is not None:
        holder = store.held_by
        who = f"{holder.user} on {holder.host}" if holder.user else holder.host
        yield f"In use by {who} (process {holder.pid}, since {holder.since}): this copy only reads."
    else:
        yield "No other copy has it open."
