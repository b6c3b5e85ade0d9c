// What is seen of the take: the waveform, the ruler, the region, and the pointer that seeks and selects.

const SHORTEST_REGION_S = 0.1;
const DRAG_PX = 4;
const EDGE_PX = { mouse: 6, pen: 12, touch: 20 };
const BAR_PX = 5; // one bar and the gap after it
const TICK_STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600];
const TICK_PX = 72;

// Heights of `count` bars, 0 to 1, the highest being 1. `peaks` holds pairs of int8 (lowest, highest). The mean of
// the peaks under a bar keeps the shape of loud music, where their maximum would be a block.
function barHeights(peaks, count) {
  const bins = peaks.length >> 1;
  if (!bins) return new Array(count).fill(0);
  const heights = Array.from({ length: count }, (_, bar) => {
    const first = Math.floor((bar * bins) / count);
    const end = Math.max(first + 1, Math.floor(((bar + 1) * bins) / count));
    let sum = 0;
    for (let bin = first; bin < end; bin++) sum += Math.max(-peaks[2 * bin], peaks[2 * bin + 1], 0);
    return sum / (end - first) / 127;
  });
  const highest = Math.max(0.05, ...heights); // near silence stays flat
  return heights.map((height) => height / highest);
}

class Timeline {
  #parts;
  #sound;
  #peaks = new Int8Array();
  #drag = null; // { pointer, x, at, anchor, region }
  #drawnRegion = null;
  #resizing = new ResizeObserver(() => this.draw());
  #unmounting = new AbortController();

  constructor(root, sound) {
    const find = (name) => root.querySelector(`.${name}`);
    this.#sound = sound;
    this.#parts = {
      wave: find("wave"),
      bars: root.querySelectorAll(".bars path"),
      region: find("region"),
      hover: find("hover"),
      playhead: find("playhead"),
      ruler: find("ruler"),
      ticks: find("ticks"),
      label: find("region-label"),
      times: find("region-times"),
    };
    const { wave, hover } = this.#parts;
    const { signal } = this.#unmounting;
    const on = (type, handler) => wave.addEventListener(type, handler, { signal });
    on("pointerdown", (event) => this.#onDown(event));
    on("pointermove", (event) => this.#onMove(event));
    on("pointerup", () => this.#onUp());
    on("pointercancel", () => this.cancelDrag()); // a finger that went on to scroll the page
    on("pointerleave", () => (hover.hidden = true));
    this.#resizing.observe(wave);
  }

  unmount() {
    this.#unmounting.abort();
    this.#resizing.disconnect();
  }

  get dragging() {
    return this.#drag !== null;
  }

  get empty() {
    return this.#peaks.length === 0;
  }

  show(peaks) {
    this.#peaks = peaks;
    this.draw();
  }

  // Everything that depends on the width or the take.
  draw() {
    const { wave, bars, ticks } = this.#parts;
    const { clientWidth: width, clientHeight: height } = wave;
    const { duration } = this.#sound;
    if (!width || !duration) return;

    const path = barHeights(this.#peaks, Math.floor(width / BAR_PX)).map((share, bar) => {
      const half = 0.5 + share * (height / 2 - 3);
      return `M${(bar + 0.5) * BAR_PX} ${(height / 2 - half).toFixed(1)}v${(2 * half).toFixed(1)}`;
    });
    this.#drawnRegion = null;
    for (const bar of bars) bar.setAttribute("d", path.join(""));

    const step = TICK_STEPS_S.find((seconds) => (seconds / duration) * width >= TICK_PX) ?? TICK_STEPS_S.at(-1);
    ticks.replaceChildren();
    for (let at = 0; at + step / 4 < duration; at += step) {
      const tick = document.createElement("span");
      tick.textContent = clock(at);
      tick.style.left = this.#share(at);
      ticks.append(tick);
    }
    this.render();
  }

  // What moves.
  render() {
    const { wave, playhead } = this.#parts;
    const { position, duration, playing } = this.#sound;
    playhead.hidden = position === 0 && !playing;
    wave.style.setProperty("--progress", this.#share(position));
    setAttribute(wave, "aria-valuemax", Math.floor(duration));
    setAttribute(wave, "aria-valuenow", Math.floor(position));
    setAttribute(wave, "aria-valuetext", `${clock(position)} of ${clock(duration)}`);
    this.#renderRegion(this.#drag?.region ?? this.#sound.region, duration);
  }

  #renderRegion(region, duration) {
    if (region === this.#drawnRegion) return;
    this.#drawnRegion = region;
    const { region: box, label, times, ruler } = this.#parts;
    box.hidden = label.hidden = !region;
    if (!region) return;
    const { start, end } = region;
    box.style.left = this.#share(start);
    box.style.width = this.#share(end - start);
    setText(times, `${clock(start, 1)} – ${clock(end, 1)}`);
    const room = ruler.clientWidth - label.offsetWidth;
    const centred = ((start + end) / 2 / duration) * ruler.clientWidth - label.offsetWidth / 2;
    label.style.left = `${clamp(centred, 0, room)}px`;
  }

  // From the keyboard: the playhead becomes the start or the end of the region.
  setEdge(edge) {
    const { position, duration, region } = this.#sound;
    let { start, end } = region ?? { start: 0, end: duration };
    if (edge === "start") [start, end] = [position, end > position ? end : duration];
    else [start, end] = [start < position ? start : 0, position];
    if (end - start >= SHORTEST_REGION_S) this.#sound.setRegion({ start, end });
  }

  cancelDrag() {
    this.#drag = null;
    this.render();
  }

  #share(time) {
    return `${(time / (this.#sound.duration || 1)) * 100}%`;
  }

  #timeAt(event) {
    const box = this.#parts.wave.getBoundingClientRect();
    return clamp((event.clientX - box.left) / box.width, 0, 1) * this.#sound.duration;
  }

