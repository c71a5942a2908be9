"""Loads the shared library and calls its functions: text in, text out."""

from __future__ import annotations

import ctypes
import json
import os
import sys
from pathlib import Path
from typing import Any, Callable, Optional

from ._version import __version__

PROGRESS = ctypes.CFUNCTYPE(None, ctypes.c_char_p, ctypes.c_void_p)
STOP = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)


class PlacementError(Exception):
    """A task that makes no sense, or a document that cannot be read.

    code: a word that stays the same from version to version, such as "input" or "unknownNode".
    path: where in the document, such as "cluster.nodes[3].name"; empty where the whole is meant.
    """

    def __init__(self, message: str, code: str = "failed", path: str = "") -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.code = code
        self.path = path


def _file() -> str:
    """The library: what PLACEMENT_LIBRARY names, else the one in this package."""
    named = os.environ.get("PLACEMENT_LIBRARY")
    if named:
        return named
    suffix = "dylib" if sys.platform == "darwin" else "so"
    return str(Path(__file__).with_name(f"libplacement-c.{suffix}"))


def _load() -> ctypes.CDLL:
    file = _file()
    try:
        library = ctypes.CDLL(file)
    except OSError as error:
        raise PlacementError(
            f"the library cannot be loaded from {file}: {error}; it needs libglpk "
            "(Debian: apt-get install libglpk40)",
            code="library",
        ) from None
    text, pointer = ctypes.c_char_p, ctypes.c_void_p
    library.placement_version.restype = text
    library.placement_free.argtypes = [pointer]
    library.placement_free.restype = None
    for name, arguments in {
        "placement_plan_with": [text, text, PROGRESS, STOP, pointer],
        "placement_check": [text, text],
        "placement_explain": [text, text],
        "placement_report": [text, text],
    }.items():
        function = getattr(library, name)
        function.argtypes = arguments
        # As a pointer: a text would be copied by ctypes, and what it was copied from lost.
        function.restype = pointer
    version = library.placement_version().decode()
    if version != __version__:
        raise PlacementError(
            f"the library is version {version}, this package is {__version__}; install both anew",
            code="library",
        )
    return library


_library: Optional[ctypes.CDLL] = None


def call(name: str, *arguments: Any) -> str:
    """Calls a function and returns its answer as text."""
    global _library
    if _library is None:
        _library = _load()
    encoded = [a.encode() if isinstance(a, str) else a for a in arguments]
    answer = getattr(_library, name)(*encoded)
    if not answer:
        raise MemoryError(f"{name} had not enough memory for its answer")
    try:
        return ctypes.string_at(answer).decode()
    finally:
        _library.placement_free(answer)


def call_json(name: str, *arguments: Any) -> Any:
    """Calls a function whose answer is JSON; raises the error that it may be."""
    return raise_error(json.loads(call(name, *arguments)))


def raise_error(answer: Any) -> Any:
    """Raises what an answer says is wrong, or returns it."""
    if isinstance(answer, dict) and set(answer) == {"error"}:
        error = answer["error"]
        raise PlacementError(error["message"], error["code"], error.get("path", ""))
    return answer


def callbacks(
    progress: Optional[Callable[[dict], None]], stop: Optional[Callable[[], bool]]
) -> tuple:
    """C functions for two Python ones, and a list in which an exception of theirs is kept.

    An exception cannot cross C: it ends the solve, and the caller raises it afterwards.
    """
    raised: list = []

    def guarded(function: Callable, otherwise: Any) -> Callable:
        def run(*arguments: Any) -> Any:
            try:
                return function(*arguments)
            except BaseException as error:  # KeyboardInterrupt too
                raised.append(error)
                return otherwise

        return run

    def report(step: bytes, _: Any) -> None:
        if progress is not None:
            progress(json.loads(step))

    def ask(_: Any) -> int:
        return int(bool(raised) or (stop is not None and bool(stop())))

    return PROGRESS(guarded(report, None)), STOP(guarded(ask, 1)), raised
