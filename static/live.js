// Lets an open page hear of changes. Everything it shows is there without it, after a reload.
// The server says what changed; this script opens the stream while the tab is seen, updates the
// number beside the bell, and fetches the page again where it shows what changed.

const bell = document.querySelector(".bell[data-since]");
const toast = document.querySelector(".toast");
const main = document.getElementById("main");
/** Notices that were announced here: the server may repeat itself. */
const told = new Set();

let since = bell?.dataset.since;
let stream = null;
let later = 0;
let failures = 0;
let over = false;

function open() {
  clearTimeout(later);
  if (stream || over || document.hidden) return;
  stream = new EventSource(`/live?since=${since}`);
  stream.onopen = () => (failures = 0);
  stream.addEventListener("change", (event) => {
    if (event.lastEventId) since = event.lastEventId;
    heard(JSON.parse(event.data));
  });
  // The sign-in is over: nothing comes back by itself.
  stream.addEventListener("over", (event) => {
    over = true;
    close();
    say(JSON.parse(event.data).say, location.href);
  });
  // A newer page took the place; this one asks again when it is shown again.
  stream.addEventListener("rest", close);
  // The browser comes back by itself after a broken stream, but not after a refusal.
  stream.onerror = () => {
    if (stream?.readyState !== EventSource.CLOSED) return;
    close();
    const pause = Math.min(30_000 * 2 ** failures++, 900_000);
    later = setTimeout(open, pause * (1 + Math.random()));
  };
}

function close() {
  stream?.close();
  stream = null;
}

function heard(change) {
  bell.setAttribute("aria-label", change.label);
  bell.querySelector(".count").textContent = change.shown;
  const fresh = change.notice && !told.has(change.notice);
  if (change.notice) told.add(change.notice);
  const shows = [...document.querySelectorAll("[data-live]")].some((region) =>
    [change.about, change.href].some((path) => concerns(region.dataset.live, path)),
  );
  if (shows) refresh();
  if (fresh && change.say) say(change.say, change.href);
}

/** Whether a region shows the thing at a path: itself, or a list that it is in. */
function concerns(region, path) {
  return path === "*" || path === region || Boolean(path?.startsWith(`${region}/`));
}

let fetching = false;
let again = false;

/** Fetches the page once more after the last change; one at a time. */
async function refresh() {
  again = true;
  if (fetching) return;
  fetching = true;
  while (again) {
    again = false;
    try {
      await swapPage();
    } catch {
      // The next change, or a reload, brings it.
    }
  }
  fetching = false;
}

async function swapPage() {
  const headers = { "X-Live": "1", Accept: "text/html" };
  const answer = await fetch(location.href, { headers, cache: "no-store" });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [old, now] = [document, fresh].map((page) => [...page.querySelectorAll("[data-live]")]);
  const about = (regions) => regions.map((region) => region.dataset.live).join(" ");
  // The thing may have gone on to a page of another kind: then all of it is new.
  const pairs = about(old) === about(now)
    ? old.map((region, i) => [region, now[i]])
    : [[main, fresh.getElementById("main")]];
  if (pairs.some(([region, next]) => !next || isTyped(region))) {
    say(toast.dataset.reload, location.href);
    return;
  }
  if (document.title !== fresh.title) document.title = fresh.title;
  let changed = false;
  for (const [region, next] of pairs) {
    if (words(region) === words(next)) continue;
    swap(region, next);
    changed = true;
  }
  if (changed && !toast.hasChildNodes()) say(toast.dataset.changed);
  if (changed) document.dispatchEvent(new Event("live"));
  tickPromises();
}

const words = (region) => region.textContent.replace(/\s+/g, " ");

/** Whether somebody has typed or chosen something in it that would be lost. */
function isTyped(region) {
  return [...region.querySelectorAll("input, textarea, select")].some((field) => {
    if (field.type === "hidden") return false;
    if (field.type === "file") return field.files.length > 0;
    if (field.type === "checkbox" || field.type === "radio") {
      return field.checked !== field.defaultChecked;
    }
    // Of a list without a choice of the page's own, browsers choose the first.
    if (field.options) {
      const own = [...field.options].findIndex((one) => one.defaultSelected);
      return field.selectedIndex !== Math.max(own, 0);
    }
    return field.value !== field.defaultValue;
  });
}

/** Puts new content in; what was unfolded stays so, and the focus stays where it was. */
function swap(region, next) {
  const active = region.contains(document.activeElement) ? document.activeElement : null;
  const can = "a[href], button, input, select, textarea, summary, [tabindex]";
  const place = active ? [...region.querySelectorAll(can)].indexOf(active) : -1;
  const id = active?.id;
  const unfolded = [...region.querySelectorAll("details[open] > summary")].map(words);
  region.replaceChildren(...next.childNodes);
  for (const summary of region.querySelectorAll("details > summary")) {
    if (unfolded.includes(words(summary))) summary.parentElement.open = true;
  }
  if (!active) return;
  const same = (id && document.getElementById(id)) || region.querySelectorAll(can)[place];
  (same || main).focus({ preventScroll: true });
}

/** Says something politely; it stays until it is closed or something newer comes. */
function say(text, href) {
  const line = document.createElement("p");
  const words = href ? document.createElement("a") : line;
  words.textContent = text;
  if (href) {
    words.href = href;
    line.append(words);
  }
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = toast.dataset.close;
  button.addEventListener("click", () => toast.replaceChildren());
  toast.replaceChildren(line, button);
}

/** «Осталось 23 ч 12 мин»: the server wrote it, the minutes pass here. */
function tickPromises() {
  for (const line of document.querySelectorAll("[data-minutes-left]")) {
    if (line.dataset.end) continue;
    line.dataset.end = String(performance.now() + Number(line.dataset.minutesLeft) * 60_000);
  }
}

function tick() {
  for (const line of document.querySelectorAll("[data-end]")) {
    const left = Math.floor((Number(line.dataset.end) - performance.now()) / 60_000);
    // Nought is for the server to say: then the promise is broken.
    if (left < 1) continue;
    const [hours, minutes] = [Math.floor(left / 60), left % 60];
    const text = hours ? line.dataset.long : line.dataset.short;
    line.textContent = text.replace("%h", String(hours)).replace("%m", String(minutes));
  }
}

if (bell && toast && main && window.EventSource) {
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
}
tickPromises();
setInterval(tick, 15_000);
