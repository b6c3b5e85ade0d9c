"""Run every check, tell what failed, and never pass without the browser."""

import os
import subprocess
import sys
import time
from pathlib import Path

from tools import chromium

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

PYTEST = [sys.executable, "-m", "pytest"]
CHECKS = {
    "ruff check": [BIN / "ruff", "check", "."],
    "ruff format": [BIN / "ruff", "format", "--check", "."],
    "mypy": [BIN / "mypy"],
    "import-linter": [BIN / "lint-imports", "--no-cache"],
    # Most tests wait for other processes, so there are more of them at once than cores. tests/conftest.py sorts them.
    "pytest": [*PYTEST, "-n", "4", "tests"],
}


def main() -> int:
    """Returns the exit status."""
    try:
        browser = chromium.executable()
    except FileNotFoundError as missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    environment = os.environ | {"CHROMIUM": browser, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    failed = []
    for name, command in CHECKS.items():
        print(f"\n== {name}", flush=True)
        began = time.monotonic()
        if subprocess.run([str(part) for part in command], cwd=ROOT, env=environment, check=False).returncode:
            failed.append(name)
        print(f"-- {name}: {time.monotonic() - began:.1f} s", flush=True)
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nAll checks passed.", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
