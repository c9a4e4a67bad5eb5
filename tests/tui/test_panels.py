"""Panels in which somebody types fast, and saves that meet."""

import threading
from datetime import timedelta

from textual import events

from sdm_tui.store import Store
from sdm_tui.tui.screens.consultation import ConsultationScreen
from sdm_tui.tui.screens.home import HomeScreen
from tests.tui.room import NOW, Opens

MUCH_LATER = NOW + timedelta(days=900)


async def test_enter_twice_leaves_one_panel_and_not_the_list_beneath(open_room: Opens) -> None:
    async with open_room(now=MUCH_LATER) as room:
        await room.press("enter")
        await room.pilot.pause()
        await room.type("none newer")
        for _ in range(2):
            room.app.post_message(events.Key("enter", None))
        for _ in range(6):
            await room.pilot.pause()

        assert any(isinstance(screen, HomeScreen) for screen in room.app.screen_stack)


async def test_a_save_by_hand_may_meet_the_first_save_in_the_background(
    open_room: Opens, store: Store
) -> None:
    gate, entered = threading.Event(), threading.Event()

    class SlowStore(Store):
        """A store whose first write waits until it is told to go on."""

        def keep_aid(self, content_hash: str, content: str) -> None:
            if not entered.is_set():
                entered.set()
                gate.wait(10)
            super().keep_aid(content_hash, content)

    store.__class__ = SlowStore
    async with open_room(aid="sore-throat-antibiotics", kept_in=store) as room:
        screen = room.app.screen
        assert isinstance(screen, ConsultationScreen)
        screen.saver.changed(room.consultation)
        while not entered.is_set():
            await room.pilot.pause(0.02)
        screen.saver.flush()
        gate.set()
        await room.app.workers.wait_for_complete()
        await room.pilot.pause()

        assert screen.saver.fault is None
        assert store.get(room.consultation.id).id == room.consultation.id
