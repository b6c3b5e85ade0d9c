"""Who looks, and through which studio."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from demotape.server import VISITOR_COOKIE, door
from demotape.studio import Studio


def studio() -> Studio:
    """The open studio of this server."""
    return door.studio()


def visitor() -> str:
    """The id of this browser; where cookies are off, of this visit."""
    try:
        return str(uuid.UUID(st.context.cookies.get(VISITOR_COOKIE)))
    except (AttributeError, TypeError, ValueError):
        return str(st.session_state.setdefault("visitor", str(uuid.uuid4())))


def now() -> datetime:
    """The time of this run."""
    return datetime.now(UTC)


def zone() -> tzinfo:
    """The time zone of the person."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
