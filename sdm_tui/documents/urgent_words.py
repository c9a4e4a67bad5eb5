"""The words that stand before an aid's red flags wherever a person reads them at home.

Some red flags are emergencies, some need help the same day, and some say that the aid is not for
this person. The aid's own advice, which stands above them, says whom to call for what threatens
life, and nothing here may say otherwise: 999 and A&E for whoever is very ill, and the surgery or
NHS 111 only for what that advice does not name, as the NHS in England asks people to.
"""

from typing import Final

_OTHERWISE: Final = (
    "Where the advice above says whom to call, do that. If somebody is very ill or getting worse "
    "fast, call 999 or go to A&E."
)
FIRST_FOR_SHEET: Final = (
    "Do not wait for your appointment if any of these is true.\n"
    f"{_OTHERWISE}\n"
    "For any other, call your surgery, your care team or 111 now."
)
"""Before a decision, on the sheet to prepare with, beneath the aid's own advice."""
FIRST_FOR_LETTER: Final = (
    "These come first, too, whatever was decided.\n"
    f"{_OTHERWISE}\n"
    "For any other that is new, call your surgery, your care team or 111 the same day."
)
"""After a conversation, in the letter to the person, beneath the aid's own advice."""
FIRST_IN_AID: Final = "Get help, or tell the care team, before any decision"
"""The heading above them where a whole aid is printed."""
