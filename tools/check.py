"""Run every check, tell what failed, and never pass without the browser."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

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
    browser = find_browser() or install_browser()
    if browser is None:
        sys.stderr.write(
            "No Chromium was found, and the end-to-end tests need one. Install it (Debian: sudo apt install chromium) "
            "or name yours in the environment variable CHROMIUM.\n"
        )
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


def find_browser() -> str | None:
    """A Chromium that can be driven, if there is one."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((found for name in names if name and (found := shutil.which(name))), None)


def install_browser() -> str | None:
    """Debian's Chromium, where this user may install it."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    print("Installing Chromium for the end-to-end tests.", flush=True)
    apt = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", *command], env=apt, check=False, stdout=subprocess.DEVNULL)
    return find_browser()


if __name__ == "__main__":
    sys.exit(main())
