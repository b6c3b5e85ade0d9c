// What is drawn of a take, for any stretch of it: waveform, spectrogram, beats, sections and the region.

const LANE_PX = 22; // the names of sections, above the waveform
const LEAST_BEAT_PX = 5;
const TICK_STEPS_S = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300];
const TICK_PX = 80;

// A canvas of the size of its box, in device pixels; returns its context in CSS pixels.
function prepare(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  return { context, width, height };
}

// `peaks` holds pairs of int8 (lowest, highest) over all of `duration`; `from` and `to` are what the canvas shows.
function drawOutline(canvas, { peaks, duration, from, to, colours }) {
  const { context, width, height } = prepare(canvas);
  const pairs = peaks.length >> 1;
  if (!pairs || !width) return;
  let loudest = 8;
  for (let at = 0; at < peaks.length; at++) loudest = Math.max(loudest, Math.abs(peaks[at]));
  const middle = height / 2;
  const scale = (middle - 4) / loudest;
  context.fillStyle = colours.accent;
  for (let x = 0; x < width; x++) {
    const first = Math.floor(((from + (x / width) * (to - from)) / duration) * pairs);
    const end = Math.max(first + 1, Math.floor(((from + ((x + 1) / width) * (to - from)) / duration) * pairs));
    let lowest = 127;
    let highest = -127;
    for (let pair = Math.max(0, first); pair < Math.min(end, pairs); pair++) {
      lowest = Math.min(lowest, peaks[2 * pair]);
      highest = Math.max(highest, peaks[2 * pair + 1]);
    }
    if (lowest > highest) continue;
    const top = middle - highest * scale;
    context.fillRect(x, top, 1, Math.max(1, (highest - lowest) * scale));
  }
}

function parts(colour) {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
}

// The grey picture in the colours of the theme: the background is silence, the accent is middling, the ink is loud.
function coloured(image, colours) {
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(image, 0, 0);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  const stops = [parts(colours.ground), parts(colours.accent), parts(colours.ink)];
  const table = Array.from({ length: 256 }, (_, level) => {
    const at = (level / 255) ** 1.4 * 2;
    const [low, high] = at < 1 ? [stops[0], stops[1]] : [stops[1], stops[2]];
    const share = at < 1 ? at : at - 1;
    return low.map((value, channel) => value + (high[channel] - value) * share);
  });
  const { data } = pixels;
  for (let at = 0; at < data.length; at += 4) {
    const [red, green, blue] = table[data[at]];
    data[at] = red;
    data[at + 1] = green;
    data[at + 2] = blue;
  }
  context.putImageData(pixels, 0, 0);
  return canvas;
}

// What is drawn of one take, fetched once.
class Picture {
  peaks = new Int8Array();
  #image = new Image();
  #coloured = null;
  #theme = "";

  constructor({ waveform, spectrogram }, onLoad) {
    this.#loadPeaks(waveform, onLoad);
    this.#image.onload = onLoad;
    this.#image.src = spectrogram;
  }

  async #loadPeaks(waveform, onLoad) {
    try {
      const response = await fetch(waveform);
      if (!response.ok) return;
      this.peaks = new Int8Array(await response.arrayBuffer());
      onLoad();
    } catch {
      // Without a waveform the take still plays.
    }
  }

  // The spectrogram in the colours of the theme; null until it is there.
  spectrum(colours) {
    if (!this.#image.complete || !this.#image.naturalWidth) return null; // its width is known before its pixels are
    const theme = JSON.stringify(colours);
    if (theme !== this.#theme) this.#coloured = coloured(this.#image, colours);
    this.#theme = theme;
    return this.#coloured;
  }
}

function drawSpectrum(canvas, { picture, duration, from, to }) {
  const { context, width, height } = prepare(canvas);
  if (!picture || !width) return;
  const per = picture.width / duration;
  context.drawImage(picture, from * per, 0, Math.max(1, (to - from) * per), picture.height, 0, 0, width, height);
}

// Beats, sections, ruler and region, over both pictures.
function drawMarks(canvas, { duration, from, to, beats, marks, region, colours }) {
  const { context, width, height } = prepare(canvas);
  if (!width) return;
  const x = (time) => ((time - from) / (to - from)) * width;
  const shown = (start, end) => end > from && start < to;
  context.font = `12px ${colours.font}`;
  context.textBaseline = "middle";

  const spacing = beats.length > 1 ? x(beats.at(-1)) - x(beats[0]) : 0;
  if (spacing / Math.max(1, beats.length - 1) >= LEAST_BEAT_PX) {
    context.fillStyle = colours.ink;
    context.globalAlpha = 0.16;
    for (const beat of beats) if (shown(beat, beat)) context.fillRect(Math.round(x(beat)), LANE_PX, 1, height);
  }

  marks.forEach(({ name, start, end }, index) => {
    if (!shown(start, end)) return;
    const left = Math.max(0, x(start));
    const right = Math.min(width, x(end));
    context.globalAlpha = index % 2 ? 0.07 : 0.14;
    context.fillStyle = colours.ink;
    context.fillRect(left, 0, right - left, LANE_PX);
    context.globalAlpha = 1;
    context.save();
    context.beginPath();
    context.rect(left, 0, right - left - 4, LANE_PX);
    context.clip();
    context.fillText(name, left + 6, LANE_PX / 2);
    context.restore();
  });

  if (region && shown(region.start, region.end)) {
    const [left, right] = [x(region.start), x(region.end)];
    context.globalAlpha = 0.16;
    context.fillStyle = colours.accent;
    context.fillRect(left, LANE_PX, right - left, height);
    context.globalAlpha = 1;
    context.fillRect(left - 1, LANE_PX, 2, height);
    context.fillRect(right - 1, LANE_PX, 2, height);
  }

  context.globalAlpha = 1;
  context.fillStyle = colours.ink;
  const step = TICK_STEPS_S.find((seconds) => (seconds / (to - from)) * width >= TICK_PX) ?? TICK_STEPS_S.at(-1);
  const digits = step < 1 ? 1 : 0;
  for (let at = Math.ceil(from / step) * step; at < to; at += step) {
    const left = x(at);
    if (left > width - 34) break;
    context.fillText(clock(at + 1e-6, digits), left + 3, height - 9);
    context.fillRect(left, height - 16, 1, 16);
  }
}
