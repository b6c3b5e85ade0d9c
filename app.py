"""The server: Streamlit's app with the studio's lifespan, routes and cookie. Assembly only."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # `components` and `pages` lie beside this file, also in the installed package

from demotape.errors import DemotapeError  # noqa: E402 - needs the path above
from demotape.server import VisitorCookie, door, routes, tell  # noqa: E402

# The studio opens, and scripts run, in threads beside the one that answers the browser. With the default of 5 ms
# each of a page's many requests would wait that long for its turn, several times.
sys.setswitchinterval(0.0005)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Open the studio with the server and close it with the server."""
    door.open()
    yield
    await asyncio.to_thread(door.close)


# The script lies in `components/`: a folder `pages/` beside the script would be taken for Streamlit's own pages.
app = st.App(
    HERE / "components" / "frame.py",
    lifespan=lifespan,
    routes=routes,
    middleware=[Middleware(VisitorCookie)],
    exception_handlers={DemotapeError: tell},
)
