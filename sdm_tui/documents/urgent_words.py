"""The words that stand before an aid's red flags wherever a person reads them at home.

Some red flags are emergencies, some need help the same day, and some say that the aid is not for
this person. So the words send people by how they are, and not by the list: 999 and A&E for what
threatens life, NHS 111 for what is urgent or unclear, as the NHS in England asks people to.
"""

from typing import Final

_WHOM: Final = (
    "Where one of them says what to do, do that.\n"
    "If somebody is very ill, in danger, short of breath or getting worse fast, call 999 or go to "
    "A&E.\n"
    "If one of them is new or getting worse, call your surgery, your care team or 111 now.\n"
)
FIRST_FOR_SHEET: Final = (
    f"Do not wait for your appointment if any of these is true.\n{_WHOM}"
    "Tell your surgery or care team of any other before you come, as this sheet may not suit you:"
)
"""Before a decision, on the sheet to prepare with; each sentence is a line of its own."""
FIRST_FOR_LETTER: Final = (
    f"Whatever was decided, these come first.\n{_WHOM}"
    "If any other of them is true and we did not talk about it, tell your surgery or care team:"
)
"""After a conversation, in the letter to the person; each sentence is a line of its own."""
FIRST_IN_AID: Final = "Get help, or tell the care team, before any decision"
"""The heading above them where a whole aid is printed."""