  #edgeAt(event) {
    const { region, duration } = this.#sound;
    if (!region) return null;
    const reach = ((EDGE_PX[event.pointerType] ?? EDGE_PX.mouse) / this.#parts.wave.clientWidth) * duration;
    const at = this.#timeAt(event);
    const nearest = Math.abs(region.start - at) < Math.abs(region.end - at) ? "start" : "end";
    return Math.abs(region[nearest] - at) <= reach ? nearest : null;
  }

  #onDown(event) {
    if (event.button !== 0 || this.#drag) return;
    this.#parts.wave.setPointerCapture(event.pointerId);
    const { region } = this.#sound;
    const at = this.#timeAt(event);
    const edge = this.#edgeAt(event);
    const anchor = edge === "start" ? region.end : edge === "end" ? region.start : at;
    this.#drag = { pointer: event.pointerId, x: event.clientX, at, anchor, region: null };
  }

  #onMove(event) {
    const { hover, wave } = this.#parts;
    const drag = this.#drag;
    const at = this.#timeAt(event);
    hover.hidden = event.pointerType === "touch";
    hover.style.left = this.#share(at);
    hover.classList.toggle("near-end", at > this.#sound.duration / 2);
    setText(hover.firstElementChild, clock(at, 1));
    wave.classList.toggle("on-edge", drag === null && this.#edgeAt(event) !== null);
    if (drag?.pointer !== event.pointerId) return;
    if (!drag.region && Math.abs(event.clientX - drag.x) < DRAG_PX) return;
    drag.region = { start: Math.min(at, drag.anchor), end: Math.max(at, drag.anchor) };
    this.render();
  }

  #onUp() {
    const drag = this.#drag;
    this.#drag = null;
    if (!drag) return;
    if (!drag.region) this.#sound.seek(drag.at);
    else this.#sound.setRegion(drag.region.end - drag.region.start >= SHORTEST_REGION_S ? drag.region : null);
  }
}
