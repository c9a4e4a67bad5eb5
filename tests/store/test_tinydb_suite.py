"""TinyDB's own tests over our engine: whatever works with stock TinyDB works with the store.

The tests come from TinyDB's source distribution, fetched through pip as it is configured here. It
is the only test that may use the network; where pip has none, it is skipped.
"""

import hashlib
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

VERSION = "4.9.0"
"""Whichever TinyDB is installed, these are the tests that are run."""
SHA_256 = "6928b1fa785186bda7952a0ba05aaeedc883ede565ca9c7d608de44e5e75de70"
WANTED = ("__init__", "test_tinydb", "test_tables", "test_operations")
"""The tests that reach a database through the fixture `db`; the others test TinyDB's storages."""
CONFTEST = """
from pathlib import Path
from typing import Iterator

import pytest
from tinydb import TinyDB
from tinydb.middlewares import CachingMiddleware
from tinydb.storages import MemoryStorage

from sdm_tui.store.sealing import Encrypted
from sdm_tui.store.tinydb_tables import SqliteStorage, SqliteTinyDB


@pytest.fixture(params=["storage", "table", "sealed"])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TinyDB]:
    path = tmp_path / "tested.db"
    if request.param == "storage":
        tested = TinyDB(path, storage=SqliteStorage)
    elif request.param == "table":
        tested = SqliteTinyDB(path)
    else:
        tested = SqliteTinyDB(path, Encrypted(b"k" * 32, "tested"))
    tested.storage.engine.connection.execute("PRAGMA synchronous=OFF")  # no power fails here
    tested.drop_tables()
    tested.insert_multiple({"int": 1, "char": char} for char in "abc")
    yield tested
    tested.close()


@pytest.fixture
def storage() -> CachingMiddleware:
    return CachingMiddleware(MemoryStorage)()
"""
KINDS = ("storage", "table", "sealed")
FAILING = {f"tests.test_tables::test_table_repr[{kind}]" for kind in KINDS}
"""Its pattern names TinyDB's own storage classes."""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return TinyDB's source distribution, the very one that was looked at."""
    folder = tmp_path_factory.mktemp("tinydb")
    wanted = folder / "wanted.txt"
    # pip looks at the hash before it runs anything of what it fetched.
    wanted.write_text(f"tinydb=={VERSION} --hash=sha256:{SHA_256}\n", encoding="utf-8")
    command = (sys.executable, "-m", "pip", "download", "--requirement", str(wanted))
    options = ("--require-hashes", "--no-deps", "--no-binary", "tinydb", "--no-cache-dir")
    limits = ("--retries", "0", "--timeout", "20", "--dest", str(folder))
    try:
        ran = subprocess.run(
            (*command, *options, *limits), capture_output=True, text=True, timeout=120, check=False
        )
    except subprocess.TimeoutExpired:
        pytest.skip("pip did not fetch TinyDB's source distribution within two minutes")
    assert "DO NOT MATCH THE HASHES" not in ran.stderr, ran.stderr
    found = folder / f"tinydb-{VERSION}.tar.gz"
    if ran.returncode or not found.exists():
        why = (ran.stderr.strip().splitlines() or ["pip gave no file"])[-1]
        pytest.skip(f"TinyDB's source distribution cannot be had here: {why}")
    assert hashlib.sha256(found.read_bytes()).hexdigest() == SHA_256
    return found


def unpacked(source: Path, folder: Path) -> Path:
    """Put the wanted tests in a folder, with the fixtures that give them our storage."""
    tests = folder / "tests"
    tests.mkdir()
    with tarfile.open(source) as archive:
        for name in WANTED:
            member = archive.getmember(f"tinydb-{VERSION}/tests/{name}.py")
            member.name = f"{name}.py"
            archive.extract(member, tests, filter="data")
    (tests / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")  # none of our options
    return tests


def outcomes(tests: Path, *chosen: str) -> dict[str, str]:
    """Return for each test, or for each that pytest's options choose, whether it passed."""
    report = tests.parent / "report.xml"
    options = ("-p", "no:cacheprovider", "-p", "no:xdist", "-q", f"--junitxml={report}")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    ran = subprocess.run(
        (sys.executable, "-B", "-m", "pytest", *options, *chosen, str(tests)),
        cwd=tests.parent,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    # 0: all passed, 1: some failed; anything else is no result at all.
    assert ran.returncode in {0, 1}, ran.stdout + ran.stderr
    found = {}
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 - pytest just wrote it
        unlike = {child.tag for child in case} & {"failure", "error", "skipped"}
        found[f"{case.get('classname')}::{case.get('name')}"] = (
            ", ".join(sorted(unlike)) or "passed"
        )
    return found


def test_tinydbs_own_tests_pass_over_the_engine(source: Path, tmp_path: Path) -> None:
    found = outcomes(unpacked(source, tmp_path))
    passed = {name for name, outcome in found.items() if outcome == "passed"}

    assert {name: found[name] for name in found.keys() - passed} == dict.fromkeys(
        FAILING, "failure"
    )
    assert len(passed) > 200
    for kind in KINDS:
        assert len([name for name in passed if name.endswith(f"[{kind}]")]) > 60


def test_a_storage_that_forgets_fails_tinydbs_own_tests(source: Path, tmp_path: Path) -> None:
    tests = unpacked(source, tmp_path)
    conftest = tests / "conftest.py"
    forgetful = "class Forgetful(SqliteStorage):\n    def write(self, data):\n        pass\n"
    told = conftest.read_text("utf-8").replace("storage=SqliteStorage", "storage=Forgetful")
    conftest.write_text(f"{told}\n\n{forgetful}", encoding="utf-8")

    found = outcomes(tests, "-k", "insert and [storage]")

    failed = {name for name, outcome in found.items() if outcome != "passed"}
    assert len(failed) > 5
    assert all(name.endswith("[storage]") for name in found)
