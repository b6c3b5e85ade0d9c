// What is heard: one take, its region, its loop, and the volume. Playing goes through <audio>, which streams. A loop
// goes through Web Audio, because seeking <audio> back leaves a gap of about 0.1 s in each pass.

const VOLUME_KEY = "demotape.volume";
const GRACE_MS = 1000;
const SOUNDING = "demotape-sounding"; // on the document: the other kind of player has a script of its own
const LONGEST_DECODED_S = 1200; // decoded audio takes about 0.4 MB a second; longer takes loop by seeking

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

// What the players of one page share: Streamlit loads this script once.
const volume = readVolume();
const volumeChanged = new EventTarget();
const sounds = new Map(); // key of the player -> Sound
let sounding = null; // the one Sound of this script that may be heard
let audioContext = null;
const decoded = new Map(); // src -> buffer; only the newest: a take of minutes is tens of megabytes
const MOST_DECODED = 2;

function readVolume() {
  try {
    const { level, muted } = JSON.parse(localStorage.getItem(VOLUME_KEY));
    return { level: clamp(Number(level), 0, 1) || 0, muted: muted === true };
  } catch {
    return { level: 1, muted: false }; // nothing stored, or storage is forbidden
  }
}

function changeVolume(change) {
  Object.assign(volume, change);
  try {
    localStorage.setItem(VOLUME_KEY, JSON.stringify(volume));
  } catch {
    // A browser that stores nothing still plays.
  }
  volumeChanged.dispatchEvent(new Event("change"));
}

function toggleMute() {
  const muted = !(volume.muted || volume.level === 0);
  changeVolume({ muted, level: muted ? volume.level : volume.level || 0.5 });
}

function decode(src) {
  if (!decoded.has(src)) {
    const buffer = fetch(src).then(async (response) => {
      if (!response.ok) throw new Error(`${src}: HTTP ${response.status}`);
      return audioContext.decodeAudioData(await response.arrayBuffer());
    });
    buffer.catch(() => decoded.delete(src));
    decoded.set(src, buffer);
    while (decoded.size > MOST_DECODED) decoded.delete(decoded.keys().next().value);
  }
  return decoded.get(src);
}

// A sample-exact loop of the span { start, end } that begins at `from`, all in seconds of the take. `buffer` holds the
// take as it sounds at this rate: at 0.5 it is twice as long.
function startLoop(buffer, rate, span, from) {
  const { duration, sampleRate } = buffer;
  const onSample = (time) => Math.round(clamp(time / rate, 0, duration) * sampleRate) / sampleRate;
  const start = onSample(span.start); // between two samples, the browser would blend end and start
  const length = onSample(span.end) - start;
  const offset = from >= span.start && from < span.end ? onSample(from) - start : 0;
  const options = { buffer, loop: true, loopStart: start, loopEnd: start + length };
  const source = new AudioBufferSourceNode(audioContext, options);
  const gain = new GainNode(audioContext);
  source.connect(gain).connect(audioContext.destination);
  source.start(0, start + offset);
  const began = audioContext.currentTime;
  return {
    buffer,
    gain: gain.gain,
    position: () => rate * (start + ((offset + audioContext.currentTime - began) % length)),
    stop() {
      source.stop();
      source.disconnect();
      gain.disconnect();
    },
  };
}

// Dispatches "change" when there is something new to show (in each frame while playing), and "error".
//
// It outlives the markup of its player: when cards are put in above, a slow rerun takes the card out of the page and
// puts it back. So the <audio> element hangs on the body, and stops only when no card has come back after a while.
class Sound extends EventTarget {
  static of(key) {
    if (!sounds.has(key)) sounds.set(key, new Sound(key));
    return sounds.get(key);
  }

  audio = new Audio();
  region = null; // { start, end } in seconds
  looping = false;
  complaint = ""; // what went wrong, for the person
  preparing = null; // the attempt to start a loop
  #loop = null; // the running Web Audio loop
  #knownDuration = 0;
  #slow = null;
  #matched = 1;
  #rate = 1;
  #frame = 0;
  #ending = new AbortController();
  #holders = 0;
  #grace = 0;

