"""Fixtures of the store's tests."""

import pytest

from tests.store.samples import Made, plain_store, sealed_store


@pytest.fixture(params=[plain_store, sealed_store], ids=["plain", "encrypted"])
def made(request: pytest.FixtureRequest) -> Made:
    """Return what opens the store of a folder, in each form that a store has."""
    found: Made = request.param
    return found
