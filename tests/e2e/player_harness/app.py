"""A small server that shows the player alone: a page, and routes that serve audio, peaks and downloads."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import soundfile
import streamlit as st
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

SAMPLE_RATE = 48_000
DURATION_S = 20.0
BINS = 1200

folder = Path(os.environ["PLAYER_HARNESS_DATA"])


def _song() -> np.ndarray:
    """Something with beats and a slow build, so that the waveform looks like music."""
    t = np.arange(int(SAMPLE_RATE * DURATION_S)) / SAMPLE_RATE
    noise = np.random.default_rng(7).standard_normal(t.size)
    beats = np.exp(-6 * (t % 0.5)) * (0.3 * np.sin(2 * np.pi * 60 * t) + 0.12 * noise)
    pad = 0.12 * np.sin(2 * np.pi * 220 * t) * (1 + np.sin(2 * np.pi * t / 5))
    build = np.interp(t, [0, 2, 8, 10, 18, 20], [0.15, 0.5, 0.7, 1.0, 1.0, 0.05])
    return np.clip((beats + pad) * build, -1, 1).astype(np.float32)


def _ramp() -> np.ndarray:
    """Each sample tells its own place: value = 0.9 * seconds / DURATION_S. Nearly silent to the ear."""
    return (0.9 * np.arange(int(SAMPLE_RATE * DURATION_S)) / (SAMPLE_RATE * DURATION_S)).astype(np.float32)


def _peaks(samples: np.ndarray) -> bytes:
    bins = samples.reshape(BINS, -1)
    return (np.stack([bins.min(axis=1), bins.max(axis=1)], axis=1) * 127).astype(np.int8).tobytes()


SONG, RAMP = _song(), _ramp()
PEAKS = {"song": _peaks(SONG), "ramp": _peaks(RAMP), "lost": _peaks(SONG[::-1])}
soundfile.write(folder / "song.wav", SONG, SAMPLE_RATE, "PCM_16")
soundfile.write(folder / "ramp.wav", RAMP, SAMPLE_RATE, "FLOAT")


def audio(request: Request) -> Response:
    path = folder / f"{Path(request.path_params['take']).name}.wav"
    return FileResponse(path, media_type="audio/wav") if path.exists() else Response(status_code=404)


def peaks(request: Request) -> Response:
    return Response(
        PEAKS[request.path_params["take"]],
        media_type="application/octet-stream",
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )


def download(request: Request) -> Response:
    take, suffix = request.path_params["take"], request.path_params["suffix"]
    if suffix == "mp3":
        return Response(status_code=500)
    path = folder / f"{take}.{suffix}"
    if not path.exists():
        samples, sample_rate = soundfile.read(folder / f"{take}.wav")
        soundfile.write(path, samples, sample_rate)
    return FileResponse(path, filename=f"Night drive.{suffix}")


app = st.App(
    "main.py",
    routes=[
        Route("/takes/{take}/audio", audio),
        Route("/takes/{take}/peaks", peaks),
        Route("/takes/{take}/download/{suffix}", download),
    ],
)
