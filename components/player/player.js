// The player of one take: buttons, keys, downloads and messages around a Sound and its Timeline.

const MISSING = "This take's audio file is missing.";

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
    this.#parts = Object.fromEntries([...names, ...texts].map((name) => [name, find(name)]));
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
    const { player, wave, title, about, facts, note } = this.#parts;
    this.#data = data;
    this.#sound.load(data.src, data.duration);
    if (data.peaks !== before.peaks) this.#loadPeaks();
    if (JSON.stringify(data.downloads) !== JSON.stringify(before.downloads)) this.#showDownloads();
    if (JSON.stringify(data.actions) !== JSON.stringify(before.actions)) this.#showActions();
    player.setAttribute("aria-label", `Player of ${data.title}`);
    wave.setAttribute("aria-label", `Position in ${data.title}`);
    title.textContent = data.title;
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
    const outsideButtons = { " ": () => this.#toggle() };
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
      ...(event.target.tagName !== "BUTTON" && outsideButtons),
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
