"""What only this Windows login on this computer can read again (DPAPI); nothing of it elsewhere."""

import sys


def is_offered() -> bool:
    """Whether this system can bind a key to the person's login."""
    return sys.platform == "win32"


def protect(secret: bytes) -> bytes:
    """Return a secret in the form that only this login on this computer can read again.

    Raises OSError where the system has no such thing or refuses.
    """
    return _called("CryptProtectData", secret)


def unprotect(protected: bytes) -> bytes:
    """Return the secret again; raises OSError on any other login or computer."""
    return _called("CryptUnprotectData", protected)


def _called(name: str, content: bytes) -> bytes:
    if sys.platform != "win32":
        raise OSError("only Windows binds a key to a login")
    else:  # noqa: RET506 - mypy leaves out the branch that is not for its platform
        import ctypes
        from ctypes import wintypes

        class Blob(ctypes.Structure):
            _fields_ = (("size", wintypes.DWORD), ("data", ctypes.POINTER(ctypes.c_char)))

        given = ctypes.create_string_buffer(content, len(content))
        before, after = Blob(len(content), given), Blob()
        no_questions = 1
        done = getattr(ctypes.windll.crypt32, name)(
            ctypes.byref(before), None, None, None, None, no_questions, ctypes.byref(after)
        )
        if not done:
            raise ctypes.WinError()
        try:
            return ctypes.string_at(after.data, after.size)
        finally:
            ctypes.windll.kernel32.LocalFree(after.data)
