"""Home: choose an aid, start without one, or take up a consultation again."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from sdm_tui.aids.library import AidEntry, Library
from sdm_tui.errors import SdmError
from sdm_tui.store import Entry as Record
from sdm_tui.store import Unreadable
from sdm_tui.tui.commands import EVERYWHERE, HOME, bindings
from sdm_tui.tui.literal import literal, one_line
from sdm_tui.tui.screens.aid_lines import DrawnAids
from sdm_tui.tui.screens.record_lines import MOST_IN_GROUP, damage_notice, heading, record_group
from sdm_tui.tui.services import Services
from sdm_tui.tui.widgets.bars import REHEARSAL, Keys, between
from sdm_tui.tui.widgets.listing import Entry, Listing

GUIDE = "guide"
FOLLOW_EVERY = 2.0
"""Seconds between looks at what another copy wrote."""
NOT_ENCRYPTED = "RECORDS NOT ENCRYPTED"
FIRST_IN_PROGRESS = 2
"""Consultations in progress that stand above a list of aids too long for the screen."""
READ_BETWEEN_FRAMES = 50_000
"""Bytes of aids: about half a second."""
HELP = (
    "Type part of a condition, a decision or another word for it; Up and Down choose, Enter opens. "
    "Tab goes to the consultations in progress and then to the finished ones."
)


@dataclass(frozen=True)
class Chosen:
    """What somebody opened from the list."""

    aid: AidEntry | None = None
    record: str | None = None
    """A record's id."""
    is_last: bool = False
    """Whether it is the consultation in progress that was touched last."""
    is_guide: bool = False


@dataclass
class AidsRead(Message):
    """More of the aids were read: a large folder that is new is read while it is shown."""

    library: Library


@dataclass
class RecordsRead(Message):
    """The consultations were read from the store."""

    records: list[Record]
    unreadable: list[Unreadable]
    fault: str


