"""A tree of processes: started together, started again when one dies, ended together."""

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from hospes.kit.processes import die_with_parent

log = structlog.get_logger(__name__)
LOOKS = 0.2  # seconds between two looks at the children
PATIENCE = 30.0  # seconds a child may take to end in order
BACKOFF = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0)
STEADY = 60.0  # seconds after which a child counts as healthy again


@dataclass
class Child:
    """A process of the tree: what to start, and how it has fared.

    `files` are descriptors that it inherits.
    """

    name: str
    words: Sequence[str]
    environment: Mapping[str, str]
    files: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    deaths: int = field(default=0, init=False)
    started: float = field(default=0.0, init=False)
    again_at: float = field(default=0.0, init=False)

    def start(self) -> None:
        """Start it in a group of its own: Ctrl-C reaches the supervisor alone, which ends all in order."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.words,
            env=dict(self.environment),
            pass_fds=self.files,
            process_group=0,
            preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509 (takes no lock)
        )
        log.info("child_started", child=self.name, process=self.process.pid)

    def look(self) -> None:
        """Start it again when it has died, after a pause that grows while it keeps dying."""
        moment = time.monotonic()
        if self.process is not None and (code := self.process.poll()) is not None:
            self.deaths = 1 if moment - self.started > STEADY else self.deaths + 1
            self.again_at = moment + BACKOFF[min(self.deaths, len(BACKOFF)) - 1]
            self.process = None
            log.warning("child_died", child=self.name, code=code, deaths=self.deaths)
        if self.process is None and moment >= self.again_at:
            self.start()

    def end(self, deadline: float) -> None:
        """Wait for it to end; kill it at the deadline."""
        if self.process is None:
            return
        try:
            self.process.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            log.warning("child_killed", child=self.name)
            self.process.kill()
            self.process.wait()


def supervise(children: Sequence[Child], *, look: Callable[[], None]) -> None:
    """Run the tree until SIGINT or SIGTERM, then end every child.

    Args:
        children: what to run, in the order of starting; they end in the same order.
        look: called a few times a second, for what is kept alive in another way (the database).
    """
    stopping = threading.Event()
    before = {
        sign: signal.signal(sign, lambda *_: stopping.set()) for sign in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        while not stopping.is_set():
            look()
            for child in children:
                child.look()
            stopping.wait(LOOKS)
    finally:
        end_all(children)
        for sign, handler in before.items():
            signal.signal(sign, handler)


def end_all(children: Sequence[Child]) -> None:
    """Tell every child to end, and see that it does."""
    for child in children:
        if child.process is not None:
            child.process.terminate()
    deadline = time.monotonic() + PATIENCE
    for child in children:
        child.end(deadline)
