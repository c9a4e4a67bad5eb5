"""The store: consultations kept on disk so that none is ever lost, torn or read by strangers.

A change is on disk when `Store.put` returns. Only one running copy writes; others read. This is the
whole interface, and nothing outside this package knows what keeps the documents.
"""

from sdm_tui.store.entries import Branch, Entry, Unreadable
from sdm_tui.store.lock import Holder
from sdm_tui.store.records import Store, open_store

__all__ = ["Branch", "Entry", "Holder", "Store", "Unreadable", "open_store"]
