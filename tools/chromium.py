"""The Chromium that the end-to-end tests, the benchmarks and the pictures are made with."""

import os
import shutil
import subprocess

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def executable() -> str:
    """Where the browser is: `CHROMIUM` in the environment, else the one on the path, else Debian's, installed now.

    Raises:
        FileNotFoundError: there is none, and this user may not install one. The message says what to do.
    """
    if found := _find() or _install():
        return found
    raise FileNotFoundError(
        "No Chromium was found. Install it (Debian: sudo apt install chromium) or name yours in the environment "
        "variable CHROMIUM."
    )


def _find() -> str | None:
    names = (os.environ.get("CHROMIUM"), *_NAMES)
    return next((found for name in names if name and (found := shutil.which(name))), None)


def _install() -> str | None:
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    print("Installing Chromium, which pages are looked at with.", flush=True)
    apt = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", *command], env=apt, check=False, stdout=subprocess.DEVNULL)
    return _find()