  constructor(key) {
    super();
    this.key = key;
    this.audio.preload = "none";
    this.audio.dataset.player = key;
    document.body.append(this.audio);
    const { signal } = this.#ending;
    const on = (type, handler) => this.audio.addEventListener(type, handler, { signal });
    on("play", () => this.#onPlay());
    on("pause", () => this.#changed());
    on("seeked", () => this.#changed());
    on("playing", () => this.complain(""));
    on("timeupdate", () => this.#wrap());
    on("ended", () => (this.looping ? this.#startAudio() : this.#changed()));
    on("error", () => {
      this.pause();
      this.dispatchEvent(new Event("error"));
    });
    const hush = ({ detail }) => detail !== this.key && this.playing && this.pause();
    document.addEventListener(SOUNDING, hush, { signal });
    volumeChanged.addEventListener("change", () => this.#applyVolume(), { signal });
    this.#applyVolume();
  }

  // `slow`: where the take is at half speed and the same pitch, which only a loop needs.
  load(src, duration, slow = null) {
    this.#knownDuration = duration;
    this.#slow = slow;
    if (src === this.src) return;
    this.pause();
    this.src = src;
    this.audio.src = src;
    this.region = null;
    this.complain("");
  }

  complain(message) {
    this.complaint = message;
    this.#changed();
  }

  hold() {
    clearTimeout(this.#grace);
    this.#holders++;
  }

  letGo() {
    this.#holders--;
    if (this.#holders === 0) this.#grace = setTimeout(() => this.#end(), GRACE_MS);
  }

  get duration() {
    return this.#knownDuration || this.audio.duration || 0;
  }

  get position() {
    return clamp(this.#loop ? this.#loop.position() : this.audio.currentTime, 0, this.duration);
  }

  get playing() {
    return this.#loop !== null || !this.audio.paused;
  }

  get waiting() {
    return !this.audio.paused && this.audio.readyState < HTMLMediaElement.HAVE_FUTURE_DATA;
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  play() {
    this.complaint = "";
    if (this.audio.error) this.audio.load();
    if (this.position >= this.duration - 0.05) this.audio.currentTime = 0;
    this.#startAudio();
    if (this.looping) this.#prepareLoop();
  }

  pause() {
    this.preparing = null;
    this.#stopLoop();
    this.audio.pause();
    this.#changed();
  }

  seek(time) {
    const { start, end } = this.#span;
    let target = clamp(time, 0, this.duration);
    if (this.looping && this.playing && (target < start || target >= end)) target = start;
    this.audio.currentTime = target;
    if (this.#loop) this.#restartLoop(target);
    this.#changed();
  }

  setRegion(region) {
    this.region = region;
    if (region && !this.playing) this.audio.currentTime = region.start; // so that Play auditions it
    if (this.#loop) this.#restartLoop(this.#loop.position());
    this.#changed();
  }

  setLooping(looping) {
    this.looping = looping;
    if (!looping) this.preparing = null;
    if (!looping && this.#loop) {
      this.#stopLoop();
      this.#startAudio();
    }
    if (looping && this.playing) this.#prepareLoop();
    this.#changed();
  }

  // A factor, at most 1, by which it is turned down to be as loud as another.
  setMatched(matched) {
    this.#matched = matched;
    this.#applyVolume();
  }

  get rate() {
    return this.#rate;
  }

  // Slower at the same pitch. Only <audio> can do that by itself; for a loop the server has done it.
  setRate(rate) {
    if (rate === this.#rate) return;
    this.#rate = this.audio.defaultPlaybackRate = this.audio.playbackRate = rate;
    if (this.#loop) {
      this.#stopLoop();
      this.#startAudio();
    }
    if (this.looping && this.playing) this.#prepareLoop();
    this.#changed();
  }

  get #span() {
    return this.region ?? { start: 0, end: this.duration };
  }

  #end() {
    this.#ending.abort();
    this.pause();
    cancelAnimationFrame(this.#frame);
    this.audio.removeAttribute("src");
    this.audio.load(); // lets go of the connection
    this.audio.remove();
    sounds.delete(this.key);
    for (const src of [this.src, this.#slow]) decoded.delete(src);
    if (sounding === this) sounding = null;
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }

  #startAudio() {
    this.#claim();
    this.#wrap();
    this.audio.play().catch(() => {}); // failures arrive as the error event; a pause in between is none
    this.#changed();
  }

  #onPlay() {
    if (this.audio.paused) return; // a loop took over in the meantime
    this.#stopLoop(); // if a media key started <audio> beside it
    this.#claim();
    this.#tick();
  }

  #claim() {
    if (sounding && sounding !== this) sounding.pause();
    sounding = this;
    document.dispatchEvent(new CustomEvent(SOUNDING, { detail: this.key }));
  }

  #tick() {
    cancelAnimationFrame(this.#frame);
    this.#wrap();
    this.#changed();
    if (this.playing) this.#frame = requestAnimationFrame(() => this.#tick());
  }

  // Until a loop is decoded, and where it cannot be, <audio> goes back by seeking.
  #wrap() {
    if (!this.looping || !this.playing || this.#loop) return;
    const { start, end } = this.#span;
    const { currentTime } = this.audio;
    if (currentTime < start || currentTime >= end) this.audio.currentTime = start;
  }

  async #prepareLoop() {
    const rate = this.#rate;
    const src = rate === 1 ? this.src : this.#slow;
    if (!src || this.duration / rate > LONGEST_DECODED_S) return;
    const attempt = (this.preparing = {});
    try {
      audioContext ??= new AudioContext();
      const [buffer] = await Promise.all([decode(src), audioContext.resume()]);
      if (this.preparing !== attempt || this.audio.paused) return;
      this.#loop = startLoop(buffer, rate, this.#span, this.audio.currentTime);
      this.audio.pause();
      this.#applyVolume();
      this.#tick();
    } catch {
      // <audio> goes on looping, with a gap. If the file is at fault, its error event says so.
    } finally {
      if (this.preparing === attempt) this.preparing = null;
      this.#changed();
    }
  }

  #restartLoop(from) {
    const before = this.#loop;
    this.#loop = startLoop(before.buffer, this.#rate, this.#span, from);
    before.stop();
    this.#applyVolume();
  }

  #stopLoop() {
    if (!this.#loop) return;
    this.audio.currentTime = this.#loop.position();
    this.#loop.stop();
    this.#loop = null;
    audioContext.suspend();
  }

  #applyVolume() {
    this.audio.volume = volume.level * this.#matched;
    this.audio.muted = volume.muted;
    if (this.#loop) this.#loop.gain.value = volume.muted ? 0 : volume.level * this.#matched;
    this.#changed();
  }
}
