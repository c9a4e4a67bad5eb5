"""The characters of Windows Glyph List 4, which the fonts of old consoles hold.

Ranges after Microsoft's published list of WGL4 (652 characters).
"""

_RANGES = (
    "0020-007E 00A0-017F 0192 01FA-01FF 02C6-02C7 02C9 02D8-02DB 02DD 0384-038A 038C 038E-03A1 "
    "03A3-03CE 0400-045F 0490-0491 1E80-1E85 1EF2-1EF3 2013-2015 2017-201E 2020-2022 2026 2030 "
    "2032-2033 2039-203A 203C 203E 2044 207F 20A3-20A4 20A7 20AC 2105 2113 2116 2122 2126 212E "
    "215B-215E 2190-2195 21A8 2202 2206 220F 2211-2212 2215 2219-221A 221E-221F 2229 222B 2248 "
    "2260-2261 2264-2265 2302 2310 2320-2321 2500 2502 250C 2510 2514 2518 251C 2524 252C 2534 "
    "253C 2550-256C 2580 2584 2588 258C 2590-2593 25A0-25A1 25AA-25AC 25B2 25BA 25BC 25C4 "
    "25CA-25CB 25CF 25D8-25D9 25E6 263A-263C 2640 2642 2660 2663 2665-2666 266A-266B FB01-FB02"
)


def outside_wgl4(text: str) -> set[str]:
    """Return the characters of a text that are not in WGL4; line ends do not count."""
    inside: set[int] = {0x0A}
    for part in _RANGES.split():
        first, _, last = part.partition("-")
        inside.update(range(int(first, 16), int(last or first, 16) + 1))
    return {character for character in text if ord(character) not in inside}
