// The reception desk, and the acts on a person wherever they stand: what the pages do by
// themselves, without leaving them. No name is ever kept in the browser.

const byId = (id) => document.getElementById(id);
const on = (name, act) => document.body.addEventListener(name, act);
const box = byId("chercher");
const results = byId("resultats");
const hits = () => [...results.querySelectorAll("a[hx-get]")];

// --- Searching: the answer that is shown is always that of the text that is typed -------

const LAST = "domifa.dernieres"; // identifiers of dossiers, which say nothing of anybody
const last = () => (sessionStorage.getItem(LAST) ?? "").split(" ").filter(Boolean);
let asked = box?.value; // what the last request asked
let shown = box?.value; // what the results answer
let opening = false; // Enter came before its answer

function search() {
  if (opening && asked === box.value) return; // a scanner stuck on Enter asks once
  opening = true;
  htmx.trigger(box, "chercher");
}

function open() {
  if (box.value.trim() === "") return;
  if (shown === box.value) hits()[0]?.click();
  else search();
}

if (box) {
  const form = box.form;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    open();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    hits()[0]?.focus();
  });
  // Among the results the arrows move, and whatever is typed goes on being typed.
  results.addEventListener("keydown", (event) => {
    const all = hits();
    const at = all.indexOf(document.activeElement);
    if (event.key === "ArrowDown") all[at + 1]?.focus();
    else if (event.key === "ArrowUp") (all[at - 1] ?? box).focus();
    else {
      const typed = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (typed || event.key === "Backspace") box.focus();
      if (typed) event.stopPropagation();
      return;
    }
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    const at = document.activeElement;
    if (event.key !== "Escape" || event.defaultPrevented || at === box || at.closest("header")) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
  box.addEventListener("htmx:configRequest", ({ detail }) => {
    asked = box.value;
    if (asked.trim() === "") for (const id of last()) detail.formData.append("id", id);
  });
  // Not before: a link that htmx does not know yet would leave the page.
  on("htmx:afterSettle", ({ detail }) => {
    if (detail.target === results) {
      shown = asked;
      const card = results.querySelector("a[data-card]");
      const open = opening || card;
      opening = false;
      card?.removeAttribute("data-card"); // read once
      if (card) box.value = "";
      // The result that had the focus may be no longer among them.
      if (document.activeElement === document.body) box.focus();
      if (open) hits()[0]?.click();
    }
    if (detail.target.id === "personne") remember();
  });
  remember();
  if (box.value === "" && last().length > 0) htmx.onLoad((loaded) => loaded === document.body && htmx.trigger(box, "chercher"));
}

// The person that is open is the first of the last five.
function remember() {
  const id = document.querySelector("[data-dossier]")?.dataset.dossier;
  if (!id) return;
  const five = [id, ...last().filter((other) => other !== id)].slice(0, 5);
  sessionStorage.setItem(LAST, five.join(" "));
}

// --- Acting: the focus stays where it was ------------------------------------------------

const quantity = () => byId("nombre");
function count(value) {
  quantity().value = value;
  delete quantity().dataset.typed;
}

// A number is for one act; if that act is not recorded, it is there again.
on("htmx:beforeSend", ({ detail }) => {
  if (detail.elt.getAttribute("hx-include") === "#nombre") count("1");
});
on("htmx:afterRequest", ({ detail }) => {
  const number = detail.requestConfig.formData?.get("nombre");
  if (!detail.successful && number && quantity()) count(number);
  // What had the focus may be gone: what waited was handed over.
  if (detail.requestConfig.verb === "post" && document.activeElement === document.body) (byId("personne-nom") ?? byId("fait"))?.focus();
});
on("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id !== "saisie") return;
  const first = detail.target.querySelector("[autofocus]") ?? detail.target.querySelector("input:not([type=hidden])");
  first?.focus();
  if (first?.matches("input[type=text]")) first.select();
});
// What was unfolded stays so.
on("htmx:oobBeforeSwap", ({ detail }) => {
  const before = detail.target.querySelectorAll("details");
  detail.fragment.querySelectorAll("details").forEach((details, index) => {
    details.open ||= before[index]?.open ?? false;
  });
});

// The second half of a double click, and a key held down, are no second act.
document.addEventListener("click", (event) => {
  if (event.detail > 1 && event.target.closest("form[hx-post] button")) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);
document.addEventListener("keydown", (event) => {
  if (event.repeat && event.key === "Enter") event.preventDefault();
}, true);

// --- When the network goes: say so at once, and what was not recorded ---------------------

const network = byId("reseau");
const say = (sentence) => { network.textContent = sentence; };
addEventListener("offline", () => say("La connexion est coupée. Ce que vous tapez reste à l’écran ; rien ne peut être enregistré tant qu’elle n’est pas revenue."));
addEventListener("online", () => say(""));
on("htmx:afterOnLoad", () => navigator.onLine && say(""));

function told(what, number, hint, again) {
  const alert = document.createElement("div");
  alert.className = "fr-alert fr-alert--error fr-alert--sm";
  const sentence = document.createElement("p");
  const times = number && number !== "1" ? ` (${number})` : "";
  sentence.textContent = `Non confirmé : « ${what} »${times}. ${hint}`;
  alert.append(sentence);
  const parts = [alert];
  if (again) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "fr-btn fr-btn--secondary";
    button.textContent = "Réessayer";
    button.addEventListener("click", again);
    parts.push(button);
  }
  byId("fait").replaceChildren(...parts);
}

// The same form with the same key: it is recorded once, even if the first one arrived.
function resend(sent, swap) {
  const options = { values: sent.formData, swap };
  if (swap !== "none") options.target = "#saisie";
  htmx.ajax("POST", sent.path, options);
}

// Without a session the form goes as without a script: it is kept through sign-in.
function sendWhole(sent) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = sent.path;
  for (const [name, value] of sent.formData) {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}

let unanswered; // the act that got no answer, and how its answer would be shown
function failed({ detail: { elt, requestConfig: sent, xhr } }) {
  opening = false;
  if (sent.verb === "get") {
    return say(xhr.status === 404
      ? "Cette personne n’est plus accessible."
      : "Le serveur ne répond pas. Ce que vous avez tapé reste à l’écran ; réessayez dans un instant.");
  }
  if (xhr.status === 401) return sendWhole(sent);
  // What is sent again belongs to no form of the page.
  if (elt !== document.body) {
    const label = elt.querySelector("button[type=submit]")?.firstChild.textContent.trim();
    unanswered = { what: label ?? "le dernier geste", swap: elt.getAttribute("hx-swap") ?? "innerHTML" };
  }
  const away = xhr.status === 0 || xhr.status >= 500;
  const hint = away
    ? "Le serveur ne répond pas. Réessayez : rien ne sera compté deux fois."
    : "Rien n’a été enregistré : rechargez la page et recommencez.";
  if (!byId("fait")) return say(`Non confirmé. ${hint}`);
  const { what, swap } = unanswered;
  told(what, sent.formData.get("nombre"), hint, away && (() => {
    if (sent.formData.get("nombre")) count("1");
    resend(sent, swap);
  }));
}
for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) on(name, failed);
