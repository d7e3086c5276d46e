// Makes fast what already works without it. Nothing here is needed by any page.

const SHORTCUTS = "domifa.raccourcis";
const shortcutsOn = () => localStorage.getItem(SHORTCUTS) !== "non";

// A second press while the first is on its way is not a second act. Coming back by the
// browser's history shows the page as it was kept: its forms must be usable again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return; // those stay, with their own guard
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000); // a form that downloads leaves its page there
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// Single keys: "/" searches, and an act has the key that its button shows; inside
// [data-keys] only while the focus is there. They can be switched off, as speech control
// and shaking hands need.
function act(key, from) {
  const reaches = (element) => element.closest("[data-keys]")?.contains(from) ?? true;
  if (key >= "0" && key <= "9") return count(key, reaches);
  const wanted = key.toUpperCase();
  for (const element of document.querySelectorAll("[aria-keyshortcuts]")) {
    if (element.getAttribute("aria-keyshortcuts").toUpperCase() !== wanted || !reaches(element)) continue;
    if (!element.matches("input")) return element.click();
    element.focus();
    return element.select();
  }
}

// Digits say how many items the next act is about.
function count(digit, reaches) {
  const field = document.getElementById("nombre");
  if (!field || !reaches(field)) return;
  const longer = Number(field.dataset.typed ? field.value + digit : digit);
  const number = longer > 100 ? Number(digit) : longer;
  if (number === 0) return;
  field.value = number;
  field.dataset.typed = "yes";
  document.getElementById("nombre-dit").textContent = number;
}

// A scanner is a keyboard in a hurry. Keys that come faster than fingers are no acts but a
// code: it goes to the box of the desk, wherever the focus is.
const HURRY_MS = 50;
const CODE = 6;
let keys = "";
let entered = false;
let quiet;
function play(from) {
  const typed = keys;
  const enter = entered;
  keys = "";
  entered = false;
  if (typed.length < CODE) {
    for (const key of typed) act(key, from);
    return;
  }
  const box = document.getElementById("chercher");
  if (!box) return;
  box.focus();
  box.value = typed.slice(0, box.maxLength);
  box.dispatchEvent(new Event("input", { bubbles: true }));
  if (enter) box.form.requestSubmit();
}
document.addEventListener("keydown", (event) => {
  if (!shortcutsOn() || event.defaultPrevented || event.repeat) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  if (event.key === "Enter" && keys) {
    event.preventDefault();
    entered = true;
    return;
  }
  if (event.key.length !== 1 || event.key === " ") return;
  if (event.key === "/" && !keys) {
    event.preventDefault();
    return act("/", event.target);
  }
  keys += event.key;
  clearTimeout(quiet);
  quiet = setTimeout(play, HURRY_MS, event.target);
});

const item = document.querySelector("[data-shortcuts-switch]");
if (item) {
  const button = item.querySelector("button");
  const show = () => {
    button.textContent = shortcutsOn() ? "Désactiver les raccourcis clavier" : "Activer les raccourcis clavier";
  };
  button.addEventListener("click", () => {
    localStorage.setItem(SHORTCUTS, shortcutsOn() ? "non" : "oui");
    show();
  });
  show();
  item.hidden = false;
}

// The menu closes like a menu: by Escape, or by a press elsewhere.
const menu = document.querySelector(".app-menu");
if (menu) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}
