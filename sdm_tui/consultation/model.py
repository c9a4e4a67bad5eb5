"""One consultation as a frozen value: everything that was said, chosen and shown.

Times are handed in and carry their zone. Text is kept exactly as it was typed. Numbers that a
person gives (ratings, weights, how sure) run from 0 to 10.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from sdm_tui.consultation.stage_names import StageName

SCHEMA_VERSION: Final = 1

Route = Literal[5, 10, 20]
"""Minutes; a shorter route asks for less detail in a stage and never leaves one out."""
YesNo = Literal["yes", "no"]
View = Literal["people", "table", "words"]
Status = Literal["decided", "not yet", "declined all", "clinician decides"]
ReadinessCheck = Literal["sure", "informed", "clear", "supported"]
ConcernKind = Literal["physical", "practical", "emotional", "family", "spiritual"]
NOT_SURE: Final = "not sure"
NEITHER: Final = "neither"
"""The person sees no leaning to any option in this."""


def _writable(value: object) -> object:
    """Replace what no file can hold (half of a surrogate pair) and keep everything else."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


Words = Annotated[str, BeforeValidator(_writable)]
"""Free text in someone's own words, with no limit on what it may contain."""
ToTen = Annotated[int, Field(ge=0, le=10)]
Rating = ToTen | Literal["not sure"]


class Part(BaseModel):
    """A frozen part of a consultation."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, defer_build=True
    )


class SignOffHeld(Part):
    """How the aid's sign-off stood when the conversation began."""

    standing: Literal["signed", "lapsed", "revoked"]
    """lapsed: an earlier text of the aid had been signed. revoked: the sign-off was taken back."""
    name: Words
    """Who signed, or who took the sign-off back."""
    role: Words = ""
    registration: Words = ""
    on: date
    reason: Words = ""
    """Why it was taken back."""


class OverlayUsed(Part):
    """Whose local facts, and which exact content of them, lay over the aid."""

    name: str
    organisation: str
    version: str
    content_hash: str
    """SHA-256 of the overlay's file."""
    updated: date
    review_due: date
    note: str = ""
    """What the organisation tells clinicians."""


class AidUsed(Part):
    """Which aid, and which exact content of it, was on the screen."""

    slug: str
    title: str
    condition: str
    version: str
    content_hash: str
    """SHA-256 of the aid's file."""
    last_reviewed: date
    review_due: date
    signed_off: bool = False
    """Whether a clinician had signed off exactly this content for local use."""
    sign_off: SignOffHeld | None = None
    """Who had signed it off; None where nobody ever had."""
    checker_errors: int = 0
    """How many errors the checker found in it; only a rehearsal uses an aid that has any."""
    overlays: tuple[OverlayUsed, ...] = ()
    """Local facts over the aid, those that lie on the aid itself first."""


class Contact(Part):
    """One sitting in which the consultation was open."""

    at: AwareDatetime


class Start(Part):
    """What is asked before the first stage; all of it is optional."""

    decision: Words = ""
    """What is to be decided, where no aid is used."""
    label: Words = ""
    nhs_number: Words = ""
    """As typed; `sdm_tui.consultation.checks` says whether it passes its check."""
    present: tuple[str, ...] = ()
    present_other: Words = ""
    needs: tuple[str, ...] = ()
    needs_other: Words = ""
    taking_part: str | None = None
    decision_lies_with: str | None = None
    agrees_to_record: YesNo | None = None
    emergency: YesNo | None = None
    capacity_doubt: YesNo | None = None
    route: Route = 10


class AddedValue(Part):
    """Something that matters to the person and that no aid listed."""

    id: str
    text: Words


class Concern(Part):
    """A concern that was raised, with the weight the person gave it."""

    kind: ConcernKind
    weight: ToTen | None = None
    words: Words = ""


class WhatMatters(Part):
    """What matters to the person: their own words first."""

    important: Words = ""
    worries: Words = ""
    hopes: Words = ""
    keep_doing: Words = ""
    ratings: dict[str, Rating] = Field(default_factory=dict)
    """A value's id to 0 (not important) ... 10 (matters most), or "not sure"."""
    added_values: tuple[AddedValue, ...] = ()
    about_appreciate: Words = ""
    about_who: Words = ""
    about_support: Words = ""
    concerns: tuple[Concern, ...] = ()


class AddedOption(Part):
    """An option that the people in the room wrote themselves."""

    id: str
    name: Words
    what_it_involves: Words = ""
    good_points: Words = ""
    hard_points: Words = ""


class SetAside(Part):
    """An option that was set aside, and why; it stays in the record."""

    option: str
    reason: Words
    at: AwareDatetime


class OptionNote(Part):
    """What was said about an option for this person in particular."""

    option: str
    words: Words
    at: AwareDatetime


