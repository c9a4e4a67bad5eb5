"""What the keys of the consultation do, one fact a test."""

import os
from pathlib import Path

import pytest

from sdm_tui.aids.library import bundled_folder, open_library
from sdm_tui.consultation import moves
from sdm_tui.consultation.model import started
from sdm_tui.store import Store, open_store
from sdm_tui.tui.screens.consultation import ConsultationScreen
from sdm_tui.tui.screens.panels import LiveForm
from sdm_tui.tui.widgets.free_text import FreeText, PlainTextArea
from tests.tui.room import NOW, Opens

AID = "sore-throat-antibiotics"
HOSTILE = (
    "[/b] [@click=app.quit]x[/] [red]\x1b[31m \x07 \u202eabc\u202c "
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 שלום \x00 ŵŷ"
)


async def test_the_function_keys_open_the_stages_of_the_contract(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        opened = []
        for key in ("f2", "f3", "f4", "f5", "f6"):
            await room.press(key)
            opened.append(room.consultation.stage)

        assert opened == ["what-matters", "options", "benefits-and-risks", "deciding", "summary"]


async def test_next_and_back_walk_the_stages_and_stop_at_the_ends(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        await room.press("ctrl+b")
        at_start = room.consultation.stage
        await room.press(*["ctrl+n"] * 6)

        assert at_start == "start"
        assert room.consultation.stage == "summary"


async def test_the_persons_words_stay_pinned_on_every_later_stage(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f2")
        await room.type("No more tablets")

        for key in ("f3", "f4", "f5", "f6"):
            await room.press(key)
            assert 'you said: "No more tablets"' in room.text
        await room.press("f3", "ctrl+o")
        assert "What you said matters" in room.text


async def test_setting_an_option_aside_asks_for_the_reason_and_keeps_it_in_sight(
    open_room: Opens,
) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f3", "right", "right", "s")
        await room.type("They upset my stomach")
        await room.press("enter")
        await room.pilot.pause()

        aside = room.consultation.set_aside("immediate-antibiotic")
        assert aside is not None
        assert aside.reason == "They upset my stomach"
        assert "Set aside" in room.text
        assert "They upset my stomach" in room.text

        await room.press("s")

        assert room.consultation.set_aside("immediate-antibiotic") is None


async def test_an_option_can_be_added_by_hand_in_any_aid(open_room: Opens) -> None:
    async with open_room((120, 40), aid=AID) as room:
        await room.press("f3", "ctrl+a")
        await room.type("Honey and lemon")
        await room.press("escape")
        await room.pilot.pause()

        assert [o.name for o in room.consultation.options.added_options] == ["Honey and lemon"]
        assert "Honey and lemon" in room.text


async def test_a_note_for_this_person_is_kept_with_its_option(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f3", "n")
        await room.type("Asthma: avoid ibuprofen")
        await room.press("enter")

        note = room.consultation.note_for("no-antibiotic")
        assert note is not None
        assert note.words == "Asthma: avoid ibuprofen"


async def test_the_order_of_the_options_can_be_turned_round(open_room: Opens) -> None:
    async with open_room((120, 40), aid=AID) as room:
        await room.press("f3", "o")
        turned = room.text
        await room.press("f4", "enter")
        people = room.text

    assert turned.index("Antibiotic now") < turned.index("No antibiotic, treat the pain")
    assert people.index("454 still") < people.index("663 still")


async def test_the_grid_shows_the_same_questions_for_every_option(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f3", "g")
        grid = room.text
        await room.press("escape")

        assert "The same questions for every option" in grid
        for name in ("No antibiotic", "Back-up antibiotic", "Antibiotic now"):
            assert name in grid
        assert "What are my options?" in room.text


async def test_only_the_outcomes_that_were_opened_are_kept_as_opened(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f4")
        before = room.consultation.opened_outcomes()
        await room.press("enter", "down")

        assert before == set()
        assert room.consultation.opened_outcomes() == {"sore-day3", "sore-week1"}


async def test_the_three_views_show_the_same_figure(open_room: Opens) -> None:
    async with open_room((120, 40), aid=AID) as room:
        await room.press("f4", "enter")
        people = room.text
        await room.press("v")
        table = room.text
        await room.press("v")
        words = room.text

        assert "663 still had a sore throat" in people
        assert "663" in table
        assert "663 still had a sore throat" in words
        for view in (people, table, words):
            assert "How sure:" in view
            assert "C13" in view
            assert "on day 3" in view


async def test_no_reliable_figure_is_said_and_never_drawn(open_room: Opens) -> None:
    async with open_room((120, 40), aid=AID) as room:
        await room.press("f4", "enter")

        picture = [line for line in room.text.splitlines() if "●●●" in line]
        assert "No reliable figure: Back-up antibiotic" in room.text
        assert sum(line.count("●") + line.count("·") for line in picture) <= 2 * 1000


async def test_one_key_marks_a_risk_as_mattering_and_lists_it_first(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f4", "down", "down", "down", "m")
        marked = room.consultation.figures.matter_to_me
        await room.press("f3", "f4")
        await room.pilot.pause()
        lines = [line for line in room.text.splitlines() if "not opened yet" in line]

        assert len(marked) == 1
        assert " M " in lines[0]


async def test_the_denominator_key_refuses_to_round(open_room: Opens) -> None:
    async with open_room((120, 40), aid=AID) as room:
        await room.press("f4", "enter", "d")
        await room.pilot.pause()

        assert "rounding them" in room.words
        assert "Out of 1,000" in room.text


async def test_a_figure_that_stays_whole_can_be_shown_out_of_100(open_room: Opens) -> None:
    async with open_room((120, 40), aid="knee-osteoarthritis") as room:
        await room.press("f4", "enter", "d")

        assert "Out of 100 people" in room.text
        assert "60 had pain cut by about half" in room.text
        assert "40 did not" in room.text


async def test_teach_back_keeps_what_was_said_as_it_is_typed(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f4", "t")
        await room.type("Most get better anyway")
        await room.press("enter")
        await room.type("What will you tell your wife?")
        await room.press("escape")

        kept = room.consultation.figures.teach_backs
        assert [(t.said, t.asked) for t in kept] == [
            ("Most get better anyway", "What will you tell your wife?")
        ]


async def test_nothing_is_decided_until_somebody_says_so(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f5", "pagedown")

        assert room.consultation.deciding.status is None
        assert "(*)" not in room.text


@pytest.mark.parametrize(
    ("key", "status"),
    [("1", "decided"), ("2", "not yet"), ("3", "declined all"), ("4", "clinician decides")],
)
async def test_where_they_stand_is_one_key(open_room: Opens, key: str, status: str) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f5", "pagedown", key)

        assert room.consultation.deciding.status == status


async def test_a_no_in_the_readiness_check_leads_back_to_the_stage_that_helps(
    open_room: Opens,
) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f5", "pagedown", "pagedown", "y", "n", "up", "enter")
        await room.pilot.pause()

        assert room.consultation.deciding.readiness == {"sure": "yes", "informed": "no"}
        assert room.consultation.stage == "benefits-and-risks"


async def test_the_arrow_stands_where_the_focus_is(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f5")
        await room.turn_to("Four questions")
        await room.press("tab")
        await room.pilot.pause()

        marked = [line for line in room.text.splitlines() if line.startswith(" ► ")]
        assert len(marked) == 1
        assert "Do you know enough" in marked[0]
        await room.press("n")
        assert room.consultation.deciding.readiness == {"informed": "no"}


async def test_yes_and_no_go_on_alike_so_that_no_answer_is_written_over(
    open_room: Opens,
) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f5")
        await room.turn_to("Four questions")
        await room.press("n", "y", "n", "y")

        assert list(room.consultation.deciding.readiness.values()) == ["no", "yes", "no", "yes"]


async def test_correcting_where_they_stand_chooses_no_option(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f5")
        await room.turn_to("Where do we stand?")
        await room.press("1", "2", "2")

        assert room.consultation.deciding.status == "not yet"
        assert room.consultation.deciding.chosen is None


async def test_what_to_bear_in_mind_stands_beside_a_single_figure_too(open_room: Opens) -> None:
    async with open_room((120, 40), aid="knee-osteoarthritis") as room:
        await room.press("f4")
        while "Death soon after the operation" not in room.text.splitlines()[5]:
            await room.press("down")
            marked = [line for line in room.text.splitlines() if "►" in line and "Death" in line]
            if marked:
                break
        await room.press("enter")

        assert "without the operation" in room.words


async def test_part_of_a_picture_is_never_drawn(open_room: Opens) -> None:
    async with open_room((60, 20), aid=AID) as room:
        await room.press("f4", "enter")

        assert "●●●" not in room.text
        assert "No picture is shown here: it needs a larger window." in room.words
        assert "663 still had a sore throat" in room.words
        assert "454 still had a sore throat" in room.words


@pytest.mark.parametrize(
    ("size", "keys", "seen"),
    [
        ((60, 20), ("enter",), "words"),
        ((80, 24), ("enter",), "people"),
        ((80, 24), ("f7", "enter"), "words"),
    ],
    ids=["too small", "drawn", "prompts leave too little room"],
)
async def test_the_record_says_people_only_where_the_people_were_drawn(
    open_room: Opens, size: tuple[int, int], keys: tuple[str, ...], seen: str
) -> None:
    async with open_room(size, aid=AID) as room:
        await room.press("f4")
        for key in keys:
            await room.press(key)
            await room.pilot.pause()

        assert [opened.view for opened in room.consultation.figures.opened] == [seen]
        assert ("●●●" in room.text) is (seen == "people")


async def test_an_outcome_without_any_figure_is_kept_as_seen_in_words(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        outcomes = room.app.services.library.load(AID).aid.outcomes
        unknown = next(o for o in outcomes if all(e.count is None for e in o.estimates))
        await room.press("f4", "a", "enter")
        for _ in outcomes:
            if unknown.id in room.consultation.opened_outcomes():
                break
            await room.press("down")
            await room.pilot.pause()

        last = room.consultation.figures.opened[-1]
        assert (last.outcome, last.view) == (unknown.id, "words")


async def test_a_small_window_draws_100_people_where_that_is_exact(open_room: Opens) -> None:
    async with open_room((60, 20), aid="knee-osteoarthritis") as room:
        await room.press("f4", "enter")

        assert "Out of 100 people" in room.words
        assert room.text.count("●") > 49


async def test_ten_is_typed_as_it_is_written(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f2", "tab", "tab", "tab", "tab", "1", "0", "down", "1", "down", "0")

        assert list(room.consultation.what_matters.ratings.values()) == [10, 1, 0]


async def test_answering_the_last_question_of_a_card_types_nothing_in_the_next(
    open_room: Opens,
) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f5")
        await room.turn_to("Four questions")
        await room.press("y", "y", "y", "y", "y")

        assert room.consultation.deciding.actions == ()
        assert len(room.consultation.deciding.readiness) == 4


async def test_what_leans_which_way_is_set_by_the_person_and_never_added_up(
    open_room: Opens,
) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f2", "tab", "tab", "tab", "tab", "8", "f5", "right")
        await room.pilot.pause()

        assert room.consultation.deciding.leans != {}
        assert "There is no total" in room.text
        assert "%" not in room.text


async def test_the_balance_shows_what_the_person_gave_a_weight(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f5")
        unweighed = room.text.count("leans to:")
        await room.press("f2", "pagedown", "8", "down", "3", "f5")
        await room.pilot.pause()

        assert unweighed == 7
        assert room.text.count("leans to:") == 2


async def test_the_plan_keeps_steps_with_owner_and_date(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f5", "pagedown", "pagedown", "pagedown")
        for words in ("Call the pharmacy", "Me", "Tomorrow"):
            await room.type(words)
            await room.press("enter")

        action = room.consultation.deciding.actions[0]
        assert (action.what, action.who, action.when) == ("Call the pharmacy", "Me", "Tomorrow")


async def test_a_wrong_date_gets_a_sentence_and_stays_as_typed(open_room: Opens) -> None:
    async with open_room((120, 40), aid=AID) as room:
        await room.press("f5", "pagedown", "pagedown", "pagedown", "tab", "tab", "tab")
        await room.type("31/2/2027")
        await room.pilot.pause()

        assert room.consultation.deciding.review_date == "31/2/2027"
        assert "Type the date as day/month/year" in room.text


async def test_whoever_puts_the_aids_safety_net_in_goes_on_typing_behind_it(
    open_room: Opens,
) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f5")
        await room.turn_to("If things change")
        await room.press("ctrl+y")
        await room.pilot.pause()
        lines = room.consultation.deciding.safety_net
        await room.write(" Or ring me")
        await room.pilot.pause()

        assert lines
        assert room.consultation.deciding.safety_net == f"{lines} Or ring me"


async def test_a_wrong_nhs_number_gets_a_sentence_and_stays_as_typed(open_room: Opens) -> None:
    async with open_room((120, 40), aid=AID) as room:
        await room.press("tab", "tab", "tab", "tab")
        await room.type("943 476 5918")
        await room.pilot.pause()

        assert room.consultation.start.nhs_number == "943 476 5918"
        assert "do not pass the NHS number's check" in room.text


async def test_an_emergency_leads_to_a_clear_pointer_elsewhere(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        await room.turn_to("Is it right")
        await room.press("y")
        await room.pilot.pause()

        assert room.consultation.start.emergency == "yes"
        assert "call 999" in room.text


async def test_communication_needs_are_kept_as_values_and_shown_on_every_stage(
    open_room: Opens,
) -> None:
    async with open_room(aid=AID) as room:
        await room.turn_to("Is there anything")
        await room.press("1", "3", "f4")

        assert room.consultation.start.needs == ("large print", "interpreter")
        assert "large print, interpreter" in room.text


async def test_undo_returns_to_what_was_there_and_keeps_what_was_shown(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f4", "enter", "m", "ctrl+z")

        assert room.consultation.figures.matter_to_me == ()
        assert room.consultation.opened_outcomes() == {"sore-day3"}


async def test_patient_view_hides_what_only_the_clinician_needs(open_room: Opens) -> None:
    async with open_room((120, 40), aid=AID) as room:
        await room.press("f2")
        with_prompts = room.text
        await room.press("f9", "f8")
        await room.pilot.pause()
        hidden = room.text

        assert "Say: " in with_prompts
        assert "Say: " not in hidden
        assert " min" not in hidden.splitlines()[0]
        assert "Not shown in patient view" in hidden


async def test_private_notes_are_kept_as_they_are_typed(open_room: Opens, store: Store) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f2", "f8")
        await room.type("Ask about home")
        await room.press("escape")
        await room.saved()

    assert next(store.consultations()).private_notes == "Ask about home"


async def test_covering_the_screen_leaves_only_the_time(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f2")
        await room.type("Something private")
        await room.press("f12")
        covered = room.text
        await room.press("x")

        assert "10:42" in covered
        assert "private" not in covered
        assert "sore throat" not in covered
        assert "Something private" in room.text


async def test_covering_works_over_an_open_panel_too(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f2", "f8")
        await room.type("Secret note")
        await room.press("f12")

        assert "Secret note" not in room.text


async def test_the_sources_panel_tells_review_sign_off_certainty_and_arithmetic(
    open_room: Opens,
) -> None:
    async with open_room((120, 40), aid=AID) as room:
        await room.press("f4", "enter", "f10")

        assert "not clinically signed off" in room.text
        assert "next review due" in room.text
        assert "How sure:" in room.text
        assert "1031 / 1555 x 1000, rounded = 663" in room.text


async def test_escape_never_leaves_the_consultation(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f4", "enter", "escape", "escape", "escape")

        assert isinstance(room.app.screen, ConsultationScreen)


async def test_a_sealed_record_takes_amendments_only(open_room: Opens, store: Store) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f6", "f", "y")
        await room.pilot.pause()
        await room.press("f2")
        await room.type("x")
        await room.press("f6", "a")
        await room.type("He rang back")
        await room.press("enter")
        await room.type("New facts")
        await room.press("enter")
        await room.pilot.pause()
        await room.saved()

    kept = next(store.consultations())
    assert kept.what_matters.important == ""
    assert [(a.words, a.reason, a.at) for a in kept.amendments] == [
        ("He rang back", "New facts", NOW)
    ]


async def test_no_agreement_to_a_record_means_that_nothing_is_kept(
    open_room: Opens, store: Store
) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f2")
        await room.type("Please do not keep this")
        await room.saved()
        kept_before = len(list(store.consultations()))
        await room.press("ctrl+t")
        await room.turn_to("How would you like")
        await room.press("tab", "tab", "n")
        await room.saved()

        assert kept_before == 1
        assert list(store.consultations()) == []
        assert "not kept, as agreed" in room.text


async def test_hostile_text_is_shown_literally_and_kept_whole(
    open_room: Opens, store: Store
) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f2")
        await room.type(HOSTILE)
        for key in ("f3", "f4", "f5", "f6", "ctrl+o"):
            await room.press(key)
        shown = room.text
        await room.press("escape")
        await room.saved()

    assert next(store.consultations()).what_matters.important == HOSTILE
    assert "[/b] [@click=app.quit]x[/]" in shown
    assert "\x1b" not in shown


async def test_ten_thousand_characters_in_one_field_are_kept(
    open_room: Opens, store: Store
) -> None:
    words = "work " * 2000
    async with open_room(aid=AID) as room:
        await room.press("f2")
        await room.type(words)
        await room.press("f6")
        await room.saved()

    assert next(store.consultations()).what_matters.important == words


async def test_a_window_made_tiny_and_large_again_loses_nothing(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        for key in ("f2", "f3", "f4", "enter", "f5", "f6", "ctrl+t"):
            await room.press(key)
            await room.pilot.resize_terminal(20, 5)
            await room.pilot.pause()
            await room.pilot.resize_terminal(120, 40)
            await room.pilot.pause()
        await room.press("f2")
        await room.type("Still here")

        assert "Still here" in room.text


async def test_a_store_that_cannot_be_written_says_so_and_lets_typing_go_on(
    open_room: Opens, tmp_path: Path
) -> None:
    (tmp_path / "blocked").write_text("a file where the folder should be")
    broken = open_store(tmp_path / "blocked", rehearsal=False, clock=lambda: NOW)
    async with open_room(aid=AID, kept_in=broken) as room:
        await room.press("escape")
        await room.pilot.pause()
        await room.press("f2")
        await room.type("Do not lose this")
        await room.press("ctrl+s", "escape")
        await room.pilot.pause()
        asked = room.text
        await room.press("escape")
        await room.pilot.pause()
        told = room.text
        await room.press("ctrl+s", "escape")
        await room.pilot.pause()
        await room.press("enter")
        await room.pilot.pause()

        assert "Save a copy in another place" in asked
        assert "NOT SAVED" in told
        assert "Do not lose this" in told
        copies = list(tmp_path.glob("consultation-*.json"))
        assert len(copies) == 1
        assert "Do not lose this" in copies[0].read_text(encoding="utf-8")


async def test_a_rehearsal_is_marked_on_every_stage(open_room: Opens) -> None:
    async with open_room(aid=AID, rehearsal=True) as room:
        for key in ("f2", "f3", "f4", "f5", "f6"):
            await room.press(key)
            assert "REHEARSAL" in room.text


async def test_an_old_record_is_read_with_the_aid_as_it_was(open_room: Opens, store: Store) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f2")
        await room.type("Words")
        await room.saved()
        used = room.consultation.aid

    assert used is not None
    text = store.kept_aid(used.content_hash)
    assert text is not None
    assert "663" in text


async def test_a_text_that_was_changed_in_the_store_is_not_what_an_old_record_is_read_with(
    open_room: Opens, store: Store
) -> None:
    loaded = open_library([bundled_folder() / AID], None).load(AID)
    store.keep_aid(loaded.content_hash, loaded.text.replace("663", "664"))
    async with open_room(aid=AID) as room:
        await room.press("f2")
        await room.type("Words")
        await room.saved()
        record = room.consultation.id

    async with open_room(record=record) as room:
        screen = room.app.screen
        assert isinstance(screen, ConsultationScreen)
        read_with = screen.aid

    assert "663" in loaded.text
    assert read_with == loaded.aid


async def test_a_finished_record_opens_on_its_summary(open_room: Opens, store: Store) -> None:
    record = moves.seal(started("done-1", NOW, None), NOW)
    store.put(record)

    async with open_room(record="done-1") as room:
        assert "This record is finished" in room.text
        assert os.linesep not in room.consultation.title


async def test_leaving_at_once_keeps_the_last_letter(open_room: Opens, store: Store) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f2")
        screen = room.app.screen
        assert isinstance(screen, ConsultationScreen)
        area = screen.focused
        assert isinstance(area, FreeText)
        area.insert("the last letter")
        screen.leave(lambda: None)

    assert next(store.consultations()).what_matters.important == "the last letter"


async def test_leaving_from_an_open_form_keeps_what_was_typed_in_it(
    open_room: Opens, store: Store
) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f2", "f8")
        form = room.app.screen
        assert isinstance(form, LiveForm)
        form.query(PlainTextArea).first().insert("ring the son")
        await room.app.action_quit()

    assert next(store.consultations()).private_notes == "ring the son"


async def test_going_on_with_a_text_goes_on_behind_what_is_there(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f2")
        await room.type("first")
        await room.saved()
        name = room.consultation.id
    async with open_room(record=name) as room:
        await room.pilot.press("2")

        assert room.consultation.what_matters.important == "first2"


async def test_nothing_is_said_to_be_saved_while_something_is_not(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f2")
        await room.type("first")
        await room.saved()
        saved = room.text
        screen = room.app.screen
        assert isinstance(screen, ConsultationScreen)
        screen.saver.pending = screen.consultation

        assert "saved 10:42:07" in saved
        assert screen.saver.words(screen.consultation) == "saving"
