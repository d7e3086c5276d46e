// One file dropped on its form, or chosen: its name and its size are said before it is sent. The
// form works without this.

for (const form of document.querySelectorAll("form[data-fichier-unique]")) receive(form);

function receive(form) {
  const chooser = form.querySelector("input[type=file]");
  const button = form.querySelector("button[type=submit]");
  const told = form.querySelector("[data-dit]");
  const limit = Number(form.dataset.limite);
  const tell = (words) => { told.textContent = words; };

  const chosen = () => {
    const file = chooser.files[0];
    button.disabled = Boolean(file && file.size > limit);
    if (!file) return tell("");
    tell(button.disabled
      ? `${file.name} dépasse ${limit / 1048576} Mo : retirez les feuilles inutiles, ou coupez-le en plusieurs fichiers.`
      : `À envoyer : ${file.name}.`);
  };
  chooser.addEventListener("change", chosen);

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
    const [file, another] = event.dataTransfer.files;
    if (!file) return;
    if (another) return tell("Un seul fichier à la fois.");
    chooser.files = event.dataTransfer.files;
    chosen();
    button.focus();
  });

  // A second press sends nothing more; coming back to the page makes it whole again.
  form.addEventListener("submit", () => {
    if (!chooser.files.length) return;
    tell("Envoi et lecture du fichier : cela prend quelques secondes.");
    setTimeout(() => { button.disabled = true; });
  });
  addEventListener("pageshow", () => { button.disabled = false; chosen(); });
}
