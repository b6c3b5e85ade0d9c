// Sends dropped and chosen files to the library, one after another.
const running = new WeakMap();
const waiting = [];
let isSending = false;

const plural = (count, one, many) => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

function send(file, { url, header }, onProgress) {
  return new Promise((resolve) => {
    // fetch does not tell how far an upload is.
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader(header, encodeURIComponent(file.name));
    request.setRequestHeader("content-type", "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = (event) => onProgress(event.loaded / Math.max(event.total, 1));
    request.onload = () => resolve(request.status === 200 ? request.response : { problem: request.response });
    request.onerror = () => resolve({ problem: null });
    request.send(file);
  });
}

// What came of one file: lines of text, each with whether it is a refusal.
function told(name, answer) {
  if ("problem" in answer) {
    const { message, advice } = answer.problem ?? {
      message: "The studio does not answer.",
      advice: "Check that it is running, then drop the file again.",
    };
    return [{ text: `${name}: ${message} ${advice ?? ""}`, refused: true }];
  }
  const { added, there, restored, repaired, refused } = answer;
  const parts = [];
  if (added.length) parts.push(`${plural(added.length, "take", "takes")} imported`);
  const untouched = there.length - restored.length;
  if (untouched > 0) parts.push(`${untouched === 1 ? "1 is" : `${untouched.toLocaleString("en")} are`} in the library already`);
  if (restored.length) parts.push(`${plural(restored.length, "take", "takes")} brought back from the bin`);
  if (repaired.length) parts.push(`the audio of ${plural(repaired.length, "take", "takes")} is back`);
  if (!parts.length && !refused.length) parts.push("there is no take in it");
  return [
    ...(parts.length ? [{ text: `${name}: ${parts.join(", ")}.`, refused: false }] : []),
    ...refused.map((reason) => ({ text: `${name}: ${reason}`, refused: true })),
  ];
}

export default function show({ data, parentElement, setTriggerValue }) {
  running.get(parentElement)?.abort();
  const unmounting = new AbortController();
  running.set(parentElement, unmounting);
  const { signal } = unmounting;
  const find = (selector) => parentElement.querySelector(selector);
  const [zone, input, bar, outcome] = [".zone", "input", "progress", ".outcome"].map(find);

  const say = (lines) => {
    outcome.replaceChildren(
      ...lines.map(({ text, refused }) => {
        const line = document.createElement("p");
        line.textContent = text;
        line.classList.toggle("refused", refused);
        return line;
      }),
    );
  };

  const bring = async (files) => {
    waiting.push(...files);
    if (isSending || !waiting.length) return;
    isSending = true;
    const lines = [];
    let done = 0;
    try {
      while (waiting.length) {
        const file = waiting.shift();
        bar.hidden = false;
        say([...lines, { text: `Importing ${file.name} …`, refused: false }]);
        const answer = await send(file, data, (share) => {
          bar.value = (done + share) / (done + 1 + waiting.length);
        });
        done += 1;
        lines.push(...told(file.name, answer));
      }
    } finally {
      isSending = false;
      bar.hidden = true;
      bar.value = 0;
    }
    say(lines);
    setTriggerValue("imported", done);
  };

  const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const on = (target, type, act) => target.addEventListener(type, act, { signal });
  on(document, "dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    zone.classList.add("over");
  });
  on(document, "dragleave", (event) => {
    if (!event.relatedTarget) zone.classList.remove("over");
  });
  on(document, "drop", (event) => {
    zone.classList.remove("over");
    if (!hasFiles(event)) return;
    event.preventDefault();
    bring(event.dataTransfer.files);
  });
  on(find(".choose"), "click", () => input.click());
  on(input, "change", () => {
    bring([...input.files]);
    input.value = "";
  });
  return () => {
    unmounting.abort();
  };
}
