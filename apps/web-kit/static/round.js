// The mail round without leaving the keyboard. The form works without this: here what is
// typed is sent behind the back of whoever types on, in order, and nothing is lost.

const form = document.querySelector("#tournee");
const print = document.querySelector("[data-imprimer]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
if (form) enterRounds();

function enterRounds() {
  const box = form.querySelector("#qui");
  const count = form.querySelector("#nombre");
  const remark = form.querySelector("#remarque");
  const offered = form.querySelector("#propositions");
  const told = document.querySelector("#tournee-dit");
  const lost = document.querySelector("#tournee-reseau");
  const part = { "HX-Request": "true" };
  const queue = []; // what was entered and is not answered yet, first first
  let sending = false;
  let asking = null; // the suggestions under way
  let timer = 0;

  const choices = () => [...offered.querySelectorAll("input[type=radio]")];
  const tell = (words) => { told.textContent = words; };

  // A key that makes whatever is sent twice one item.
  const newKey = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  // --- Who answers to what is being typed ---

  const stopAsking = () => {
    clearTimeout(timer);
    asking?.abort();
    asking = null;
  };
  const clearOffer = () => {
    stopAsking();
    offered.replaceChildren();
  };

  async function suggest() {
    asking?.abort();
    const mine = (asking = new AbortController());
    const typed = box.value.trim();
    if (!typed) return clearOffer();
    try {
      const address = `${box.dataset.propositions}?q=${encodeURIComponent(typed)}`;
      const answer = await fetch(address, { headers: part, signal: mine.signal });
      if (!answer.ok || mine !== asking) return;
      offered.innerHTML = await answer.text();
      tell(offered.querySelector("#propositions-dit")?.textContent ?? "");
    } catch {
      // Overtaken by the next letter, or no network: what is typed can be entered all the same.
    }
  }

  box.addEventListener("input", () => {
    // Whoever was proposed answered to something else.
    for (const choice of choices()) choice.checked = false;
    stopAsking();
    timer = setTimeout(suggest, 120);
  });

  form.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && event.target === box && choices().length) {
      event.preventDefault();
      const first = choices()[0];
      first.checked = true;
      first.focus();
    } else if (event.key === "Escape" && event.target !== box) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  });

  // --- Entering ---

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    const data = new URLSearchParams(new FormData(form, event.submitter ?? undefined));
    if (!box.value.trim()) {
      box.focus();
      return;
    }
    data.set("cle", newKey());
    queue.push(data);
    for (const field of [box, count, remark]) field.value = "";
    clearOffer();
    box.focus();
    send();
  });

  async function send() {
    if (sending || !queue.length) return;
    sending = true;
    while (queue.length && (await sendFirst())) queue.shift();
    sending = false;
    showLost();
  }

  // Whether the first of the queue is settled: recorded, put aside, or back in the form.
  async function sendFirst() {
    const data = queue[0];
    let answer, text;
    try {
      answer = await fetch(form.action, { method: "POST", body: data, headers: part });
      text = await answer.text();
    } catch {
      return false;
    }
    if (answer.ok) {
      document.querySelector("#saisie").outerHTML = text;
      tell(document.querySelector("#saisie").dataset.dit ?? "");
      return true;
    }
    if (answer.status === 422) {
      const busy = queue.length > 1 || box.value || document.activeElement !== box;
      if (busy && !data.get("apart")) {
        // Somebody types on, or a scanner: it waits aside, with its reason.
        data.set("apart", data.get("dossier") ? "personne" : "texte");
        return sendFirst();
      }
      ask(data, text);
      return true;
    }
    if (answer.status >= 500 || answer.status === 429) return false;
    // Signed out, or the round is closed: the page itself says so, and what is left is shown.
    lost.querySelector("p").textContent = answer.status === 401
      ? "Votre session a expiré. Reconnectez-vous dans un autre onglet, puis réessayez : ceci n’est pas enregistré."
      : "La tournée n’accepte plus de saisie : ceci n’est pas enregistré.";
    return false;
  }

  // Gives back what was typed, with what stands in the way.
  function ask(data, html) {
    box.value = data.get("qui") ?? "";
    count.value = data.get("nombre") ?? "";
    remark.value = data.get("remarque") ?? "";
    stopAsking();
    offered.innerHTML = html;
    tell(offered.querySelector("#propositions-dit")?.textContent ?? "");
    const first = offered.querySelector("[data-focus]") ?? offered.querySelector("button[name=confirme]");
    if (first) first.focus();
    else box.select();
  }

  // --- No network ---

  function showLost() {
    const list = lost.querySelector("ul");
    list.replaceChildren(...queue.map((data) => {
      const item = document.createElement("li");
      item.textContent = data.get("qui");
      return item;
    }));
    lost.hidden = !queue.length;
  }
  lost.querySelector("button").addEventListener("click", () => {
    box.focus();
    send();
  });
  addEventListener("online", send);
  addEventListener("beforeunload", (event) => {
    if (queue.length) event.preventDefault();
  });
}
