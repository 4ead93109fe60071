"""`./run shots`: a picture of every page, taken by the browser tests, in var/shots."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHOTS = ROOT / "var" / "shots"


def main() -> int:
    """Run the browser tests so that they keep pictures."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    words = [sys.executable, "-m", "pytest", "-q", "tests/browser", "-k", "accessible", *sys.argv[1:]]
    ended = subprocess.run(words, cwd=ROOT, env={**os.environ, "HOSPES_SHOTS": str(SHOTS)}, check=False)
    print(f"The pictures are in {SHOTS.relative_to(ROOT)}.")
    return ended.returncode


if __name__ == "__main__":
    raise SystemExit(main())
