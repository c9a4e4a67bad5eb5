"""The store: consultations kept on disk so that none is ever lost or torn.

A change is on disk when `Store.put` returns. Only one running copy writes; others read. This is the
whole interface, and nothing outside this package knows what keeps the documents.
"""

from sdm_tui.store.lock import Holder
from sdm_tui.store.records import Store, Unreadable, open_store

__all__ = ["Holder", "Store", "Unreadable", "open_store"]
