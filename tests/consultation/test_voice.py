from typing import get_args

from sdm_tui.aids.model import DecidedBy
from sdm_tui.consultation.model import ConcernKind
from sdm_tui.consultation.voice import Voice, voice_of
from tests.aids.invented import invented_aid


def voice(decided_by: DecidedBy) -> Voice:
    return voice_of(invented_aid().model_copy(update={"decided_by": decided_by}))


def test_without_an_aid_the_patient_speaks() -> None:
    assert voice_of(None) == voice("patient") == voice_of(invented_aid())


def test_every_voice_has_words_for_every_concern() -> None:
    for decided_by in get_args(DecidedBy):
        spoken = voice(decided_by)
        assert set(spoken.concerns) == set(get_args(ConcernKind))
        assert set(spoken.concerns_told) == set(get_args(ConcernKind))


def test_only_where_a_parent_decides_does_a_record_say_who_is_meant() -> None:
    assert voice("patient").in_record == ""
    assert "The patient is a child." in voice("parent").in_record
