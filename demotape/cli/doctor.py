"""`demotape doctor`: what takes up the disk, and whether files and takes agree. It only looks."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from demotape.cli.console import Exit, line, open_studio, put
from demotape.collection import Findings, Use
from demotape.settings import Settings

_MEGABYTE = 1e6


def doctor(options: argparse.Namespace, settings: Settings) -> int:
    """Examine the library. Returns `Exit.READY` if all is in order, else `Exit.FAILED`."""
    with open_studio(settings, only_look=True) as studio:
        use, findings = studio.collection.use(), studio.collection.examine()
    if options.json:
        put(json.dumps({"is_sound": findings.is_sound, **asdict(findings), "use": asdict(use)}, indent=2))
    else:
        _tell(use, findings)
    return Exit.READY if findings.is_sound else Exit.FAILED


def _tell(use: Use, findings: Findings) -> None:
    for share in use.shares:
        put(f"{line(share.engine):<12} {share.takes:>7,} takes {share.size_bytes / _MEGABYTE:>12,.1f} MB")
    put(f"{'free disk':<12} {'':>13} {use.free_bytes / _MEGABYTE:>12,.1f} MB")
    for loss in findings.losses:
        found = "missing" if loss.found_bytes is None else f"{loss.found_bytes} of {loss.expected_bytes} bytes"
        put(f"take without its audio: {loss.take_id} {line(loss.title)}: {loss.file} ({found})")
    for orphan in findings.orphans:
        put(f"file without a take: {line(orphan.file)} ({orphan.size_bytes} bytes)")
    if findings.is_sound:
        put("Everything is in order: every take has its audio, and no file is left over.")
    else:
        put(
            "The page Library, view Storage, can make takes of such files, delete them, or put such takes into the bin."
        )
