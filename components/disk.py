"""What takes up the disk, and files and takes that do not belong together."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from components import wording
from components.notice import told_plainly
from demotape.collection import BIN_DAYS, Findings, Use
from demotape.studio import Studio

_SHOWN = 50


def disk(studio: Studio, *, visitor: str, titles: Mapping[str, str]) -> None:
    """Draw the storage of the library.

    Args:
        studio: Where the takes are.
        visitor: Who becomes the owner of takes made of files without one.
        titles: What a person reads in place of the name of an engine.
    """
    with told_plainly():
        _use(studio.collection.use(), titles)
        _findings(studio, studio.collection.examine(), visitor=visitor)


def _use(use: Use, titles: Mapping[str, str]) -> None:
    rows = [(titles.get(share.engine, share.engine), share.takes, share.size_bytes) for share in use.shares]
    if len(rows) != 1:
        rows.append(("In all", sum(row[1] for row in rows), sum(row[2] for row in rows)))
    st.table(
        [
            {"Made by": wording.plain(title), "Takes": f"{count:,}", "Audio": wording.size(size_bytes)}
            for title, count, size_bytes in rows
        ],
        hide_index=True,
    )
    if use.bin_takes:
        st.caption(f"{wording.takes(use.bin_takes)} of these in the bin, deleted for good {BIN_DAYS} days after.")
    st.caption(f"Copies in other formats and ZIPs, which can be made again: {wording.size(use.cache_bytes)}.")
    st.caption(f"Free on this disk: {wording.size(use.free_bytes)}.")


def _findings(studio: Studio, findings: Findings, *, visitor: str) -> None:
    if findings.is_sound:
        st.header("Files and takes", anchor=False)
        st.text("Everything is in order: every take has its audio, and no file is left over.")
        return
    if findings.losses:
        st.header("Takes without their audio", anchor=False)
        st.text(
            "Their files were deleted, moved or changed outside Demotape. Import a ZIP that has these takes, put the "
            "files back into the audio folder under these names, or put the takes into the bin."
        )
        for loss in findings.losses[:_SHOWN]:
            found = "missing" if loss.found_bytes is None else f"{loss.found_bytes:,} of {loss.expected_bytes:,} bytes"
            st.text(f"{loss.title}: {loss.file} ({found})")
        _more(len(findings.losses))
        if st.button("Put these takes into the bin", key="bin-losses"):
            studio.collection.bin([loss.take_id for loss in findings.losses])
            st.rerun()
    if findings.orphans:
        st.header("Files without a take", anchor=False)
        st.text(
            "These files lie in the audio folder, but no take knows them: a crash or a restored copy of the database "
            "can leave them. They can become takes again, or go."
        )
        for orphan in findings.orphans[:_SHOWN]:
            st.text(f"{orphan.file} ({wording.size(orphan.size_bytes)})")
        _more(len(findings.orphans))
        with st.container(horizontal=True, key="orphan-acts"):
            if st.button("Make takes of them", key="adopt-orphans", type="primary"):
                arrivals = [studio.collection.adopt(orphan.file, visitor=visitor) for orphan in findings.orphans]
                st.session_state["not adopted"] = [reason for arrival in arrivals for reason in arrival.refused]
                st.rerun()
            with st.popover("Delete these files", key="delete-orphans"):
                st.text("The files cannot be had back.")
                if st.button("Delete for good", key="delete-orphans-now", type="primary"):
                    for orphan in findings.orphans:
                        studio.collection.remove_orphan(orphan.file)
                    st.rerun()
    for reason in st.session_state.pop("not adopted", ()):
        st.error(wording.plain(reason))


def _more(count: int) -> None:
    if count > _SHOWN:
        st.caption(f"And {count - _SHOWN:,} more: `demotape doctor` lists all.")
