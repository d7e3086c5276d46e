// Makes fast what already works without it. Nothing here is needed by any page.

const SHORTCUTS = "domifa.raccourcis";
const shortcutsOn = () => localStorage.getItem(SHORTCUTS) !== "non";

// A second press while the first is on its way is not a second act. Coming back by the
// browser's history shows the page as it was kept: its forms must be usable again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000); // a form that downloads leaves its page there
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// Single keys: "/" searches, and an act has the key that its button shows. They can be
// switched off, as speech control and shaking hands need.
document.addEventListener("keydown", (event) => {
  if (!shortcutsOn() || event.defaultPrevented || event.repeat) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  const wanted = event.key.toUpperCase();
  for (const element of document.querySelectorAll("[aria-keyshortcuts]")) {
    if (element.getAttribute("aria-keyshortcuts").toUpperCase() !== wanted) continue;
    event.preventDefault();
    if (element.matches("input")) element.select();
    element.focus();
    if (element.matches("button")) element.click();
    return;
  }
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