class HomeScreen(Screen[None]):
    """One list: the aids that fit what was typed, then what is in progress and finished."""

    DEFAULT_CSS = """
    HomeScreen { layout: vertical; }
    HomeScreen #top { height: auto; background: $panel; padding: 0 1; text-style: bold; }
    HomeScreen #notice { height: auto; padding: 0 1; color: $warning; display: none; }
    HomeScreen #notice.-shown { display: block; }
    HomeScreen #ask { height: 1; padding: 0 1; text-style: bold; }
    HomeScreen Input { border: solid $border-blurred; background: $background; height: 3; }
    HomeScreen Input:focus { border: double $border; }
    HomeScreen Input>.input--placeholder { color: $text-muted; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(HOME),
        Binding("down", "step(1)", "Down", show=False, priority=True),
        Binding("up", "step(-1)", "Up", show=False, priority=True),
        Binding("tab", "jump(1)", "Next group", show=False, priority=True),
        Binding("shift+tab", "jump(-1)", "Group before", show=False, priority=True),
        Binding("escape", "clear", "Clear what was typed", show=False),
    ]

    def __init__(
        self, services: Services, opened: Callable[[Chosen], object], notice: str = ""
    ) -> None:
        """Build the list; `opened` is told what somebody opens, `notice` is shown on top."""
        super().__init__()
        self._services = services
        self._opened = opened
        self._notice = notice
        self._records: list[Record] = []
        self._unreadable: list[Unreadable] = []
        self._sign_offs = services.sign_offs()
        self._library = services.library
        self._lines = DrawnAids(services.today)
        self._is_back = False
        """Whether the list was on the screen before; the first time it is listed once already."""
        self.is_left = False
        """Whether somebody went from here into a consultation, so that the list begins anew."""
        self._afresh: set[str] = set()
        """Aids that were listed afresh, which the thread that reads those that wait knows not."""

    def compose(self) -> ComposeResult:
        """Compose the search field, the list and the keys."""
        yield Static(id="top")
        yield Static(id="notice")
        yield Static(literal("What are you deciding together?"), id="ask")
        field = Input(placeholder="Type a condition or a word for it")
        field.cursor_blink = False
        yield field
        yield Listing()
        yield Keys()

    def on_mount(self) -> None:
        """Show what there is."""
        self._show_notice()
        self.query_one(Input).focus()
        self._fill()
        self._frame()
        self.set_interval(FOLLOW_EVERY, self._follow)
        if self._library.waiting:
            read = partial(self.run_worker, self._read_waiting, thread=True, group="aids")
            self.call_after_refresh(read)

    def on_screen_resume(self) -> None:
        """Read the consultations: at first once the aids are on the screen, then anew.

        Back from a panel, what was typed and the arrow stay where they were: the next key must not
        act on another aid.
        """
        if self._is_back:
            self._list_anew()
        self._is_back = True
        self._frame()
        self.call_after_refresh(self.read_records)

    def read_records(self) -> None:
        """Read the lists of consultations anew, away from the screen's own thread."""
        self.run_worker(self._read_records, thread=True, exclusive=True, group="records")

    def _follow(self) -> None:
        """Where this copy only reads, show what the other one writes."""
        if self._services.store.read_only:
            self.run_worker(self._look_again, thread=True, exclusive=True, group="records")

    def _look_again(self) -> None:
        store = self._services.store
        if store.has_changed():
            self._read_records()
        if not store.read_only:
            self.app.call_from_thread(self._may_write)

    def _may_write(self) -> None:
        self._notice = ""
        self._show_notice()
        self.notify("The other copy has closed. Changes can be made from here now.", markup=False)

    def _list_anew(self) -> None:
        if self.is_left:
            self.is_left = False
            self.query_one(Input).value = ""
        self._sign_offs = self._services.sign_offs()
        for slug in self._afresh:
            self._library = self._library.reread(slug)
        self._lines.clear()
        self._fill(keep_arrow=True)

    def on_resize(self) -> None:
        """Fit the lines to the width."""
        self._frame()
        self._fill()

    def _read_waiting(self) -> None:
        """Read the aids that wait, some at a time, away from the screen's own thread."""
        library, worker = self._library, get_current_worker()
        while library.waiting and not worker.is_cancelled:
            library = library.read_more(READ_BETWEEN_FRAMES)
            self.post_message(AidsRead(library))

    @on(AidsRead)
    def _show_aids(self, message: AidsRead) -> None:
        self._library = message.library
        for slug in self._afresh:
            self._library = self._library.reread(slug)
        self._lines.clear()
        self._fill(keep_arrow=True)

    def _read_records(self) -> None:
        store = self._services.store
        if store.state == "locked":
            self.post_message(RecordsRead([], [], ""))
            return
        try:
            # The newest are on the screen before thousands of older ones are read.
            self.post_message(RecordsRead(store.newest(MOST_IN_GROUP), self._unreadable, ""))
            self.post_message(RecordsRead(store.entries(), store.unreadable(), ""))
        except SdmError as error:
            self.post_message(RecordsRead([], [], str(error)))

    @on(RecordsRead)
    def _show_records(self, message: RecordsRead) -> None:
        if message.fault:
            self.notify(message.fault, severity="error", markup=False)
        if (message.records, message.unreadable) != (self._records, self._unreadable):
            self._records, self._unreadable = message.records, message.unreadable
            self._show_notice()
            self._fill(keep_arrow=True)

    def _show_notice(self) -> None:
        words = f"{self._notice} {damage_notice(len(self._unreadable))}".strip()
        notice = self.query_one("#notice", Static)
        notice.set_class(bool(words), "-shown")
        notice.update(literal(words))

    def _frame(self) -> None:
        store = self._services.store
        is_open_to_all = store.state == "open" and not store.is_encrypted
        mark = NOT_ENCRYPTED if is_open_to_all else ""
        mark = REHEARSAL if self._services.rehearsal else mark
        top = between("sdm-tui · deciding together", mark, max(1, self.size.width - 2))
        self.query_one("#top", Static).update(literal(top))
        keys = dict(self._services.keys)
        # What is needed with a person in the room comes before what is done once a month.
        hints = sorted((*HOME, *EVERYWHERE), key=lambda command: command.name == "store")
        self.query_one(Keys).show(hints, keys, self.size.width)

    @on(Input.Changed)
    def _typed(self) -> None:
        self._fill()

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.query_one(Listing).choose()

    @on(Listing.Chosen)
    def _chosen(self, message: Listing.Chosen) -> None:
        kind, _, name = message.name.partition(":")
        if kind == "aid":
            self._afresh.add(name)
            self._open_aid(self._library.exactly(name))
        elif kind == "record":
            self._opened(Chosen(record=name))
        elif kind == GUIDE:
            self._opened(Chosen(is_guide=True))
        elif kind == "unreadable":
            why = next(u.why for u in self._unreadable if u.id == name)
            words = f"{why}\n\nIt is kept as it is in {self._services.store.path}."
            self._read("This record cannot be read", literal(words))

    def _open_aid(self, entry: AidEntry) -> None:
        if entry.fault is not None:
            body = literal(f"{entry.fault}\n\n`sdm-tui aids check` lists every fault.")
            self._read("This aid cannot be read", body)
            return
        self._opened(Chosen(aid=entry))

    def action_guide(self) -> None:
        """Start without an aid."""
        self._opened(Chosen(is_guide=True))

    def action_resume_last(self) -> None:
        """Resume the consultation that was touched last."""
        if self._services.store.state == "new":
            self.notify("There is no consultation in progress.", markup=False)
        else:
            self._opened(Chosen(is_last=True))

    def _readable_at_arrow(self) -> AidEntry | None:
        """Return the aid at the arrow, or None once it is said why there is none."""
        kind, _, slug = (self.query_one(Listing).name_at_arrow or "").partition(":")
        if kind != "aid":
            self.notify("Move the arrow to a decision aid first.", markup=False)
            return None
        self._list_afresh(slug)
        entry = self._library.exactly(slug)
        if entry.fault is not None:
            self._open_aid(entry)
            return None
        return entry

    def _list_afresh(self, slug: str) -> None:
        """List an aid as its files are now: they may have changed since the list was made."""
        self._afresh.add(slug)
        self._library = self._library.reread(slug)
        self._lines.clear()
        self._fill(keep_arrow=True)

    def action_sign_off(self) -> None:
        """Sign off the aid at the arrow, or take its sign-off back."""
        if entry := self._readable_at_arrow():
            from sdm_tui.tui.screens.signing import offer_sign_off

            signed = partial(self._signed, entry.slug)
            offer_sign_off(self.app, self._services, entry, signed)

    def action_store(self) -> None:
        """Look after the records: check them, back them up, change the passphrase."""
        from sdm_tui.tui.screens.store_page import open_store_page

        open_store_page(self.app, self._services)

    def action_erase(self) -> None:
        """Erase the record at the arrow for good, once somebody has said why."""
        from sdm_tui.tui.screens.erasing import offer_erasing

        at_arrow = self.query_one(Listing).name_at_arrow or ""
        offer_erasing(self.app, self._services, at_arrow, self._records, self._erased)

    def _erased(self, words: str) -> None:
        self.read_records()
        self._read("Erasing", literal(words))

    def action_audit(self) -> None:
        """Hold the aid at the arrow beside published standards."""
        if entry := self._readable_at_arrow():
            from sdm_tui.tui.screens.auditing import show_audit

            show_audit(self.app, entry, self._services.today())

    def _signed(self, slug: str) -> None:
        self._sign_offs = self._services.sign_offs()
        self._list_afresh(slug)

    def action_help(self) -> None:
        """Say what can be done here."""
        from sdm_tui.tui.screens.reading import help_text

        body = help_text(HELP, (*HOME, *EVERYWHERE), dict(self._services.keys))
        self._read("Help for this screen", body)

    def _read(self, title: str, body: Content) -> None:
        from sdm_tui.tui.screens.panels import ReadPanel

        self.app.push_screen(ReadPanel(title, body))

    def action_clear(self) -> None:
        """Clear what was typed."""
        self.query_one(Input).value = ""

    def action_step(self, step: int) -> None:
        """Move through the list while typing goes on."""
        self.query_one(Listing).move(step)

    def action_jump(self, step: int) -> None:
        """Go to the first entry of another group."""
        self.query_one(Listing).jump(step)

    def _fill(self, *, keep_arrow: bool = False) -> None:
        typed, now = self.query_one(Input).value, self._services.now()
        width = max(20, self.size.width - 4)
        entries = [
            Entry(f"aid:{entry.slug}", *self._lines.of(entry, self._sign_offs, width))
            for entry in self._library.search(typed)
        ]
        if not typed.strip() and (count := self._library.unreadable):
            words = "1 aid cannot be read" if count == 1 else f"{count:,} aids cannot be read"
            entries.insert(-count, Entry(None, (heading(words, width),)))
        # Where nothing matches, Enter opens nothing: a slip must not start a guide.
        is_found = bool(entries)
        if not is_found:
            entries.append(Entry(None, (literal(f'No aid matches "{one_line(typed, 30)}".'),)))
        entries.append(Entry(GUIDE, (_guide_line(width),)))
        start = next((entry.name for entry in entries if entry.name is not None), None)
        words = typed.strip().casefold()
        records = [r for r in self._records if words in r.sought]
        begun = [r for r in records if not r.is_sealed]
        height = self.query_one(Listing).content_size.height
        if begun and not words and len(entries) + len(begun) + 3 > height > 0:
            # Where a long list would push them out of sight, the newest stand above it.
            shown, begun = begun[:FIRST_IN_PROGRESS], begun[FIRST_IN_PROGRESS:]
            between_groups = Entry(None, (heading("Decision aids", width),))
            entries = [*record_group("In progress", shown, now, width), between_groups, *entries]
            entries += record_group("More in progress", begun, now, width)
        else:
            entries += record_group("In progress", begun, now, width)
        entries += record_group("Finished", [r for r in records if r.is_sealed], now, width)
        if self._unreadable and not words:
            entries.append(Entry(None, (heading("Cannot be read, and kept", width),)))
            entries += [
                Entry(f"unreadable:{u.id}", (literal(one_line(f"{u.id}: {u.why}", width)),))
                for u in self._unreadable
            ]
        self.query_one(Listing).show(
            entries, start=start if is_found else None, keep_arrow=keep_arrow, has_arrow=is_found
        )


def _guide_line(width: int) -> Content:
    return literal(between("No aid fits: start a guide of our own", "Ctrl+G", width), "bold")
