"""One document against a server that breaks: what is tried, what is held, what is said."""

import json
import socket
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from typing import cast

import pytest

from sdm_tui.pushing.address import address_of
from sdm_tui.pushing.delivery import Delivery, Pace, Rhythm, deliver, looked_up
from sdm_tui.pushing.exchange import Limits
from sdm_tui.pushing.fault import Fault
from sdm_tui.pushing.server import Server
from tests.pushing.fault_server import (
    Behaviour,
    Faulty,
    Handler,
    cut,
    running,
    says,
    search,
    search_all,
    searchset,
    store,
    store_and_cut,
)
from tests.pushing.samples import SAID, SYSTEM, TOKEN, parcel

PACE = Pace(waits=(1.0, 2.0, 4.0), settle=5.0, longest=120.0)
Push = Callable[..., Delivery]


@pytest.fixture
def faulty() -> Iterator[Faulty]:
    with running() as faulty:
        yield faulty


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def push(faulty: Faulty, pauses: list[float]) -> Push:
    """Return what brings one parcel to the server without really waiting."""

    def pushes(*, is_unclear: bool = False, age: float = 60.0, answer: float = 30.0) -> Delivery:
        rhythm = Rhythm(pauses.append, lambda: 0.5, PACE)
        server = Server(faulty.address, TOKEN, limits=Limits(connect=5.0, answer=answer))
        return deliver(
            parcel(),
            server,
            rhythm,
            is_unclear=is_unclear,
            age=age,
            about_to_send=lambda: None,
        )

    return pushes


def test_a_document_is_looked_for_sent_and_looked_for_again(push: Push, faulty: Faulty) -> None:
    delivery = push()

    assert delivery == Delivery("arrived", locations=("Bundle/b1",))
    assert faulty.methods == "GET POST GET"
    assert faulty.values() == ["aaaa-1.0"]


def test_it_is_sent_only_on_the_condition_that_none_is_there(push: Push, faulty: Faulty) -> None:
    push()

    look, sent, _ = faulty.seen
    encoded = "identifier=https%3A%2F%2Frecords.invalid%2Fsdm-tui%7Caaaa-1.0"
    assert sent.path == "/fhir/Bundle"
    assert sent.headers["if-none-exist"] == encoded
    assert sent.headers["content-type"].startswith("application/fhir+json")
    assert sent.headers["prefer"] == "return=minimal"
    assert sent.headers["authorization"] == f"Bearer {TOKEN}"
    assert look.path.startswith(f"/fhir/Bundle?{encoded}&")
    assert SYSTEM not in look.path


def test_what_is_there_already_is_not_sent(push: Push, faulty: Faulty) -> None:
    push()

    again = push()

    assert again == Delivery("arrived", locations=("Bundle/b1",), was_there=True)
    assert faulty.methods == "GET POST GET GET"


def test_a_server_without_a_search_is_trusted_when_it_says_that_it_stored(
    push: Push, faulty: Faulty
) -> None:
    faulty.can_search = False

    delivery = push()

    assert (delivery.state, delivery.locations) == ("arrived", ("Bundle/b1",))
    assert delivery.why == "took it and cannot be asked"


def test_a_document_that_was_stored_and_not_acknowledged_is_found_and_not_sent_again(
    push: Push, faulty: Faulty, pauses: list[float]
) -> None:
    faulty.posts = [store_and_cut]

    delivery = push()

    assert delivery == Delivery("arrived", locations=("Bundle/b1",), was_there=True)
    assert faulty.values() == ["aaaa-1.0"]
    assert faulty.methods == "GET POST GET"
    assert pauses == [5.0]


def test_a_server_that_knows_no_conditions_gets_no_second_copy_after_a_broken_try(
    push: Push, faulty: Faulty
) -> None:
    faulty.is_conditional = False
    faulty.posts = [cut, store_and_cut]

    delivery = push()

    assert delivery.state == "arrived"
    assert faulty.values() == ["aaaa-1.0"]
    assert faulty.methods == "GET POST GET POST GET"


