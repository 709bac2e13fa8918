"""The rights of an ordinary user, for tests of files that may not be read or written: a superuser may do everything."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

VERSION_3 = 0x20080522
OVERRIDES = 1 << 1 | 1 << 2  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: what lets the superuser past the modes of files


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Capabilities(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


@contextmanager
def ordinary_user() -> Iterator[None]:
    """In this thread the modes of files count, whoever runs the tests."""
    before = _get()
    now = _get()
    now[0].effective &= ~OVERRIDES
    _set(now)
    try:
        yield
    finally:
        _set(before)


def _get() -> "ctypes.Array[_Capabilities]":
    found = (_Capabilities * 2)()
    _call("capget", found)
    return found


def _set(wanted: "ctypes.Array[_Capabilities]") -> None:
    _call("capset", wanted)


def _call(name: str, data: "ctypes.Array[_Capabilities]") -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(ctypes.byref(_Header(VERSION_3, 0)), data) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), name)
