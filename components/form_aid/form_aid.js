// Streamlit's own counter stops typing at the limit, which would cut a pasted prompt; this one only counts. Its own
// shortcut becomes part of the button's name; this one leaves the name alone.
const PROMPT = ".st-key-prompt textarea";
const GENERATE = ".st-key-generate button";
const CHECK_MS = 400;
const running = new WeakMap();
let focused = 0;

const number = (value) => value.toLocaleString("en");

export default function ({ data, parentElement }) {
  running.get(parentElement)?.();
  const output = parentElement.querySelector(".count");

  const count = () => {
    // By code points, as the engine counts.
    const typed = [...(document.querySelector(PROMPT)?.value ?? "")].length;
    const over = typed - data.limit;
    const text =
      `${number(typed)} of ${number(data.limit)} characters` + (over > 0 ? `: ${number(over)} too many` : "");
    if (output.textContent === text) return;
    output.textContent = text;
    output.classList.toggle("over", over > 0);
  };

  const onKey = (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.matches?.(PROMPT)) return;
    event.preventDefault();
    event.stopPropagation();
    // Leaving the box hands its text to the server, before the press.
    event.target.blur();
    document.querySelector(GENERATE)?.click();
    event.target.focus();
  };

  const onInput = (event) => {
    if (event.target.matches?.(PROMPT)) count();
  };

  document.addEventListener("keydown", onKey, true);
  document.addEventListener("input", onInput);
  // A text that the server sets (an example, Use again) comes without an event.
  const timer = setInterval(count, CHECK_MS);
  const stop = () => {
    document.removeEventListener("keydown", onKey, true);
    document.removeEventListener("input", onInput);
    clearInterval(timer);
    running.delete(parentElement);
  };
  running.set(parentElement, stop);
  if (data.focus > focused) {
    const prompt = document.querySelector(PROMPT);
    prompt?.focus({ preventScroll: true });
    prompt?.scrollIntoView({ block: "center" });
  }
  focused = data.focus;
  count();
  return stop;
}
