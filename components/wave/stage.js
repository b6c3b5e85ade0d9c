// The stretch of a take that is shown, and the pointer that seeks, selects and zooms in it.

const SHORTEST_REGION_S = 0.05;
const SHORTEST_VIEW_S = 0.25;
const DRAG_PX = 4;
const EDGE_PX = { mouse: 6, pen: 12, touch: 20 };

function nearest(times, time) {
  return times.reduce((best, at) => (Math.abs(at - time) < Math.abs(best - time) ? at : best), times[0] ?? time);
}

// Dispatches "view" when another stretch is shown, "seek" and "region" with `detail` when the pointer has done that.
class Stage extends EventTarget {
  from = 0;
  to = 1;
  duration = 1;
  region = null;
  #box;
  #drag = null; // { pointer, x, at, anchor, region }

  constructor(box, signal) {
    super();
    this.#box = box;
    const on = (type, handler, options = {}) => box.addEventListener(type, handler, { signal, ...options });
    on("pointerdown", (event) => this.#onDown(event));
    on("pointermove", (event) => this.#onMove(event));
    on("pointerup", () => this.#onUp());
    on("pointercancel", () => this.cancelDrag()); // a finger that went on to scroll the page
    on("wheel", (event) => this.#onWheel(event), { passive: false });
  }

  get dragging() {
    return this.#drag !== null;
  }

  get shownRegion() {
    return this.#drag?.region ?? this.region;
  }

  get zoomed() {
    return this.to - this.from < this.duration - 1e-6;
  }

  fit(duration = this.duration) {
    this.duration = duration || 1;
    this.#show(0, this.duration);
  }

  zoom(factor, around = (this.from + this.to) / 2) {
    const length = clamp((this.to - this.from) / factor, Math.min(SHORTEST_VIEW_S, this.duration), this.duration);
    const share = (around - this.from) / (this.to - this.from);
    this.#show(around - share * length, length);
  }

  pan(from) {
    this.#show(from, this.to - this.from);
  }

  follow(time) {
    if (this.zoomed && !this.dragging && (time < this.from || time > this.to)) this.pan(time);
  }

  cancelDrag() {
    this.#drag = null;
    this.#tell("view");
  }

  x(time) {
    return ((time - this.from) / (this.to - this.from)) * this.#box.clientWidth;
  }

  #show(from, length) {
    this.from = clamp(from, 0, this.duration - length);
    this.to = this.from + length;
    this.#tell("view");
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #timeAt(event) {
    const box = this.#box.getBoundingClientRect();
    return this.from + clamp((event.clientX - box.left) / box.width, 0, 1) * (this.to - this.from);
  }

  #edgeAt(event) {
    if (!this.region) return null;
    const reach = EDGE_PX[event.pointerType] ?? EDGE_PX.mouse;
    const away = (edge) => Math.abs(this.x(this.region[edge]) - this.x(this.#timeAt(event)));
    const edge = away("start") < away("end") ? "start" : "end";
    return away(edge) <= reach ? edge : null;
  }

  #onDown(event) {
    if (event.button !== 0 || this.#drag) return;
    this.#box.setPointerCapture(event.pointerId);
    const at = this.#timeAt(event);
    const edge = this.#edgeAt(event);
    const anchor = edge === "start" ? this.region.end : edge === "end" ? this.region.start : at;
    this.#drag = { pointer: event.pointerId, x: event.clientX, at, anchor, region: null };
  }

  #onMove(event) {
    const drag = this.#drag;
    this.#box.classList.toggle("on-edge", drag === null && this.#edgeAt(event) !== null);
    if (drag?.pointer !== event.pointerId) return;
    if (!drag.region && Math.abs(event.clientX - drag.x) < DRAG_PX) return;
    const at = this.#timeAt(event);
    drag.region = { start: Math.min(at, drag.anchor), end: Math.max(at, drag.anchor) };
    this.#tell("view");
  }

  #onUp() {
    const drag = this.#drag;
    this.#drag = null;
    if (!drag) return;
    if (!drag.region) this.#tell("seek", drag.at);
    else this.#tell("region", drag.region);
  }

  // With Ctrl or two fingers the wheel zooms; sideways it scrolls. Otherwise it is the page's.
  #onWheel(event) {
    if (event.ctrlKey) {
      event.preventDefault();
      this.zoom(Math.exp(-event.deltaY / 200), this.#timeAt(event));
    } else if (this.zoomed && Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      this.pan(this.from + (event.deltaX / this.#box.clientWidth) * (this.to - this.from));
    }
  }
}
