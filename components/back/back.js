// The view and address that were shown last; at first what the browser was asked for, which a quick person has left by now.
const asked = performance.getEntriesByType("navigation")[0]?.name ?? location.href;
let before = { view: null, path: new URL(asked).pathname, href: asked };
let isBackOrForward = false;

window.addEventListener("popstate", () => {
  isBackOrForward = true;
});

export default function show({ data }) {
  const now = { view: data.view, path: location.pathname, href: location.href };
  const isSamePage = before.path === now.path;
  if (isSamePage && before.view !== now.view && before.href !== now.href && !isBackOrForward) {
    history.replaceState(history.state, "", before.href);
    history.pushState(history.state, "", now.href);
  }
  isBackOrForward = false;
  before = now;
}
