// The words are written by the server, into the text as it stands in the box: what is typed may not be there yet.
const PROMPT = ".st-key-prompt textarea";
const TABS = [
  ["Style", ["style"]],
  ["Mood", ["mood"]],
  ["Instruments", ["instruments"]],
  ["Tempo", ["tempo"]],
  ["Key", ["key"]],
  ["Voices", ["voices", "voice-sound"]],
  ["Sections", []],
];
const ANSWERS_WITHIN_MS = 4000;
const MOST_TRIES = 4;
const COUNTED = ["add", "drop", "fit"]; // what is not the same when it is asked for twice
const helpers = new WeakMap();
let memory = null; // outlives a restart of the server, which forgets
let open = null; // which tab; kept when another page was looked at in between

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
const same = (one, other) => one?.toLowerCase() === other.toLowerCase();

class Helper {
  #wish = null;
  #data = null;
  #pending = null; // a wish on its way, and what was typed since
  #waiting = []; // wishes that are made when that one is granted: each begins with the text that the last one left
  #made = 0;
  #chips = [];
  #rows = [];

  constructor(place, data) {
    this.row = make("div", { className: "row", role: "group", ariaLabel: "Words to choose from" });
    this.row.append(make("span", { textContent: "Add words:" }));
    this.status = make("p", { className: "status", role: "status" });
    place.replaceChildren(this.row, this.status);
    this.tabs = TABS.map(([label, names]) => this.#tab(place, label, names, data));
    document.addEventListener("input", this.#typed);
    this.#show();
  }

  unmount() {
    document.removeEventListener("input", this.#typed);
    clearTimeout(this.timer);
  }

  // What is typed while a wish is on its way stays, and its answer is not shown: then the wish is made again.
  #typed = (event) => {
    if (this.#pending && event.target.matches?.(PROMPT)) this.#pending.typed = event.target.value;
  };

  #ask(wish) {
    this.#waiting.push(wish);
    if (!this.#pending) this.#next();
  }

  // `text`: what the server has just written; the box shows it a moment later.
  #next(text = null) {
    const wish = this.#waiting.shift();
    if (!wish) return;
    const id = `${Date.now()}-${++this.#made}`;
    this.#pending = { id, wish, text, typed: null, tries: 0 };
    this.#send();
  }

  // Without an answer it is made again: the connection may have been down. Known by its id, it is granted once.
  #send() {
    const pending = this.#pending;
    if (pending.tries++ === MOST_TRIES) {
      this.#pending = null;
      this.#next();
      return;
    }
    const prompt = pending.typed ?? pending.text ?? document.querySelector(PROMPT)?.value;
    this.#wish("wish", { ...pending.wish, id: pending.id, prompt, memory });
    this.timer = setTimeout(() => this.#send(), ANSWERS_WITHIN_MS);
  }

  // Streamlit shows no answer in a box that is being typed in. Leaving the box hands its text to the server.
  #handOver() {
    const box = document.querySelector(PROMPT);
    if (document.activeElement !== box) return;
    box.blur();
    box.focus();
  }

  #tab(place, label, names, data) {
    const count = make("b");
    const button = make("button", { type: "button" }, label, count);
    const panel = make("div", { className: "panel", hidden: true, id: `panel-${label}` });
    button.setAttribute("aria-controls", panel.id);
    button.onclick = () => {
      open = open === label ? null : label;
      this.#show();
    };
    this.row.append(button);
    place.insertBefore(panel, this.status);
    if (label === "Voices") {
      this.silent = make("p", { className: "note" });
      panel.append(this.silent);
    }
    const groups = data.groups.filter((group) => names.includes(group.name));
    panel.append(...groups.map((group) => (label === "Key" ? this.#menu(group) : this.#group(group, data))));
    if (label === "Sections") panel.append(this.#timeline());
    return { label, button, panel, count, slots: groups.flatMap((group) => group.choices.map(({ slot }) => slot)) };
  }

  #group(group, data) {
    const chips = make("div", { className: "chips" });
    for (const { label, words, slot } of group.choices) {
      const chip = make("button", { type: "button", textContent: label });
      chip.onclick = () => {
        const isChosen = same(this.#data.chosen[slot], words);
        this.#ask(isChosen ? { act: "erase", slot } : { act: "write", slot, words });
        this.status.textContent = isChosen ? `Taken out: ${words}` : `In the prompt: ${words}`;
      };
      this.#chips.push({ chip, slot, words });
      chips.append(chip);
    }
    if (group.name === "tempo") {
      const [min, max] = data.bpm_limits;
      this.bpm = make("input", { type: "number", min, max, step: 1, placeholder: "any" });
      this.bpm.onchange = () => {
        const bpm = this.bpm.value === "" ? null : Math.min(max, Math.max(min, Math.round(this.bpm.valueAsNumber)));
        this.#ask({ act: "bpm", bpm });
      };
      chips.append(make("label", {}, "or", this.bpm, "BPM"));
    }
    const isNamed = TABS.some(([label]) => label === group.label) && group.name !== "voices"; // by the tab already
    return make("fieldset", {}, make("legend", { textContent: group.label, className: isNamed ? "status" : "" }), chips);
  }

  #menu(group) {
    this.key = make("select", {}, make("option", { value: "", textContent: "Any key" }));
    this.key.append(...group.choices.map(({ label, words }) => make("option", { value: words, textContent: label })));
    const slot = group.choices[0].slot;
    this.key.onchange = () =>
      this.#ask(this.key.value ? { act: "write", slot, words: this.key.value } : { act: "erase", slot });
    return make("div", { className: "chips" }, make("label", {}, group.label, this.key));
  }

  #timeline() {
    this.bar = make("div", { className: "bar", ariaHidden: "true" });
    this.list = make("ol");
    this.total = make("p");
    this.add = make("button", { type: "button" });
    this.add.onclick = () => this.#ask({ act: "add" });
    this.fit = make("button", { type: "button", textContent: "Fit to the length" });
    this.fit.onclick = () => this.#ask({ act: "fit" });
    const foot = make("div", { className: "foot" }, this.add, this.fit, this.total);
    return make("fieldset", {}, make("legend", { textContent: "Sections in their order", className: "status" }), this.bar, this.list, foot);
  }

  #section(number) {
    const options = (values) => values.map((value) => make("option", { value, textContent: value || "as it comes" }));
    const sound = make("select", { ariaLabel: `Section ${number} sounds` }, ...options(this.#data.sounds));
    const name = make("select", { ariaLabel: `Section ${number}` }, ...options(this.#data.names));
    const length = make("input", { type: "number", min: 1, max: 600, step: 1, ariaLabel: `Seconds of section ${number}` });
    const remove = make("button", { type: "button", textContent: "×", title: "Remove", ariaLabel: `Remove section ${number}` });
    for (const field of [sound, name, length]) field.onchange = () => this.#changed();
    remove.onclick = () => {
      this.#ask({ act: "drop", index: number - 1 });
      this.add.focus();
    };
    const row = { item: make("li", {}, sound, name, length, make("span", { textContent: "s" }), remove), sound, name, length };
    this.list.append(row.item);
    return row;
  }

  #changed() {
    const sections = this.#rows.map(({ sound, name, length }) => ({
      sound: sound.value,
      name: name.value,
      length_s: Math.min(600, Math.max(1, Math.round(length.valueAsNumber) || 1)),
    }));
    this.#ask({ act: "sections", sections });
  }

  #show() {
    for (const { label, button, panel } of this.tabs) {
      button.setAttribute("aria-expanded", String(open === label));
      panel.hidden = open !== label;
    }
  }

