"""Take: hear it closely, see what came of what was asked, shape it, and hand it on."""

import streamlit as st

from components import places, visit, wording
from components.desk import desk
from components.edit_bench import edit_bench
from components.form import use_again, wants_form
from components.listening import asked_and_got, heard_as, heard_of, listening, understood
from components.origins import chosen_other, compare, facts, lineage
from components.take_card import dialog_is_open, take_acts, take_dialog
from components.take_player import take_player
from demotape.errors import NotFound

studio, visitor = visit.studio(), visit.visitor()
if wants_form():
    st.switch_page(places.create())
try:
    take = studio.take(st.query_params.get("take", ""))
except NotFound:
    st.title("This take is not here", anchor=False)
    st.text("It was deleted, or the address is not complete. All takes that are kept are in the Library.")
    st.page_link(places.library(), label="Open the Library")
    st.page_link(places.create(), label="Make a take")
    st.stop()

info = next((info for info in studio.engines() if info.name == take.request.engine), None)
heard = heard_of(take, studio)
other = chosen_other(take, studio)

with st.container(key="take-page"):
    st.title(wording.plain(take.title), anchor=False)
    if take.request.prompt:
        st.text(take.request.prompt)
    when = wording.moment(take.created_at, now=visit.now(), zone=visit.zone())
    st.caption(wording.plain(wording.facts(take, maker=wording.maker(take.request, info), when=when)))
    if take.deleted_at is not None:
        st.text("This take is in the bin. Restore it to keep it.")
    other_heard = studio.workbench.heard(other) if other else None
    region = take_player(take, info=info, heard=heard, other=other, other_heard=other_heard)
    with st.container(horizontal=True, gap="small", key="take-acts"):
        take_acts(take, use_again=use_again)
    # What is made of this take from here, for example by changing its plan, is seen here.
    desk(studio=studio, visitor=visitor, use_again=use_again, is_held=dialog_is_open)

    asked, bench, comparing, about = st.tabs(
        ["Asked and got", "Workbench", "Compare", "About"], key=f"take-tabs-{take.id}"
    )
    with asked:
        if heard is None:
            listening(take, studio)
        else:
            asked_and_got(heard)
            heard_as(heard)
        understood(take)
    with bench:
        edit_bench(take, studio=studio, visitor=visitor, heard=heard, region=region)
    with comparing:
        compare(take, other, studio)
    with about:
        st.subheader("Lineage", anchor=False)
        lineage(take, studio)
        st.subheader("Facts", anchor=False)
        facts(take, info, studio)
take_dialog(studio)
