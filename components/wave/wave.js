// The large player: buttons, keys, fields and downloads around one Sound or two, and the Stage that shows the one that
// is heard.

const REGION_RESTS_MS = 300;
const ASK_AGAIN_MS = 400;
const REGION_LETTERS = /^\s*(?:(\d+):)?(\d+(?:[.,]\d+)?)\s*$/;

const waves = new Map(); // shadow root -> Wave

// "1:02.5" and "62,5" -> 62.5; null for what is no time.
function seconds(text) {
  const [, minutes = 0, rest] = REGION_LETTERS.exec(text) ?? [];
  return rest === undefined ? null : 60 * Number(minutes) + Number(rest.replace(",", "."));
}

class Wave {
  runs = 0;
  #data = {};
  #parts;
  #setState;
  #sound;
  #other;
  #onOther = false;
  #half = false;
  #snap = false;
  #stage;
  #pictures = new Map(); // src -> Picture
  #resting = 0;
  #making = "";
  #complaint = "";
  #unmounting = new AbortController();
  #resizing = new ResizeObserver(() => this.#draw());

  constructor(root, key) {
    const names = [
      ...["wave", "play", "elapsed", "total", "other", "loop", "half", "snap", "mute", "level", "stage", "outline"],
      ...["spectrum", "marks", "playhead", "out", "in", "fit", "pan", "from", "to", "clear", "region-length"],
      ...["formats", "format", "download", "error", "status"],
    ];
    this.#parts = Object.fromEntries(names.map((name) => [name, root.querySelector(`.${name}`)]));
    const { signal } = this.#unmounting;
    const on = (target, type, handler) => target.addEventListener(type, handler, { signal });
    const clicks = {
      play: () => this.#heard.toggle(),
      other: () => this.#switch(),
      loop: () => this.#setLooping(!this.#sound.looping),
      half: () => this.#setHalf(!this.#half),
      snap: () => this.#setSnap(!this.#snap),
      mute: toggleMute,
      in: () => this.#zoom(2),
      out: () => this.#zoom(0.5),
      fit: () => this.#stage.fit(),
      clear: () => {
        this.#setRegion(null);
        this.#parts.stage.focus(); // the button is gone
      },
      download: () => this.#download(),
    };
    for (const [name, act] of Object.entries(clicks)) on(this.#parts[name], "click", act);
    const { wave, level, pan, from, to, stage } = this.#parts;
    on(wave, "keydown", (event) => this.#onKey(event));
    on(level, "input", () => changeVolume({ level: level.valueAsNumber / 100, muted: false }));
    on(pan, "input", () => this.#stage.pan((pan.valueAsNumber / 1000) * this.#hidden));
    for (const field of [from, to]) {
      on(field, "change", () => this.#onTyped());
      on(field, "focus", () => field.select()); // leaving the other field may just have filled this one
      on(field, "keydown", (event) => event.key === "Enter" && this.#onTyped());
    }

    this.#sound = this.#hold(key);
    this.#other = this.#hold(`${key}-other`);
    this.#stage = new Stage(stage, signal);
    on(this.#stage, "view", () => this.#draw());
    on(this.#stage, "seek", ({ detail }) => this.#heard.seek(detail));
    on(this.#stage, "region", ({ detail }) => this.#setRegion(this.#snapped(detail)));
    this.#resizing.observe(stage);
  }

  #hold(key) {
    const sound = Sound.of(key);
    sound.hold();
    const { signal } = this.#unmounting;
    sound.addEventListener("change", () => this.#render(), { signal });
    sound.addEventListener("error", () => this.#explain(sound), { signal });
    return sound;
  }

  get key() {
    return this.#sound.key;
  }

  get #heard() {
    return this.#onOther ? this.#other : this.#sound;
  }

  // What the page has told of the take that is heard.
  get #shown() {
    return (this.#onOther && this.#data.other) || this.#data.sound;
  }

  get #hidden() {
    return this.#stage.duration - (this.#stage.to - this.#stage.from);
  }

  update(data, setState) {
    const before = this.#data;
    this.#data = data;
    this.#setState = setState;
    const { wave, other } = this.#parts;
    const both = [data.sound, data.other].filter(Boolean);
    const picture = (one) => this.#pictures.get(one.src) ?? new Picture(one, () => this.#draw());
    this.#pictures = new Map(both.map((one) => [one.src, picture(one)]));
    const longest = Math.max(...both.map(({ duration }) => duration));
    if (data.sound.src !== before.sound?.src || longest !== this.#stage.duration) this.#stage.fit(longest);
    this.#sound.load(data.sound.src, data.sound.duration, data.sound.slow);
    this.#sound.setMatched(data.sound.gain);
    if (data.other) {
      this.#other.load(data.other.src, data.other.duration, data.other.slow);
      this.#other.setMatched(data.other.gain);
      this.#sound.audio.preload = this.#other.audio.preload = "auto"; // to switch without a pause
    } else if (this.#onOther) this.#switch();
    other.hidden = !data.other;
    if (JSON.stringify(data.downloads) !== JSON.stringify(before.downloads)) this.#showDownloads();
    wave.setAttribute("aria-label", `Player of ${data.sound.title}`);
    this.#stage.region = this.#sound.region;
    this.#draw();
    if (data.sound.src !== before.sound?.src) this.#showRegion(); // else it would overwrite what is being typed
  }

  unmount() {
    this.#unmounting.abort();
    this.#resizing.disconnect();
    clearTimeout(this.#resting);
    this.#sound.letGo();
    this.#other.letGo();
  }

  // The other take goes on where this one is.
  #switch() {
    const before = this.#heard;
    const { position, playing } = before;
    this.#onOther = !this.#onOther && Boolean(this.#data.other);
    const after = this.#heard;
    if (before === after) return;
    after.seek(position);
    if (playing) after.play(); // which pauses the other
    this.#draw();
  }

  #both(act) {
    for (const sound of [this.#sound, this.#other]) act(sound);
  }

  #setLooping(looping) {
    this.#both((sound) => sound.setLooping(looping));
  }

  #setHalf(half) {
    this.#half = half;
    this.#both((sound) => sound.setRate(half ? 0.5 : 1));
  }

  #setSnap(snap) {
    this.#snap = snap && this.#shown.beats.length > 0;
    if (this.#snap && this.#stage.region) this.#setRegion(this.#snapped(this.#stage.region));
    this.#render();
  }

  #zoom(factor) {
    const { position } = this.#heard;
    const { from, to } = this.#stage;
    this.#stage.zoom(factor, position >= from && position <= to ? position : undefined);
  }

  #snapped({ start, end }) {
    const { beats } = this.#shown;
    return this.#snap && beats.length ? { start: nearest(beats, start), end: nearest(beats, end) } : { start, end };
  }

  #setRegion(region) {
    const { duration } = this.#data.sound;
    const whole = region && { start: clamp(region.start, 0, duration), end: clamp(region.end, 0, duration) };
    const set = whole && whole.end - whole.start >= SHORTEST_REGION_S ? whole : null;
    this.#both((sound) => sound.setRegion(set));
    this.#stage.region = set;
    this.#showRegion();
    this.#draw();
    clearTimeout(this.#resting);
    const told = set && [Number(set.start.toFixed(4)), Number(set.end.toFixed(4))];
    this.#resting = setTimeout(() => this.#setState("region", told), REGION_RESTS_MS);
  }

  #showRegion() {
    const { from, to, clear } = this.#parts;
    const { region } = this.#stage;
    from.value = region ? clock(region.start + 0.005, 2) : "";
    to.value = region ? clock(region.end + 0.005, 2) : "";
    clear.hidden = !region;
    setText(this.#parts["region-length"], region ? `${(region.end - region.start).toFixed(2)} s` : "");
  }

  #onTyped() {
    const { from, to } = this.#parts;
    const { duration } = this.#data.sound;
    if (!from.value.trim() && !to.value.trim()) {
      if (this.#stage.region) this.#setRegion(null);
      return;
    }
    const start = from.value.trim() ? seconds(from.value) : 0;
    const end = to.value.trim() ? seconds(to.value) : duration;
    if (start === null || end === null || end <= start || start >= duration) {
      this.#complain("A region needs a start and a later end, in seconds or as 1:02.5.");
      return;
    }
    this.#complain("");
    this.#setRegion({ start, end });
  }

  #setEdge(edge) {
    const { position } = this.#heard;
    const { duration } = this.#data.sound;
    let { start, end } = this.#stage.region ?? { start: 0, end: duration };
    if (edge === "start") [start, end] = [position, end > position ? end : duration];
    else [start, end] = [start < position ? start : 0, position];
    this.#setRegion(this.#snapped({ start, end }));
  }

  #onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { stage } = this.#parts;
    if (["INPUT", "SELECT"].includes(event.target.tagName)) {
      event.stopPropagation();
      return;
    }
    const heard = this.#heard;
    const move = (direction) => heard.seek(heard.position + direction * (event.shiftKey ? 0.1 : 5));
    const anywhere = {
      l: () => this.#setLooping(!this.#sound.looping),
      h: () => this.#setHalf(!this.#half),
      s: () => this.#setSnap(!this.#snap),
      b: () => this.#data.other && this.#switch(),
      m: toggleMute,
      "+": () => this.#zoom(2),
      "=": () => this.#zoom(2),
      "-": () => this.#zoom(0.5),
      0: () => this.#stage.fit(),
      i: () => this.#setEdge("start"),
      o: () => this.#setEdge("end"),
    };
    const onStage = {
      arrowright: () => move(+1),
      arrowup: () => move(+1),
      arrowleft: () => move(-1),
      arrowdown: () => move(-1),
      home: () => heard.seek(0),
      end: () => heard.seek(heard.duration),
      " ": () => heard.toggle(),
    };
    const clearing = { escape: () => (this.#stage.dragging ? this.#stage.cancelDrag() : this.#setRegion(null)) };
    const act = {
      ...anywhere,
      ...(event.target === stage && onStage),
      ...((this.#stage.region || this.#stage.dragging) && clearing),
    }[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation(); // Streamlit has shortcuts of its own
    act();
  }

  // Everything that depends on the size, the stretch shown, the region or the theme.
  #draw() {
    const shown = this.#shown;
    if (!shown) return;
    const { beats, marks } = shown;
    const picture = this.#pictures.get(shown.src);
    const { outline, spectrum, marks: lines, pan } = this.#parts;
    const { from, to, shownRegion: region, zoomed } = this.#stage;
    const view = { duration: shown.duration || 1, from, to, colours: this.#colours };
    drawOutline(outline, { ...view, peaks: picture.peaks });
    drawSpectrum(spectrum, { ...view, picture: picture.spectrum(view.colours) });
    drawMarks(lines, { ...view, beats, marks, region });
    pan.disabled = !zoomed;
    pan.value = zoomed ? Math.round((from / this.#hidden) * 1000) : 0;
    pan.setAttribute("aria-valuetext", `${clock(from, 1)} to ${clock(to, 1)}`);
    this.#render();
  }

  get #colours() {
    const { wave, play } = this.#parts;
    const [ink, button] = [getComputedStyle(wave), getComputedStyle(play)];
    return { ink: ink.color, font: ink.fontFamily, accent: button.backgroundColor, ground: button.color };
  }

  // Runs in each frame while playing.
  #render() {
    const shown = this.#shown;
    if (!shown) return;
    const { title, beats, marks } = shown;
    const parts = this.#parts;
    const heard = this.#heard;
    const { position, duration, playing } = heard;
    if (playing) this.#stage.follow(position);
    parts.wave.classList.toggle("playing", playing);
    setAttribute(parts.play, "aria-label", `${playing ? "Pause" : "Play"} ${title}`);
    setText(parts.elapsed, clock(position, 1));
    setText(parts.total, clock(duration, 1));
    setText(parts.other, this.#onOther ? "B: the other take" : "A: this take");
    setAttribute(parts.other, "aria-label", `Hearing ${this.#onOther ? "B" : "A"}: ${title}. Switch`);
    setAttribute(parts.other, "aria-pressed", this.#onOther);
    setAttribute(parts.loop, "aria-pressed", this.#sound.looping);
    setAttribute(parts.half, "aria-pressed", this.#half);
    setAttribute(parts.snap, "aria-pressed", this.#snap);
    parts.snap.disabled = !beats.length;
    const level = volume.muted ? 0 : Math.round(volume.level * 100);
    parts.level.value = level;
    setAttribute(parts.level, "aria-valuetext", `${level} %`);
    setAttribute(parts.mute, "aria-pressed", level === 0);

    const x = this.#stage.x(position);
    parts.playhead.style.transform = `translateX(${x.toFixed(1)}px)`;
    parts.playhead.hidden = x < 0 || x > parts.stage.clientWidth;
    const section = marks.findLast(({ start }) => start <= position);
    setAttribute(parts.stage, "aria-label", `Position in ${title}`);
    setAttribute(parts.stage, "aria-valuemax", Math.floor(duration));
    setAttribute(parts.stage, "aria-valuenow", Math.floor(position));
    const where = section ? `, ${section.name}` : "";
    setAttribute(parts.stage, "aria-valuetext", `${clock(position)} of ${clock(duration)}${where}`);

    setText(parts.error, this.#complaint || heard.complaint);
    setText(parts.status, this.#making || (heard.preparing ? "Preparing loop" : ""));
  }

  #complain(message) {
    this.#complaint = message;
    this.#render();
  }

  // The error of <audio> does not tell a missing file from an unreadable one; the server does.
  async #explain(sound) {
    const { src } = sound;
    try {
      const { status } = await fetch(src, { method: "HEAD", cache: "no-store" });
      if (sound.src !== src || !sound.audio.error) return;
      if (status === 404) sound.complain("This take's audio file is missing.");
      else sound.complain("This browser cannot play this take's audio. Download it to listen.");
    } catch {
      sound.complain(SILENT_STUDIO);
    }
  }

  #showDownloads() {
    const { formats, format, download } = this.#parts;
    const { downloads } = this.#data;
    formats.hidden = download.hidden = !downloads.length;
    format.replaceChildren(...downloads.map(({ label, url }) => new Option(label, url)));
  }

  // The server makes the file beside everything else, and is asked how far it is.
  async #download() {
    const { format, download } = this.#parts;
    const choice = this.#data.downloads.find(({ url }) => url === format.value);
    if (!choice || this.#making) return;
    download.setAttribute("aria-busy", "true");
    this.#complain("");
    try {
      for (let ask = `${choice.making}?again`; ; ask = choice.making) {
        const response = await fetch(ask, { cache: "no-store" });
        const answer = await response.json();
        if (!response.ok) throw new Error(`${answer.message} ${answer.advice}`);
        if (answer.share >= 1) break;
        this.#making = `Preparing ${choice.label}: ${Math.round(100 * answer.share)} %`;
        this.#render();
        await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
      }
      save(choice.url);
    } catch (error) {
      this.#complaint = error instanceof TypeError ? SILENT_STUDIO : error.message;
    } finally {
      this.#making = "";
      download.removeAttribute("aria-busy");
      this.#render();
    }
  }
}

// Streamlit calls this once the markup stands in the page, and again whenever the data or the theme changes.
export default function show({ parentElement, data, setStateValue }) {
  let wave = waves.get(parentElement);
  if (wave?.key !== data.key) {
    wave?.unmount();
    wave = new Wave(parentElement, data.key);
    waves.set(parentElement, wave);
  }
  wave.update(data, setStateValue);
  const run = ++wave.runs;
  return () => {
    if (wave.runs !== run || waves.get(parentElement) !== wave) return; // a newer run took this one's place
    waves.delete(parentElement);
    wave.unmount();
  };
}