def test_a_document_that_was_not_stored_is_sent_again(push: Push, faulty: Faulty) -> None:
    faulty.posts = [cut, cut]

    assert push().state == "arrived"
    assert faulty.values() == ["aaaa-1.0"]
    assert faulty.methods.count("POST") == 3


def test_without_a_search_a_broken_try_is_left_not_known_and_nothing_is_sent_again(
    push: Push, faulty: Faulty
) -> None:
    faulty.can_search = False
    faulty.posts = [store_and_cut]

    delivery = push()

    assert delivery.state == "not known"
    assert faulty.methods == "GET POST GET"


def test_a_try_of_an_earlier_run_is_asked_for_before_anything_is_sent(
    push: Push, faulty: Faulty, pauses: list[float]
) -> None:
    push()
    faulty.seen.clear()

    delivery = push(is_unclear=True, age=2.0)

    assert delivery.was_there
    assert faulty.methods == "GET"
    assert pauses == [3.0]


def test_a_search_that_finds_every_document_is_not_believed(push: Push, faulty: Faulty) -> None:
    faulty.stored = [json.loads(parcel("other").content) | {"id": "b1"}]
    faulty.gets = [search_all] * 9
    faulty.posts = [says(200, Location="x/Bundle/b1")]

    delivery = push()

    assert delivery.state == "not known"
    assert "shows no document with its identifier" in delivery.why


def test_where_a_search_finds_every_document_a_broken_try_is_left_not_known(
    push: Push, faulty: Faulty
) -> None:
    faulty.stored = [json.loads(parcel("other").content) | {"id": "b1"}]
    faulty.gets = [search_all] * 9

    delivery = push(is_unclear=True)

    assert delivery.state == "not known"
    assert faulty.methods == "GET"


def test_a_try_that_was_not_sent_makes_the_one_before_it_no_clearer(
    push: Push, faulty: Faulty
) -> None:
    faulty.posts = [cut, says(429, Retry_After="7200")]

    assert push().state == "not known"


def test_copies_that_should_not_be_there_are_named(push: Push, faulty: Faulty) -> None:
    faulty.is_conditional = False

    def store_twice(handler: Handler) -> None:
        handler.keep()
        store(handler)

    faulty.posts = [store_twice]

    assert push() == Delivery("arrived", locations=("Bundle/b1", "Bundle/b2"))


def test_a_busy_server_is_tried_again_after_as_long_as_it_asks(
    push: Push, faulty: Faulty, pauses: list[float]
) -> None:
    faulty.posts = [says(429, Retry_After="20"), says(503, Retry_After="30")]

    assert push().state == "arrived"
    assert pauses == [20.0, 30.0]
    assert faulty.values() == ["aaaa-1.0"]


def test_waits_grow_from_try_to_try(push: Push, faulty: Faulty, pauses: list[float]) -> None:
    faulty.gets = [says(503)] * 4

    delivery = push()

    assert (delivery.state, delivery.concerns_all) == ("waiting", True)
    assert pauses == [1.0, 2.0, 4.0]
    assert faulty.methods == "GET GET GET GET"


def test_waits_are_spread_by_chance(faulty: Faulty) -> None:
    pauses: list[float] = []
    faulty.gets = [says(503)] * 4
    chances = iter([0.0, 1.0, 0.25])
    rhythm = Rhythm(pauses.append, lambda: next(chances), PACE)

    deliver(
        parcel(),
        Server(faulty.address, None),
        rhythm,
        is_unclear=False,
        age=0.0,
        about_to_send=lambda: None,
    )

    assert pauses == [0.5, 3.0, 3.0]


def test_a_server_that_asks_for_hours_is_left_alone(
    push: Push, faulty: Faulty, pauses: list[float]
) -> None:
    faulty.posts = [says(429, Retry_After="7200")]

    delivery = push()

    assert delivery.state == "waiting"
    assert "asks for 7,200 seconds" in delivery.why
    assert pauses == []


