// Shows what other desks do while one looks on. A page that wants it has an element with
// data-live: the address of the stream of events. A person's page also has data-version, what
// it shows, and data-regions: the address of the parts that change.

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
const SAID_AFTER = 10_000;
// The history goes on saying it.
const SAID_FOR = 20_000;
// An act of this page brings its own changes: they come first.
const OWN_ACTS_FIRST = 250;

const CUT = "Connexion interrompue\u00a0: les actes des autres postes ne s’affichent plus.";
const ENDED = "Votre session est terminée. Rechargez la page pour vous reconnecter.";
const GONE = "Ce dossier vient d’être effacé ou réuni à un autre. Rechargez la page.";

const watched = () => document.querySelector("[data-live]");
const pause = (duration) => new Promise((resolve) => setTimeout(resolve, duration));
const say = (id, text) => {
  const place = document.getElementById(id);
  if (place && place.textContent !== text) place.textContent = text;
};

let address; // of the stream that this page listens to
let stream;
let again; // timer of the next attempt
let cut; // timer of the sentence that says so
let wait = FIRST_WAIT;
let over = false; // nothing more is to be expected from this address

function close() {
  stream?.close();
  stream = undefined;
  clearTimeout(again);
}

function heard() {
  clearTimeout(cut);
  cut = undefined;
  wait = FIRST_WAIT;
  say("vif-coupure", "");
}

function lost() {
  close();
  cut ??= setTimeout(() => say("vif-coupure", CUT), SAID_AFTER);
  // Not all pages of a town hall at the same moment.
  again = setTimeout(listen, wait * (0.5 + Math.random() / 2));
  wait = Math.min(wait * 2, LONGEST_WAIT);
}

function end(sentence) {
  close();
  heard();
  over = true;
  say("vif-coupure", sentence);
}

// Listens to what the page that is shown now watches. A browser opens six connections to
// a site: a page that nobody sees gives its own back.
function listen() {
  const element = watched();
  if (element?.dataset.live !== address) {
    address = element?.dataset.live;
    over = false;
    wait = FIRST_WAIT;
    heard();
  }
  close();
  if (!address || over || document.hidden) return;
  const { version } = element.dataset;
  stream = new EventSource(version ? `${address}&version=${version}` : address);
  stream.addEventListener("pret", heard);
  stream.addEventListener("dossier", (event) => {
    heard();
    changed(Number(event.data));
  });
  stream.addEventListener("structure", () => {
    heard();
    sayChanged();
    // For whatever else on the page follows the structure.
    document.body.dispatchEvent(new CustomEvent("structure"));
  });
  stream.addEventListener("parti", () => end(GONE));
  stream.addEventListener("fin", () => end(ENDED));
  stream.onerror = lost;
}

// Once, and nothing moves: whoever reads a list goes on reading it.
function sayChanged() {
  const place = document.getElementById("vif-annonce");
  const notice = watched()?.querySelector("template");
  if (place && notice && !place.hasChildNodes()) place.append(notice.content.cloneNode(true));
}

let wanted = 0;
let asking = false;

async function changed(version) {
  wanted = version;
  if (asking) return;
  asking = true;
  try {
    await pause(OWN_ACTS_FIRST);
    // Something else may change while an answer is on its way; an answer that brings
    // nothing new is not asked for again.
    for (let last = -1; ; ) {
      const element = watched();
      const shown = Number(element?.dataset.version);
      if (!element?.dataset.regions || shown >= wanted || shown === last) break;
      last = shown;
      await redraw(element);
    }
  } catch {
    lost(); // no network: the stream will be opened again, and catches up
  } finally {
    asking = false;
  }
}

let quiet; // timer that takes the last sentence away

async function redraw(element) {
  const place = placeOf(document.activeElement);
  await htmx.ajax("GET", element.dataset.regions, { source: element, target: element, swap: "none" });
  clearTimeout(quiet);
  quiet = setTimeout(() => say("vif-annonce", ""), SAID_FOR);
  if (place && document.activeElement === document.body) find(place)?.focus({ preventScroll: true });
}

// Where the focus is, so that it is found again once its region was drawn anew.
function placeOf(element) {
  const region = element?.parentElement?.closest("[id]");
  if (!region || region.closest("#contenu") === null) return undefined;
  return { id: element.id, region: region.id, tag: element.tagName, text: element.textContent };
}

function find({ id, region, tag, text }) {
  if (id) return document.getElementById(id);
  const same = document.getElementById(region)?.getElementsByTagName(tag) ?? [];
  return [...same].find((element) => element.textContent === text);
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) {
    // What a list missed meanwhile, nobody told.
    if (stream === undefined && address && !watched()?.dataset.version) sayChanged();
    listen();
    return;
  }
  close();
  clearTimeout(cut);
  cut = undefined;
});
// A page kept for the browser's history keeps no connection.
addEventListener("pagehide", close);
addEventListener("pageshow", (event) => event.persisted && listen());
// A desk shows one person after another in the same page.
document.addEventListener("htmx:afterSettle", () => {
  if (watched()?.dataset.live !== address) listen();
});
listen();
