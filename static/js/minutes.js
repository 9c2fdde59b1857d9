// Saves each note every few seconds and when it is left; Alt+A opens the place for a decision or an action.
const EVERY = 5000;
const notes = [...document.querySelectorAll("textarea[data-save]")];
const saved = new Map(notes.map((note) => [note, note.value]));
const running = new Set();

function say(note, sentence) {
  document.getElementById(note.dataset.state).textContent = sentence;
}

const AGAIN = "Not saved yet. It is tried again; keep this page open.";

// Signing in again at another tab makes the token of this page an old one. Answers what is to be said.
async function renewToken() {
  const page = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (page.status === 403) return "Not saved: you may no longer write these minutes. Copy what you typed.";
  if (!page.ok || page.redirected) return AGAIN;
  const token = new DOMParser().parseFromString(await page.text(), "text/html").body.dataset.csrf;
  document.body.dataset.csrf = token;
  document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => { input.value = token; });
  return AGAIN;
}

async function save(note) {
  if (running.has(note) || note.value === saved.get(note) || note.dataset.stopped) return;
  running.add(note);
  const text = note.value;
  const version = document.getElementById(note.dataset.version);
  const body = new URLSearchParams({ text, version: version.value, confidential: note.dataset.confidential || "" });
  try {
    const answer = await fetch(note.dataset.save, {
      method: "POST",
      headers: { "X-CSRFToken": document.body.dataset.csrf, Accept: "application/json" },
      body,
    });
    const said = (answer.headers.get("Content-Type") || "").startsWith("application/json") ? await answer.json() : {};
    if (answer.ok && "version" in said) {
      version.value = said.version;
      saved.set(note, text);
      say(note, said.sentence);
    } else {
      if (answer.status === 409) note.dataset.stopped = "1";
      say(note, answer.status === 403 ? await renewToken() : said.sentence || AGAIN);
    }
  } catch {
    say(note, "Not saved: no connection. It is tried again; keep this page open.");
  } finally {
    running.delete(note);
  }
}

notes.forEach((note) => {
  note.addEventListener("blur", () => save(note));
  note.addEventListener("input", () => {
    if (!note.dataset.stopped) say(note, "Not saved yet");
  });
});
setInterval(() => notes.forEach(save), EVERY);

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.key.toLowerCase() !== "a" || event.ctrlKey || event.metaKey) return;
  const item = document.activeElement.closest(".app-note") || document.querySelector(".app-note");
  const place = item && item.querySelector("details[data-catch]");
  if (!place) return;
  event.preventDefault();
  place.open = true;
  place.querySelector("textarea").focus();
});

const form = document.querySelector("form[data-minutes]");
let leaving = false;
if (form) form.addEventListener("submit", () => { leaving = true; });
window.addEventListener("beforeunload", (event) => {
  if (!leaving && notes.some((note) => note.value !== saved.get(note))) event.preventDefault();
});
