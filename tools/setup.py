"""Make `.venv` and install Demotape into it: `setup.py` for running, `setup.py dev` for the checks too.

Runs under any Python 3, so that one that is too old gets a sentence and not a traceback.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST = (3, 11)
BIN = "Scripts" if os.name == "nt" else "bin"


def main():
    """Do what is missing; returns the exit status."""
    problem = python_problem(sys.version_info[:2], has_venv())
    if problem:
        sys.stderr.write(problem + "\n")
        return 1
    stamp = VENV / ".installed"
    had = stamp.read_text().splitlines() if stamp.exists() else []
    # Never take away what a developer has.
    extra = "dev" if "dev" in sys.argv[1:] or "{} dev".format(ROOT) in had else ""
    print("Setting up Demotape in .venv; the first time takes a minute.", flush=True)
    if not (VENV / BIN / "python").exists() and not (VENV / BIN / "python.exe").exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    target = "{}[{}]".format(ROOT, extra) if extra else str(ROOT)
    pip = [str(VENV / BIN / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*pip, "--constraint", str(ROOT / "constraints.txt"), "--editable", target], check=False)
    if done.returncode:
        sys.stderr.write("Demotape could not be installed. What pip said is above; it needs the network this once.\n")
        return 1
    # The Makefile looks for these lines: a checkout that was moved is set up anew.
    stamp.write_text("".join("{} {}\n".format(ROOT, what) for what in ("run", extra) if what))
    return 0


def python_problem(version, venv_is_there):
    """Why this Python cannot be used, in a sentence; empty if it can."""
    if tuple(version) < OLDEST:
        return (
            "Demotape needs Python {}.{} or newer; this is {}.{}. ".format(*OLDEST, *version)
            + "If a newer one is installed, name it: make PYTHON=python3.12 run"
        )
    if not venv_is_there:
        return "Python's module venv is missing. On Debian and Ubuntu install it with: sudo apt install python3-venv"
    return ""


def has_venv():
    """Whether this Python can make virtual environments with pip in them."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
