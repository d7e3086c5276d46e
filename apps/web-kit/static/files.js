// Files sent without leaving the page: dropped or chosen, with their progress. The form works
// without this.

for (const form of document.querySelectorAll("form[data-fichiers]")) sendFrom(form);

function sendFrom(form) {
  const chooser = form.querySelector("input[type=file]");
  const button = form.querySelector("button[type=submit]");
  const frame = form.querySelector("[data-progres]");
  const bar = frame.querySelector("progress");
  const told = form.querySelector("[data-dit]");
  const limit = Number(form.dataset.limite);
  const tell = (words) => { told.textContent = words; };
  const names = () => [...chooser.files].map((file) => file.name);

  const chosen = () => {
    const files = [...chooser.files];
    const large = files.filter((file) => file.size > limit).map((file) => file.name);
    button.disabled = large.length > 0;
    if (large.length) {
      tell(`Dépasse 10 Mo : ${large.join(", ")}. Retirez ce fichier ou réduisez-le.`);
    } else if (files.length > 20) {
      button.disabled = true;
      tell("Vingt fichiers au plus à la fois.");
    } else {
      tell(files.length ? `À envoyer : ${names().join(", ")}.` : "");
    }
  };
  chooser.addEventListener("change", chosen);

  // Dropped anywhere on the form, as if they had been chosen.
  let over = 0;
  const shade = (step) => {
    over = Math.max(0, over + step);
    form.classList.toggle("app-upload--over", over > 0);
  };
  form.addEventListener("dragenter", () => shade(1));
  form.addEventListener("dragleave", () => shade(-1));
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    over = 0;
    shade(0);
    if (!event.dataTransfer.files.length) return;
    chooser.files = event.dataTransfer.files;
    chosen();
    button.focus();
  });

  form.addEventListener("submit", (event) => {
    if (!chooser.files.length) return; // the page says what is missing
    event.preventDefault();
    const request = new XMLHttpRequest();
    let said = -1;
    const share = (done) => {
      bar.value = done;
      const step = Math.floor(done / 25) * 25;
      if (step === said) return;
      said = step;
      tell(done < 100 ? `Envoi : ${step} %.` : "Envoyé, vérification en cours.");
    };
    const end = (words) => {
      frame.hidden = true;
      button.disabled = false;
      tell(words);
    };
    request.upload.addEventListener("progress", (step) => {
      if (step.lengthComputable) share(Math.floor((100 * step.loaded) / step.total));
    });
    request.addEventListener("error", () => end("L’envoi s’est arrêté : vérifiez votre connexion, puis recommencez."));
    request.addEventListener("load", () => answered(request, end));
    request.open("POST", form.action);
    request.responseType = "document";
    button.disabled = true;
    frame.hidden = false;
    share(0);
    request.send(new FormData(form));
  });

  // Done: to the page that says so. Else the list and the form come back with what is wrong.
  const answered = (request, end) => {
    const part = request.response?.querySelector("#fichiers");
    if (request.status < 400) return leaveFor(request.responseURL);
    if (!part) return end(`Le serveur n’a pas pu recevoir ces fichiers : ${names().join(", ")}.`);
    const section = form.closest("#fichiers");
    section.replaceWith(part);
    for (const again of part.querySelectorAll("form[data-fichiers]")) sendFrom(again);
    part.querySelector("#erreurs, [aria-invalid]")?.focus();
  };

  const leaveFor = (address) => {
    const to = new URL(address);
    to.hash = "fichiers";
    // A page that is left for itself is not loaded again by its address alone.
    if (to.pathname + to.search !== location.pathname + location.search) return location.assign(to);
    history.replaceState(null, "", to);
    location.reload();
  };
}
