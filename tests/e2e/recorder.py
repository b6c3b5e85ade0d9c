"""What a page sends to the loudspeaker through Web Audio, written down."""

RECORDER = """
window.recordings = [];
window.runningSources = 0;
const processor = `registerProcessor("recorder", class extends AudioWorkletProcessor {
  process([input]) {
    if (input.length) this.port.postMessage(input[0].slice());
    return true;
  }
})`;
const { resume } = AudioContext.prototype;
AudioContext.prototype.resume = async function () {
  this.recorderReady ??= this.audioWorklet.addModule("data:text/javascript," + encodeURIComponent(processor));
  await this.recorderReady;
  return resume.call(this);
};
const { connect } = AudioNode.prototype;
AudioNode.prototype.connect = function (target, ...rest) {
  if (target === this.context.destination) {
    const recorder = new AudioWorkletNode(this.context, "recorder", { channelCount: 1, channelCountMode: "explicit" });
    const recording = { sampleRate: this.context.sampleRate, samples: [] };
    window.recordings.push(recording);
    recorder.port.onmessage = ({ data }) => recording.samples.push(...data);
    connect.call(this, recorder);
    connect.call(recorder, target);
  }
  return connect.call(this, target, ...rest);
};
const { start } = AudioBufferSourceNode.prototype;
AudioBufferSourceNode.prototype.start = function (...rest) {
  window.runningSources++;
  return start.apply(this, rest);
};
const { stop } = AudioScheduledSourceNode.prototype;
AudioScheduledSourceNode.prototype.stop = function (...rest) {
  window.runningSources--;
  return stop.apply(this, rest);
};
"""
"""Goes into a page before its own scripts. `window.recordings` has one entry for each source that was started."""