@pytest.mark.parametrize("answer", [says(500), says(504), says(408)])
def test_after_a_fault_of_the_server_nobody_says_that_nothing_arrived(
    push: Push, faulty: Faulty, answer: Behaviour
) -> None:
    faulty.posts = [answer] * 9

    delivery = push()

    assert delivery.state == "not known"
    assert faulty.values() == []


def test_a_server_that_stores_and_then_fails_is_found_out(push: Push, faulty: Faulty) -> None:
    def store_and_fail(handler: Handler) -> None:
        handler.keep()
        handler.answer(500)

    faulty.posts = [store_and_fail]

    assert push() == Delivery("arrived", locations=("Bundle/b1",), was_there=True)


def test_a_slow_server_is_not_waited_for_for_ever(push: Push, faulty: Faulty) -> None:
    def store_and_sleep(handler: Handler) -> None:
        handler.keep()
        # As long as the sender listens: it hangs up first.
        handler.connection.settimeout(30)
        handler.rfile.read(1)
        handler.close_connection = True

    faulty.posts = [store_and_sleep]

    delivery = push(answer=0.2)

    assert delivery.was_there
    assert faulty.values() == ["aaaa-1.0"]


@pytest.mark.parametrize(
    ("status", "words", "concerns_all"),
    [
        (401, "does not accept the token, or wants one", True),
        (403, "does not allow this sender to store documents", True),
        (404, "has no place for documents at this address", True),
        (409, "says that the document is at odds with what it holds", False),
        (412, "says that it holds more than one document with this identifier", False),
        (413, "finds the document too large", False),
        (422, "finds a fault in the document", False),
        (418, "answered with the status 418", False),
    ],
)
def test_a_refusal_is_told_in_plain_words_and_not_tried_again(
    push: Push, faulty: Faulty, status: int, words: str, *, concerns_all: bool
) -> None:
    faulty.posts = [says(status)]

    delivery = push()

    assert delivery == Delivery("refused", words, concerns_all=concerns_all)
    assert faulty.methods == "GET POST"


def test_without_leave_to_search_nothing_is_sent(push: Push, faulty: Faulty) -> None:
    faulty.gets = [says(401)]

    assert push().state == "refused"
    assert faulty.methods == "GET"


def test_what_the_server_writes_is_never_repeated_and_its_codes_are(
    push: Push, faulty: Faulty
) -> None:
    issues = [
        {
            "severity": "error",
            "code": "required",
            "diagnostics": SAID,
            "details": {"text": SAID},
            "expression": ["Bundle.entry[0].Kowalska"],
        },
        {"severity": "error", "code": "value", "expression": [SAID]},
        {"severity": "fatal", "code": SAID},
        {"severity": "information", "code": "too-long"},
    ]
    faulty.posts = [says(422, {"resourceType": "OperationOutcome", "issue": issues})]

    delivery = push()

    assert delivery.why == (
        "finds a fault in the document: something required is missing at Bundle.entry[0]; a value "
        "is not valid"
    )


@pytest.mark.parametrize("body", [[], "words", {"resourceType": "OperationOutcome", "issue": [3]}])
def test_an_answer_of_no_known_form_is_no_fault_of_ours(
    push: Push, faulty: Faulty, body: object
) -> None:
    faulty.posts = [says(422, body)]

    assert push().why == "finds a fault in the document"


@pytest.mark.parametrize("body", [[], {"resourceType": "Bundle", "type": "searchset", "entry": 3}])
def test_a_search_result_of_no_known_form_counts_as_none(
    push: Push, faulty: Faulty, body: object
) -> None:
    faulty.gets = [says(200, body)] * 2

    assert push().why == "took it and cannot be asked"


