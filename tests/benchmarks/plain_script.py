"""The plain script that people write first: submit, look every 10 seconds, download."""

from __future__ import annotations

import time
from pathlib import Path

import requests

LOOK_EVERY_S = 10.0


def generate(endpoint: str, *, key: str, prompt: str, length_s: float, target: Path) -> str:
    """Make one piece of music and write it to a file; returns the provider's id of the job."""
    headers = {"Authorization": f"Bearer {key}"}
    asked = {"model": "elevenlabs/eleven_music", "prompt": prompt, "music_length_ms": round(length_s * 1000)}
    answer = requests.post(endpoint, json=asked, headers=headers, timeout=60)
    answer.raise_for_status()
    generation_id: str = answer.json()["id"]
    while True:
        answer = requests.get(endpoint, params={"generation_id": generation_id}, headers=headers, timeout=60)
        answer.raise_for_status()
        if answer.json()["status"] == "completed":
            break
        time.sleep(LOOK_EVERY_S)
    audio = requests.get(answer.json()["audio_file"]["url"], timeout=60)
    audio.raise_for_status()
    target.write_bytes(audio.content)
    return generation_id