class OptionsTalk(Part):
    """What was done with the options."""

    added_options: tuple[AddedOption, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    notes: tuple[OptionNote, ...] = ()
    is_turned_round: bool = False
    """Whether the options are shown in the opposite order, so that no place is always first."""
    opened: tuple[str, ...] = ()
    """Options that were on the screen, in the order they were first opened."""


class OpenedOutcome(Part):
    """An outcome whose figures were on the screen, and in which view first."""

    outcome: str
    view: View
    at: AwareDatetime


class TeachBack(Part):
    """What was asked, what the person said, and what was then clarified."""

    asked: Words = ""
    said: Words = ""
    clarified: Words = ""
    at: AwareDatetime


class ScoreReply(Part):
    """One question of a score, as it was answered."""

    question: str
    id: str
    answer: str
    """The answer in the aid's words."""
    index: int
    """Which of the aid's answers it was, from 0."""
    points: int


class ScoreStep(Part):
    """How one option's figure came about, in words that were on the screen."""

    option: str
    words: str


class ScoreUse(Part):
    """A published score as it was used: answers, sum, row and multiplication."""

    score: str
    """The score's id in the aid."""
    name: str
    replies: tuple[ScoreReply, ...] = ()
    typed: Words = ""
    """A risk that was typed in, as typed."""
    typed_from: Words = ""
    """Where that risk came from: which tool, and when."""
    value: Decimal | None = None
    """The sum, or the typed risk; None until it is complete and the table holds it."""
    refused: str = ""
    """Why no figure is shown for what was answered or typed."""
    steps: tuple[ScoreStep, ...] = ()
    outcome: str = ""
    """The name of the outcome whose figures follow from this score."""
    at: AwareDatetime


class FiguresTalk(Part):
    """Which figures were shown and what the person took from them."""

    opened: tuple[OpenedOutcome, ...] = ()
    table_shown: bool = False
    matter_to_me: tuple[str, ...] = ()
    """Outcomes that the person marked."""
    questions_opened: tuple[str, ...] = ()
    teach_backs: tuple[TeachBack, ...] = ()
    scores: tuple[ScoreUse, ...] = ()
    """One for each score that is in use."""
    scores_before: tuple[ScoreUse, ...] = ()
    """Scores whose figures were on the screen and that were changed afterwards."""


class Action(Part):
    """A next step with its owner and date, as typed."""

    what: Words
    who: Words = ""
    when: Words = ""


class Deciding(Part):
    """Where the two of them got to."""

    leans: dict[str, str] = Field(default_factory=dict)
    """A value's id to the option it leans to in the person's view, or "neither"."""
    status: Status | None = None
    """There is no default: nothing is decided until somebody says so."""
    chosen: str | None = None
    why: Words = ""
    how_sure: ToTen | None = None
    would_help: tuple[str, ...] = ()
    would_help_words: Words = ""
    clinician_view: Words = ""
    """Advice that the person asked for, or a difference of view."""
    readiness: dict[ReadinessCheck, YesNo] = Field(default_factory=dict)
    actions: tuple[Action, ...] = ()
    support: Words = ""
    review_date: Words = ""
    safety_net: Words = ""
    share_what: Words = ""
    share_with: Words = ""

    @property
    def lacks_its_option(self) -> bool:
        """Whether an option is said to be chosen, and nobody wrote down which."""
        return self.status == "decided" and not self.chosen


class Seal(Part):
    """The moment at which the record was finished."""

    at: AwareDatetime
    by: Words = ""
    """Who finished it, as configured."""


class Amendment(Part):
    """What was added to a sealed record, when, by whom and why."""

    at: AwareDatetime
    by: Words = ""
    """Who added it, as configured."""
    reason: Words
    words: Words


class Consultation(Part):
    """One conversation about one decision, from the first word to the outcome."""

    schema_version: Literal[1] = SCHEMA_VERSION
    id: Annotated[str, Field(pattern=r"^[a-z0-9-]{4,40}$")]
    created: AwareDatetime
    touched: AwareDatetime
    rehearsal: bool = False
    aid: AidUsed | None = None
    """None where no aid was used: the people in the room wrote the options."""
    overdue_reason: Words = ""
    """Why an aid was used whose review was long overdue."""
    stage: StageName = "start"
    visited: tuple[StageName, ...] = ("start",)
    contacts: tuple[Contact, ...] = ()
    start: Start = Field(default_factory=Start)
    what_matters: WhatMatters = Field(default_factory=WhatMatters)
    options: OptionsTalk = Field(default_factory=OptionsTalk)
    figures: FiguresTalk = Field(default_factory=FiguresTalk)
    deciding: Deciding = Field(default_factory=Deciding)
    private_notes: Words = ""
    """The clinician's own; never in patient view and never on a patient's copy."""
    seal: Seal | None = None
    amendments: tuple[Amendment, ...] = ()

    @property
    def title(self) -> str:
        """The decision, as a question where an aid gives one."""
        if self.aid is not None:
            return self.aid.title
        return self.start.decision.strip() or "A decision of our own"

    @property
    def is_sealed(self) -> bool:
        """Whether only amendments are possible."""
        return self.seal is not None

    def set_aside(self, option_id: str) -> SetAside | None:
        """Return why an option was set aside, or None where it was not."""
        return next((s for s in self.options.set_aside if s.option == option_id), None)

    def note_for(self, option_id: str) -> OptionNote | None:
        """Return the note for one option, or None."""
        return next((n for n in self.options.notes if n.option == option_id), None)

    def score_use(self, score_id: str) -> ScoreUse | None:
        """Return how a score is used now, or None where it was not opened."""
        return next((use for use in self.figures.scores if use.score == score_id), None)

    def opened_outcomes(self) -> set[str]:
        """Return the outcomes whose figures were opened one by one."""
        return {o.outcome for o in self.figures.opened}


def started(
    consultation_id: str,
    now: datetime,
    aid: AidUsed | None,
    *,
    rehearsal: bool = False,
    overdue_reason: str = "",
) -> Consultation:
    """Return a new consultation, opened at `now`.

    overdue_reason: why an aid is used whose review is long overdue.
    """
    return Consultation(
        id=consultation_id,
        created=now,
        touched=now,
        rehearsal=rehearsal,
        aid=aid,
        overdue_reason=overdue_reason,
        contacts=(Contact(at=now),),
        start=Start(label="Fictional patient") if rehearsal else Start(),
    )