def test_no_redirect_is_followed_and_its_target_gets_neither_token_nor_document(
    push: Push, faulty: Faulty
) -> None:
    with running() as elsewhere:
        for status in (301, 302, 303, 307, 308):
            faulty.posts = [says(status, Location=f"{elsewhere.base}/Bundle")]
            told = push()
        faulty.gets = [says(307, Location="https://user:pass@there.invalid/x")]
        told_of_search = push()

    assert told.state == "refused"
    assert told.why == "sends us on to 127.0.0.1, where nothing was sent"
    assert told_of_search.why == "sends us on to there.invalid, where nothing was sent"
    assert elsewhere.seen == []


def test_a_server_that_is_not_there_is_tried_and_nothing_counts_as_sent() -> None:
    with running() as gone:
        address = gone.address
    pauses: list[float] = []
    begun: list[str] = []

    delivery = deliver(
        parcel(),
        Server(address, TOKEN),
        Rhythm(pauses.append, lambda: 0.5, PACE),
        is_unclear=False,
        age=0.0,
        about_to_send=lambda: begun.append("x"),
    )

    assert delivery == Delivery(
        "waiting", "is not running, or refuses connections", concerns_all=True
    )
    assert (pauses, begun) == ([1.0, 2.0, 4.0], [])


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (socket.gaierror("x"), "is not known by that name on this network"),
        (TimeoutError("x"), "did not answer within 10 seconds"),
        (OSError("x"), "cannot be reached from this computer"),
    ],
)
def test_a_server_that_cannot_be_reached_is_told_in_plain_words(
    monkeypatch: pytest.MonkeyPatch, error: OSError, words: str
) -> None:
    def connect(_: object) -> None:
        raise error

    monkeypatch.setattr(HTTPConnection, "connect", connect)

    with pytest.raises(Fault, match=words) as fault:
        Server(address_of("http://127.0.0.1/fhir"), TOKEN).create(parcel())

    assert (fault.value.kind, fault.value.is_passing) == ("not sent", True)


def test_a_name_of_this_computer_that_leads_to_another_is_sent_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Elsewhere:
        """A connection to another computer over which nothing can be sent."""

        def getpeername(self) -> tuple[str, int]:
            return "192.0.2.7", 80

        def close(self) -> None:
            """Hang up."""

    def connect(connection: HTTPConnection) -> None:
        connection.sock = cast("socket.socket", Elsewhere())

    monkeypatch.setattr(HTTPConnection, "connect", connect)

    with pytest.raises(Fault, match="is not on this computer") as fault:
        Server(address_of("http://localhost/fhir"), TOKEN).create(parcel())

    assert fault.value.kind == "not sent"


def test_a_document_that_a_server_lists_only_later_has_arrived(push: Push, faulty: Faulty) -> None:
    faulty.gets = [search, says(200, searchset([]))]

    assert push() == Delivery("arrived", "took it and does not list it yet", ("Bundle/b1",))


def test_a_server_that_answers_early_and_hangs_up_is_heard(push: Push, faulty: Faulty) -> None:
    def refuse(handler: Handler) -> None:
        handler.answer(413, Connection="close")
        handler.cut()

    faulty.posts = [refuse]

    assert push().why == "finds the document too large"


def test_looking_up_sends_nothing(faulty: Faulty) -> None:
    server = Server(faulty.address, TOKEN)

    before = looked_up(parcel(), server)
    server.create(parcel())
    after = looked_up(parcel(), server)
    faulty.gets = [cut]
    broken = looked_up(parcel(), server)

    assert (before.state, after.state, broken.state) == ("changed", "arrived", "not known")
    assert faulty.methods == "GET POST GET GET"


def test_what_is_about_to_be_sent_is_written_down_before_each_try(faulty: Faulty) -> None:
    faulty.posts = [cut]
    begun: list[int] = []

    deliver(
        parcel(),
        Server(faulty.address, None),
        Rhythm(lambda _: None, lambda: 0.5, PACE),
        is_unclear=False,
        age=0.0,
        about_to_send=lambda: begun.append(faulty.methods.count("POST")),
    )

    assert begun == [0, 1]
