"""How a child process is tied to its parent."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable


def die_with_parent(sign: signal.Signals, owner: tuple[int, int] | None = None) -> Callable[[], None]:
    """What a child does before it becomes another program: take its user, then ask to end with its parent.

    The kernel forgets the wish when the user changes, so the order matters. Elsewhere than on Linux there is
    no such wish; the child then ends when it notices by itself.

    Args:
        sign: what the kernel sends the child when the parent has ended, however it ended.
        owner: user and group to become; None stays who we are.
    """

    def prepare() -> None:
        if owner is not None:
            os.setgroups([])
            os.setgid(owner[1])
            os.setuid(owner[0])
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(1, int(sign))  # PR_SET_PDEATHSIG

    return prepare
