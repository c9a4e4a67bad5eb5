"""What stands before the records: how they are kept, and the passphrase that opens them."""

from collections.abc import Callable
from datetime import date
from functools import partial
from math import ceil
from pathlib import Path
from typing import ClassVar, Final, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input, Static

from sdm_tui.consultation.checks import date_words
from sdm_tui.errors import SdmError
from sdm_tui.tui.literal import literal
from sdm_tui.tui.screens.panels import ConfirmPanel
from sdm_tui.tui.screens.secret_panel import Secret
from sdm_tui.tui.screens.waiting import WaitingScreen
from sdm_tui.tui.services import Services

Ended = Literal["open", "later"]
WHOLE_SCREEN: Final = """
    align: center middle;
    background: $background;
    & > Vertical { width: 90%; max-width: 76; height: auto; max-height: 100%; padding: 0 1; }
    & .panel-title { text-style: bold; height: auto; }
    & .panel-foot { color: $text-muted; height: auto; margin-top: 1; }
    & .told { height: auto; color: $warning; }
    & Input { border: solid $border-blurred; background: $background; height: 3; }
    & Input:focus { border: double $border; }
"""
_WITHOUT: Final = (
    "Keep the records without a passphrase? Then whoever finds or copies the file can read what "
    "people said. Choose this only where nothing about real people is kept, or where the whole "
    "disk is encrypted."
)
_RECOVERY: Final = (
    "If the passphrase is forgotten, this recovery key opens the records. Keep it away from that "
    "computer, where your practice keeps such things. Without the passphrase and without this key "
    "nobody can read the records again: there is no other way in."
)
_ONLY_NOW: Final = "It is shown only now: write it down, or print it."


class Tried(Message):
    """A passphrase was tried away from the screen's own thread."""

    def __init__(self, fault: SdmError | None, *, was_locked: bool) -> None:
        super().__init__()
        self.fault = fault
        self.was_locked = was_locked


