// The player of one take: buttons, keys, downloads and messages around a Sound and its Timeline.

const MISSING = "This take's audio file is missing.";

const HEART =
  "M12 20.3S3.8 15.2 3.8 9.2A4.5 4.5 0 0 1 12 6.7a4.5 4.5 0 0 1 8.2 2.5c0 6-8.2 11.1-8.2 11.1z";
const STAR = "M12 3.6l2.6 5.3 5.8.8-4.2 4.1 1 5.8-5.2-2.7-5.2 2.7 1-5.8-4.2-4.1 5.8-.8z";

const players = new Map(); // shadow root -> Player

class Player {
  runs = 0;
  #data = {};
  #parts;
  #trigger;
  #sound;
  #timeline;
  #downloading = new Set(); // labels
  #unmounting = new AbortController();

  constructor(root, key) {
    const find = (name) => root.querySelector(`.${name}`);
    const names = ["player", "play", "wave", "clear", "elapsed", "total", "loop", "mute", "level", "downloads"];
    const texts = ["title", "about", "facts", "told", "error", "status", "note", "actions"];
    const said = ["select", "marks", "tags", "notes"];
    this.#parts = Object.fromEntries([...names, ...texts, ...said].map((name) => [name, find(name)]));
    this.#sound = Sound.of(key);
    this.#sound.hold();
    this.#timeline = new Timeline(root, this.#sound);

    const { player, play, wave, clear, loop, mute, level } = this.#parts;
    const { signal } = this.#unmounting;
    const on = (target, type, handler) => target.addEventListener(type, handler, { signal });
    on(this.#sound, "change", () => this.#render());
    on(this.#sound, "error", () => this.#explain());
    on(player, "keydown", (event) => this.#onKey(event));
    on(play, "click", () => this.#toggle());
    on(loop, "click", () => this.#sound.setLooping(!this.#sound.looping));
    on(mute, "click", toggleMute);
    on(level, "input", () => changeVolume({ level: level.valueAsNumber / 100, muted: false }));
    on(clear, "click", () => {
      this.#sound.setRegion(null);
      wave.focus(); // the button is gone
    });
  }

  update(data, setTriggerValue) {
    const before = this.#data;
    this.#trigger = setTriggerValue;
    const { player, wave, title, about, facts, note, notes, select } = this.#parts;
    this.#data = data;
    this.#sound.load(data.src, data.duration);
    if (data.peaks !== before.peaks) this.#loadPeaks();
    if (JSON.stringify(data.downloads) !== JSON.stringify(before.downloads)) this.#showDownloads();
    if (JSON.stringify(data.actions) !== JSON.stringify(before.actions)) this.#showActions();
    if (JSON.stringify(data.tags) !== JSON.stringify(before.tags)) this.#showTags();
    this.#showMarks();
    player.setAttribute("aria-label", `Player of ${data.title}`);
    wave.setAttribute("aria-label", `Position in ${data.title}`);
    const link = title.querySelector("a");
    link.textContent = data.title;
    if (data.link) link.setAttribute("href", data.link);
    else link.removeAttribute("href");
    link.onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // in a tab or window of its own
      event.preventDefault(); // the page would be loaded anew, and what is typed in the form be lost
      this.#trigger("action", "open");
    };
    notes.textContent = notes.title = data.notes;
    notes.hidden = !data.notes;
    const box = select.querySelector("input");
    select.hidden = data.selected === null;
    box.checked = data.selected === true;
    box.setAttribute("aria-label", `Select ${data.title}`);
    box.onchange = () => this.#trigger("action", "select");
    about.textContent = about.title = data.about;
    about.hidden = !data.about;
    facts.textContent = data.facts;
    if (JSON.stringify(data.lines) !== JSON.stringify(before.lines)) this.#showTold();
    note.textContent = data.note;
    this.#timeline.draw();
    this.#render();
  }

  unmount() {
    this.#unmounting.abort();
    this.#timeline.unmount();
    this.#sound.letGo();
  }

  get key() {
    return this.#sound.key;
  }

  #toggle() {
    if (this.#timeline.empty) this.#loadPeaks();
    this.#sound.toggle();
  }

  #onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { wave } = this.#parts;
    const sound = this.#sound;
    const move = (direction) => sound.seek(sound.position + direction * (event.shiftKey ? 1 : 5));
    const anywhere = {
      l: () => sound.setLooping(!sound.looping),
      m: toggleMute,
    };
    const elsewhere = { " ": () => this.#toggle() };
    const onWave = {
      arrowright: () => move(+1),
      arrowup: () => move(+1),
      arrowleft: () => move(-1),
      arrowdown: () => move(-1),
      home: () => sound.seek(0),
      end: () => sound.seek(sound.duration),
      i: () => this.#timeline.setEdge("start"),
      o: () => this.#timeline.setEdge("end"),
    };
    const clearing = { escape: () => (this.#timeline.dragging ? this.#timeline.cancelDrag() : sound.setRegion(null)) };
    const act = {
      ...anywhere,
      ...(!event.target.matches("button, [type=checkbox]") && elsewhere), // these are pressed with Space
      ...(event.target === wave && onWave),
      ...((sound.region || this.#timeline.dragging) && clearing),
    }[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation(); // Streamlit has shortcuts of its own
    act();
  }

  // Runs in each frame while playing.
  #render() {
    const { player, play, elapsed, total, loop, mute, level, error, status } = this.#parts;
    const sound = this.#sound;
    player.classList.toggle("playing", sound.playing);
    player.classList.toggle("waiting", sound.waiting);
    setAttribute(play, "aria-label", `${sound.playing ? "Pause" : "Play"} ${this.#data.title}`);
    setText(elapsed, clock(sound.position));
    setText(total, clock(sound.duration));
    setAttribute(loop, "aria-pressed", sound.looping);
    setAttribute(loop, "aria-busy", sound.preparing !== null);

    const shown = volume.muted ? 0 : Math.round(volume.level * 100);
    level.value = shown;
    level.style.setProperty("--level", `${shown}%`);
    setAttribute(level, "aria-valuetext", `${shown} %`);
    setAttribute(mute, "aria-pressed", shown === 0);

    setText(error, sound.complaint);
    const [label] = this.#downloading;
    setText(status, sound.preparing ? "Preparing loop" : label ? `Preparing ${label}` : "");
    this.#timeline.render();
  }

  // The error of <audio> does not tell a missing file from an unreadable one; the server does.
  async #explain() {
    const { src } = this.#data;
    let message = SILENT_STUDIO;
    try {
      const { ok, status } = await fetch(src, { method: "HEAD", cache: "no-store" });
      if (ok) message = "This browser cannot play this take's audio. Download it to listen.";
      else if (status === 404) message = MISSING;
      else message = "This take's audio cannot be loaded right now. Press Play to try again.";
    } catch {
      // The message stands.
    }
    if (this.#data.src === src && this.#sound.audio.error) this.#sound.complain(message);
  }

  async #loadPeaks() {
    const { peaks } = this.#data;
    try {
      const response = await fetch(peaks);
      const bytes = response.ok ? await response.arrayBuffer() : new ArrayBuffer();
      if (this.#data.peaks === peaks) this.#timeline.show(new Int8Array(bytes));
    } catch {
      // Without a waveform the take still plays; Play asks for it again.
    }
  }

  #showTold() {
    const lines = this.#data.lines.map((line) => {
      const paragraph = document.createElement("p");
      paragraph.textContent = paragraph.title = line;
      return paragraph;
    });
    this.#parts.told.replaceChildren(...lines);
  }

  #showDownloads() {
    const { downloads } = this.#parts;
    for (const button of downloads.querySelectorAll("button")) button.remove();
    for (const { label, name, url } of this.#data.downloads) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.setAttribute("aria-label", name);
      button.addEventListener("click", () => this.#download(label, url, button));
      downloads.append(button);
    }
  }

  // The server converts a file when it is asked about it. That can take seconds, and can fail before anything is saved.
  async #download(label, url, button) {
    if (this.#downloading.has(label)) return;
    this.#downloading.add(label);
    button.setAttribute("aria-busy", "true");
    this.#sound.complain("");
    try {
      const { ok, status } = await fetch(url, { method: "HEAD", cache: "no-store" });
      if (ok) save(url);
      else if (status === 404) this.#sound.complain(MISSING);
      else this.#sound.complain(`${label} could not be made. Try again, or take another format.`);
    } catch {
      this.#sound.complain(SILENT_STUDIO);
    } finally {
      this.#downloading.delete(label);
      button.removeAttribute("aria-busy");
      this.#render();
    }
  }

  #showTags() {
    const { tags } = this.#parts;
    tags.replaceChildren(
      ...this.#data.tags.map((tag) => {
        const item = document.createElement("li");
        item.textContent = tag;
        return item;
      }),
    );
    tags.hidden = !this.#data.tags.length;
  }

  // The buttons stay the same ones, so that the keyboard stays where it is.
  #showMarks() {
    const { marks } = this.#parts;
    const given = this.#data.marks;
    marks.hidden = !given;
    if (!given) return;
    marks.setAttribute("aria-label", `Your judgement of ${this.#data.title}`);
    if (!marks.children.length) {
      marks.append(this.#markButton("favourite", HEART));
      for (let stars = 1; stars <= 5; stars++) marks.append(this.#markButton(`rating-${stars}`, STAR));
    }
    const [heart, ...stars] = marks.children;
    setAttribute(heart, "aria-pressed", given.favourite);
    setAttribute(heart, "aria-label", "Favourite");
    heart.title = given.favourite ? "A favourite. Press to change that" : "Make it a favourite";
    stars.forEach((star, index) => {
      const number = index + 1;
      star.classList.toggle("given", number <= given.rating);
      setAttribute(star, "aria-pressed", number === given.rating);
      setAttribute(star, "aria-label", number === 1 ? "1 star" : `${number} stars`);
      star.title = number === given.rating ? "Press again to take the rating back" : `Rate it ${number} of 5`;
    });
  }

  #markButton(name, drawing) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = name.split("-")[0];
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", drawing);
    svg.append(path);
    button.append(svg);
    button.onclick = () => this.#trigger("action", name);
    return button;
  }

  #showActions() {
    const { actions } = this.#parts;
    const buttons = this.#data.actions.map(({ name, label, help }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.title = help;
      button.onclick = () => this.#trigger("action", name);
      return button;
    });
    actions.replaceChildren(...buttons);
    actions.hidden = buttons.length === 0;
  }
}

// Streamlit calls this once the markup stands in the page, and again whenever the data or the theme changes.
export default function show({ parentElement, data, setTriggerValue }) {
  let player = players.get(parentElement);
  if (player?.key !== data.key) {
    player?.unmount();
    player = new Player(parentElement, data.key);
    players.set(parentElement, player);
  }
  player.update(data, setTriggerValue);
  const run = ++player.runs;
  return () => {
    if (player.runs !== run || players.get(parentElement) !== player) return; // a newer run took this one's place
    players.delete(parentElement);
    player.unmount();
  };
}
