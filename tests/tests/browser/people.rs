//! Who works in the structure of these tests, and how they come in.

use anyhow::{Context, Result, ensure};
use product_tests::harness::{Browser, Site};

/// Long and of four sorts: nothing that the rules of passwords refuse.
pub const PASSWORD: &str = "Tilleul-Orage-58-Vitre";

/// A colleague.
pub struct Colleague {
    pub email: &'static str,
    pub prenom: &'static str,
    pub nom: &'static str,
    /// The label of the role.
    pub role: &'static str,
}

pub const DIRECTION: Colleague = Colleague {
    email: "anne.roussel@ccas.example",
    prenom: "Anne",
    nom: "Roussel",
    role: "Administrateur",
};
pub const GESTION: Colleague = Colleague {
    email: "yanis.merle@ccas.example",
    prenom: "Yanis",
    nom: "Merle",
    role: "Gestionnaire",
};
pub const INSTRUCTION: Colleague = Colleague {
    email: "clara.duval@ccas.example",
    prenom: "Clara",
    nom: "Duval",
    role: "Instructeur",
};
pub const ACCUEIL: Colleague = Colleague {
    email: "paul.nkosi@ccas.example",
    prenom: "Paul",
    nom: "Nkosi",
    role: "Agent",
};

/// Who runs another structure.
pub const ELSEWHERE: Colleague = Colleague {
    email: "luc.prigent@ailleurs.example",
    prenom: "Luc",
    nom: "Prigent",
    role: "Administrateur",
};

/// Creates a structure by the command of whoever installs the program; the path of the
/// link that it prints.
pub fn create_structure(site: &Site, name: &str, administrator: &Colleague) -> Result<String> {
    let created = site
        .command()
        .args(["admin", "create-structure", "--kind", "ccas"])
        .args(["--name", name])
        .args(["--street", "1 rue du Lavoir"])
        .args(["--postal-code", "75012"])
        .args(["--city", "Valbrume"])
        .args(["--admin-email", administrator.email])
        .args(["--admin-nom", administrator.nom])
        .args(["--admin-prenom", administrator.prenom])
        .output()?;
    let said = String::from_utf8(created.stdout)?;
    ensure!(
        created.status.success(),
        String::from_utf8_lossy(&created.stderr).into_owned()
    );
    path_in(&said)
}

/// The path of the address that a text holds.
pub fn path_in(text: &str) -> Result<String> {
    let address = text
        .split_whitespace()
        .find(|word| word.starts_with("http://"));
    let path = address.and_then(|address| address.splitn(4, '/').nth(3));
    Ok(format!(
        "/{}",
        path.with_context(|| format!("no link in: {text}"))?
    ))
}

/// Chooses a first password through a link, which then serves no more.
pub async fn choose_password(browser: &Browser, link: &str) -> Result<()> {
    browser.visit(link).await?;
    browser.sees("Choisir votre mot de passe").await?;
    browser.fill("mot_de_passe", PASSWORD).await?;
    browser.fill("mot_de_passe_confirme", PASSWORD).await?;
    browser.press("Enregistrer le mot de passe").await?;
    browser.sees("Votre mot de passe est enregistré").await?;
    browser.visit(link).await?;
    browser.sees("Ce lien ne peut plus servir").await
}

/// Invites a colleague; the path of the link to give them.
pub async fn invite(browser: &Browser, colleague: &Colleague) -> Result<String> {
    browser.visit("/equipe").await?;
    browser.press("Inviter une personne").await?;
    browser.fill("prenom", colleague.prenom).await?;
    browser.fill("nom", colleague.nom).await?;
    browser.fill("email", colleague.email).await?;
    browser.select("fonction", "Travailleur social").await?;
    browser.choose("role", colleague.role).await?;
    browser.press("Créer le compte").await?;
    path_in(&browser.text().await?)
}

impl Colleague {
    /// Takes the place of whoever sat at the desk.
    pub async fn sits_down(&self, browser: &Browser) -> Result<()> {
        browser.visit("/domicilies").await?;
        browser.sign_out().await?;
        browser.sees("Vous êtes déconnecté").await?;
        browser.sign_in(self.email, PASSWORD).await?;
        browser.visit("/domicilies").await
    }
}