class UnlockScreen(ModalScreen[Ended]):
    """Covers everything until the passphrase or the recovery key is typed.

    It ends with "open" once the store is, and with "later" where somebody goes on without.
    """

    DEFAULT_CSS = f"UnlockScreen {{ {WHOLE_SCREEN} }}"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "without", "Go on without the records", show=False, priority=True)
    ]

    def __init__(self, services: Services, *, may_go_on: bool) -> None:
        """Ask; `may_go_on` lets Escape go on without the records, where none is on the screen."""
        super().__init__()
        self._services = services
        self._may_go_on = may_go_on
        self._is_busy = False
        self._words = ""
        self._timer: Timer | None = None
        self.is_over = False
        """Whether somebody opened it or put it off; until then nothing may take it away."""

    def compose(self) -> ComposeResult:
        """Compose the field and what is told."""
        with Vertical():
            yield Static(literal("The records are locked"), classes="panel-title")
            yield Secret("Passphrase, or recovery key")
            yield Static(classes="told")
            yield Static(literal(self._foot()), classes="panel-foot")

    def on_mount(self) -> None:
        """Begin with the field."""
        self.query_one(Secret).focus()
        self._count_down()

    def _foot(self) -> str:
        last = "\nEscape later: look at the aids only" if self._may_go_on else ""
        return f"Enter unlock · Ctrl+Q leave{last}"

    @on(Input.Submitted)
    def _entered(self, message: Input.Submitted) -> None:
        message.stop()
        secret = message.value
        if self._is_busy or not secret:
            return
        if self._services.store.seconds_to_wait() > 0:
            self._count_down()
            return
        self._is_busy = True
        self._tell("Opening the records ...")
        was_locked = self._services.store.state == "locked"
        self.run_worker(lambda: self._try(secret, was_locked), thread=True, group="unlocking")

    def _try(self, secret: str, was_locked: bool) -> None:  # noqa: FBT001 - a worker has no names
        fault = None
        try:
            self._services.store.unlock(secret)
        except SdmError as error:
            fault = error
        self.post_message(Tried(fault, was_locked=was_locked))

    @on(Tried)
    def _tried(self, message: Tried) -> None:
        self._is_busy = False
        self._words = "" if message.fault is None else str(message.fault)
        if message.fault is None and self.app.screen is self:
            self._end("open")
            return
        if message.fault is None and message.was_locked:
            # Somebody covered the screen meanwhile, and the cover would come off with one key.
            self._services.store.lock()
        self.query_one(Secret).value = ""
        self._count_down()

    def _end(self, how: Ended) -> None:
        self.is_over = True
        self.dismiss(how)

    def _count_down(self) -> None:
        """Say how long no other passphrase is looked at, until that is over."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if not self.is_mounted or self._is_busy:
            return
        left = self._services.store.seconds_to_wait()
        if left > 0:
            seconds = "1 second" if left <= 1 else f"{ceil(left)} seconds"
            self._tell(f"{self._words} Try again in {seconds}.".strip())
            self._timer = self.set_timer(min(left, 1.0) + 0.01, self._count_down)
        else:
            self._tell(self._words)

    def _tell(self, words: str) -> None:
        self.query_one(".told", Static).update(literal(words))

    def action_without(self) -> None:
        """Go on without the records, where none is on the screen."""
        if self._may_go_on and not self._is_busy:
            self._end("later")


class SetUpScreen(WaitingScreen[Ended]):
    """Asks, before the first record, how records are kept; nothing is chosen beforehand.

    It ends with "open" once there is a store, and with "later" where that is put off.
    """

    DEFAULT_CSS = f"SetUpScreen {{ {WHOLE_SCREEN} }}"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "later", "Later", show=False, priority=True),
        Binding("ctrl+u", "without", "Without a passphrase", show=False, priority=True),
    ]

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._is_busy = False

    def compose(self) -> ComposeResult:
        """Compose what is asked and why."""
        with Vertical():
            yield Static(literal("How are the records kept?"), classes="panel-title")
            yield Static(
                literal(
                    "What people say here is private. With a passphrase nobody else can read it, "
                    "not even whoever finds this computer. Three words that have nothing to do "
                    "with each other are easy to remember."
                ),
                classes="about",
            )
            yield Secret("Passphrase", "first")
            yield Secret("The same again", "again")
            yield Static(classes="told")
            yield Static(
                literal("Enter next · Escape later: look at the aids only\nCtrl+U no passphrase"),
                classes="panel-foot",
            )

    def on_mount(self) -> None:
        """Begin with the first field."""
        self.query_one("#first", Secret).focus()

    @on(Input.Submitted)
    def _entered(self, message: Input.Submitted) -> None:
        message.stop()
        first, again = self._fields()
        if self._is_busy:
            return
        if message.input is first:
            self._look_at_first(first.value)
        elif first.value != again.value:
            again.value = ""
            self._tell("The two are not the same. Type the second one again.")
        else:
            self._make(first.value)

    def _fields(self) -> tuple[Secret, Secret]:
        return self.query_one("#first", Secret), self.query_one("#again", Secret)

    def _look_at_first(self, passphrase: str) -> None:
        from sdm_tui.store.keys import check_new_passphrase

        try:
            check_new_passphrase(passphrase)
        except SdmError as error:
            self._tell(str(error))
            return
        self._tell("")
        self._fields()[1].focus()

    def _make(self, passphrase: str | None) -> None:
        self._is_busy = True
        self._tell("Making the store ...")
        self.run_worker(lambda: self._made(passphrase), thread=True, group="unlocking")

    def _made(self, passphrase: str | None) -> None:
        try:
            recovery_key = self._services.store.create(passphrase)
        except SdmError as error:
            self.app.call_from_thread(self.once_on_top, partial(self._failed, error))
        else:
            self.app.call_from_thread(self.once_on_top, partial(self._done, recovery_key))

    def _failed(self, error: SdmError) -> None:
        self._is_busy = False
        for field in self._fields():
            field.value = ""
        self._fields()[0].focus()
        self._tell(str(error))

    def _done(self, recovery_key: str) -> None:
        if not recovery_key:
            self.dismiss("open")
            return

        def noted(_: Ended | None) -> None:
            self.once_on_top(partial(self.dismiss, "open"))

        self.app.push_screen(RecoveryScreen(recovery_key, self._services), noted)

    def _tell(self, words: str) -> None:
        self.query_one(".told", Static).update(literal(words))

    def action_later(self) -> None:
        """Look at the aids without a store; nothing can be kept until there is one."""
        if not self._is_busy:
            self.dismiss("later")

    def action_without(self) -> None:
        """Keep the records without a passphrase, once somebody has said so."""
        if self._is_busy:
            return

        def answered(is_yes: bool | None) -> None:  # noqa: FBT001 - the panel's own answer
            if is_yes:
                self._make(None)

        self.app.push_screen(
            ConfirmPanel(_WITHOUT, "Without a passphrase.", "No: with one."), answered
        )


class RecoveryScreen(ModalScreen[Ended]):
    """Shows the recovery key once, and goes on when its last letters were typed."""

    DEFAULT_CSS = f"""
    RecoveryScreen {{ {WHOLE_SCREEN} }}
    RecoveryScreen #key {{ text-style: bold; height: auto; margin: 1 0; }}
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+w", "write", "Write it to a file to print", show=False, priority=True)
    ]

    def __init__(self, recovery_key: str, services: Services) -> None:
        super().__init__()
        self._key = recovery_key
        self._services = services

    def compose(self) -> ComposeResult:
        """Compose the key and the field that asks for its end."""
        with Vertical():
            yield Static(literal("The recovery key"), classes="panel-title")
            yield Static(literal(f"{_RECOVERY} {_ONLY_NOW}"), classes="about")
            yield Static(literal(in_two_lines(self._key)), id="key")
            field = Input(placeholder="to show that you have the key")
            field.border_title = "The last four letters or figures"
            field.cursor_blink = False
            yield field
            yield Static(classes="told")
            yield Static(
                literal("Enter go on · Ctrl+W write it to a file to print"), classes="panel-foot"
            )

    def on_mount(self) -> None:
        """Begin with the field."""
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _entered(self, message: Input.Submitted) -> None:
        message.stop()
        if message.value.strip().upper() == self._key.rpartition("-")[2]:
            self.dismiss("open")
            return
        words = "Those are not its last four. Write the key down before you go on."
        self.query_one(".told", Static).update(literal(words))

    def action_write(self) -> None:
        """Offer to write the key to a file, to be printed and then removed."""
        from sdm_tui.tui.screens.writing import offer_file

        services = self._services
        content = recovery_page(self._key, services.store.path, services.today())
        path = services.save_folder / "sdm-tui-recovery-key.txt"
        offer_file(self.app, "Print this file, then remove it", path, content, done="write it")