  update(data, wish) {
    this.#data = data;
    this.#wish = wish;
    const isLost = data.is_new && memory?.pieces.length > 0; // the server was started anew
    if (!isLost) memory = data.memory;
    if (this.#pending?.id === data.answered) this.#answered(data);
    else if (isLost && !this.#pending) this.#ask({ act: "remember" });
    this.silent.textContent = data.silent;
    this.silent.hidden = !data.silent;
    for (const { chip, slot, words } of this.#chips) {
      chip.setAttribute("aria-pressed", String(same(data.chosen[slot], words)));
      const isSaid = data.said.includes(slot) && same(data.chosen[slot], words);
      chip.classList.toggle("said", isSaid);
      chip.title = isSaid ? "Your own words say so" : "";
    }
    const wanted = data.chosen.key?.toLowerCase() ?? "";
    this.key.value = [...this.key.options].find(({ value }) => value.toLowerCase() === wanted)?.value ?? "";
    this.bpm.value = data.bpm ?? "";
    this.#plan(data);
    for (const { label, count, slots } of this.tabs) {
      const own = [...new Set(slots)].filter((slot) => slot in data.chosen).length;
      const chosen = label === "Sections" ? data.sections.length : own + (label === "Tempo" && data.bpm ? 1 : 0);
      count.textContent = chosen ? ` ${chosen}` : "";
    }
  }

  #answered(data) {
    const { wish, typed } = this.#pending;
    clearTimeout(this.timer);
    this.#pending = null;
    if (typed !== null && typed !== data.memory.prompt) {
      this.#waiting.unshift(COUNTED.includes(wish.act) ? { act: "sections", sections: data.sections } : wish);
      this.#handOver();
    }
    this.#next(typed ?? data.memory.prompt);
  }

  #plan({ sections, length_s, most_sections }) {
    while (this.#rows.length > sections.length) this.#rows.pop().item.remove();
    while (this.#rows.length < sections.length) this.#rows.push(this.#section(this.#rows.length + 1));
    sections.forEach(({ sound, name, length_s: seconds }, index) => {
      const row = this.#rows[index];
      row.sound.value = sound;
      row.name.value = name;
      row.length.value = seconds;
    });
    this.bar.hidden = !sections.length;
    this.bar.replaceChildren(
      ...sections.map(({ name, length_s: seconds }) => {
        const part = make("span", { textContent: name });
        part.style.flex = `${seconds} 1 0`;
        return part;
      }),
    );
    const total = sections.reduce((sum, section) => sum + section.length_s, 0);
    const isOff = sections.length > 0 && length_s !== null && total !== length_s;
    this.add.textContent = sections.length ? "Add a section" : "Plan sections";
    this.add.hidden = sections.length >= most_sections;
    this.fit.hidden = !isOff;
    this.total.hidden = !sections.length;
    this.total.textContent = length_s === null || !isOff ? `${clock(total)} in all` : `${clock(total)} of ${clock(length_s)}`;
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".helper");
  let helper = helpers.get(parentElement);
  if (!helper || helper.row.parentElement !== place) {
    helper?.unmount();
    helper = new Helper(place, data);
    helpers.set(parentElement, helper);
  }
  helper.update(data, setTriggerValue);
  helper.runs = (helper.runs ?? 0) + 1;
  const run = helper.runs;
  return () => {
    if (helper.runs !== run || helpers.get(parentElement) !== helper) return; // a newer run took this one's place
    helpers.delete(parentElement);
    helper.unmount();
  };
}
