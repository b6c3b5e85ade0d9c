// What the player and the large player of the page Take share.

const SILENT_STUDIO = "The studio does not answer. Check that it is running, then try again.";

// 83.46 -> "1:23", with one digit "1:23.4". Cut, not rounded, as clocks do.
function clock(seconds, digits = 0) {
  const units = Math.floor(seconds * 10 ** digits + 1e-6);
  const minutes = Math.floor(units / (60 * 10 ** digits));
  const rest = (units / 10 ** digits - 60 * minutes).toFixed(digits);
  return `${minutes}:${rest.padStart(digits ? digits + 3 : 2, "0")}`;
}

// Writing what is there already would cost a layout in each frame.
function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

// Have the browser save a file; the server names it.
function save(url) {
  const link = document.createElement("a");
  link.href = url;
  link.download = "";
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
}