def in_two_lines(recovery_key: str) -> str:
    """Return a recovery key on lines that fit a narrow screen."""
    groups = recovery_key.split("-")
    middle = (len(groups) + 1) // 2
    return f"{'-'.join(groups[:middle])}-\n{'-'.join(groups[middle:])}"


def recovery_page(recovery_key: str, store: Path, today: date) -> str:
    """Return a page to print with a recovery key: of which records, and since when."""
    whence = f"Made on {date_words(today)} for the records in\n{store}"
    void = "Whoever makes a new recovery key makes this one useless: then destroy this page."
    key = in_two_lines(recovery_key)
    return f"RECOVERY KEY of the sdm-tui records\n\n{key}\n\n{whence}\n\n{_RECOVERY}\n\n{void}\n"


def ask_for_store(
    services: Services,
    push: Callable[[ModalScreen[Ended], Callable[[Ended | None], None]], object],
    done: Callable[[], object],
) -> None:
    """Have the store set up or unlocked where it must be, then go on; also where it is put off."""
    state = services.store.state

    def ended(_: Ended | None) -> None:
        done()

    if state == "locked":
        push(UnlockScreen(services, may_go_on=True), ended)
    elif state == "new" and not services.rehearsal:
        push(SetUpScreen(services), ended)
    else:
        done()
