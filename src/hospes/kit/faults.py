"""Named points at which tests may kill the process; nothing at all in production.

`HOSPES_FAULTS=K6:kill:nth=17` ends the process by SIGKILL when it reaches the point K6 for the 17th time;
`K4:stop:nth=2` stops it (SIGSTOP) until somebody continues it. Several are separated by commas.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from threading import Lock

SIGNALS = {"kill": signal.SIGKILL, "stop": signal.SIGSTOP}


def read_faults(text: str) -> dict[tuple[str, int], signal.Signals]:
    """The wished faults as (point, nth) → signal.

    Raises:
        ValueError: the text is not of the form `POINT:kill|stop:nth=N`.
    """
    faults = {}
    for part in filter(None, text.split(",")):
        point, kind, nth = part.split(":")
        faults[point, int(nth.removeprefix("nth="))] = SIGNALS[kind]
    return faults


_FAULTS: dict[tuple[str, int], signal.Signals] = {}
_REACHED: Counter[str] = Counter()
_LOCK = Lock()


def arm_faults(text: str) -> None:
    """Wish for these faults from now on, and count from nothing."""
    with _LOCK:
        _FAULTS.clear()
        _FAULTS.update(read_faults(text))
        _REACHED.clear()


def fault_point(name: str) -> None:
    """End or stop the process here, if somebody wished for it."""
    if _FAULTS:
        _reach(name)


def _reach(name: str) -> None:
    with _LOCK:
        _REACHED[name] += 1
        wished = _FAULTS.get((name, _REACHED[name]))
    if wished is not None:
        os.kill(os.getpid(), wished)


arm_faults(os.environ.get("HOSPES_FAULTS", ""))
