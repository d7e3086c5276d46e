//! temporary
mod common;
use common::Site;
use domiciliation::{Command, Status, identity::{AyantDroit, Lien, Filing}, mail::{MailKind, Quantity}};
use kernel::BirthDate;
use structures::Role;
use testkit::builders::text;
#[tokio::test]
async fn dump() {
    let out = "/tmp/dump"; std::fs::create_dir_all(out).unwrap();
    let site = Site::open().await;
    let put = |name: &str, body: &str| std::fs::write(format!("{out}/{name}.html"), body).unwrap();
    let b = site.browser(Role::Administrateur).await;
    put("first", &b.get("/domicilies").await.body);
    let names = [("Diallo","Aminata"),("Éluard","Nusch"),("N’Guessan","Zoé Marie Fatoumata"),("Da Silva Pereira","João"),("Ba","Awa"),("Keïta","Ibrahim")];
    let mut ids = vec![];
    for (i,(n,p)) in names.iter().enumerate() {
        let id = site.house.open_as(Status::Actif, n, p).await; ids.push(id);
        if i % 2 == 0 {
            site.house.done(id, Command::RecordFiling(Filing{reference:Some(text("AB-77")),..Filing::default()})).await;
            site.house.done(id, Command::AddNote(text("note"))).await;
            let note = site.house.read(id).await.value.notes()[0].fact();
            site.house.done(id, Command::PinNote(note)).await;
            site.house.done(id, Command::RecordAyantsDroit(vec![AyantDroit{nom:text("Ba"),prenoms:text("Awa"),birth:BirthDate::new(2019,None,None).unwrap(),lien:Lien::Enfant}])).await;
        }
    }
    site.house.clock.advance_days(70);
    let on = site.house.today();
    site.house.done(ids[0], Command::ReceiveMail{on, items: vec![(MailKind::Letter, Quantity::try_from(12).unwrap()),(MailKind::Parcel, Quantity::ONE)], remark: None}).await;
    site.house.done(ids[1], Command::RecordContact{on, kind: domiciliation::fact::ContactKind::Visit}).await;
    site.house.clock.advance_days(25);
    for s in Status::ALL { site.house.open_as(*s, "Traoré", s.label()).await; }
    let b = site.browser(Role::Gestionnaire).await;
    put("list", &b.get("/domicilies").await.body);
    put("list-filtered", &b.get("/domicilies?onglet=actifs&passage=2-mois&tri=echeance").await.body);
    put("list-all", &b.get("/domicilies?onglet=tous&q=a").await.body);
    put("list-none", &b.get("/domicilies?q=zorglub").await.body);
    put("new", &b.get("/domicilies/nouveau").await.body);
    let dossier = b.get("/domicilies/nouveau").await.hidden("dossier");
    put("new-wrong", &b.post("/domicilies/nouveau", &[("dossier",&dossier),("nom","<b>"),("naissance","31/02/1990")]).await.body);
    let all = [("dossier",dossier.as_str()),("civilite","madame"),("nom","Diallo"),("prenoms","Aminata"),("naissance","23/01/1989"),("lieu_naissance","Conakry"),("date_demande","13/06/2026"),("canal","in_person")];
    put("new-double", &b.post("/domicilies/nouveau", &all).await.body);
    let mut yes = all.to_vec(); yes.extend([("autre_personne","oui"),("doublons","vus")]);
    let to = b.post("/domicilies/nouveau", &yes).await; let to = to.location().to_owned();
    put("coordinates", &b.get(&to).await.body);
    let base = format!("/domicilies/{dossier}/demande");
    put("coordinates-more", &b.post(&format!("{base}/coordonnees"), &[("ajouter","oui"),("telephone","12")]).await.body);
    put("appointment", &b.get(&format!("{base}/rendez-vous")).await.body);
    put("interview", &b.get(&format!("{base}/entretien")).await.body);
    put("decision-early", &b.get(&format!("{base}/decision")).await.body);
    let id = dossier.parse().unwrap();
    let p = b.get(&format!("{base}/rendez-vous")).await;
    let me = site.house.actor(Role::Instructeur).id().to_string();
    b.post(&format!("{base}/rendez-vous"), &[("version",&p.hidden("version")),("collegue",&me),("date","15/06/2026"),("heure","14:30")]).await;
    put("appointment-fixed", &b.get(&format!("{base}/rendez-vous")).await.body);
    site.house.interview(id).await;
    put("decision", &b.get(&format!("{base}/decision")).await.body);
    put("renewal", &b.get(&format!("/domicilies/{}/renouvellement", ids[0])).await.body);
    put("identity", &b.get(&format!("/domicilies/{}/identite", ids[0])).await.body);
    put("filing", &b.get(&format!("/domicilies/{}/classement", ids[0])).await.body);
    put("notes", &b.get(&format!("/domicilies/{}/notes", ids[0])).await.body);
    put("dossier", &b.get(&format!("/domicilies/{}", ids[0])).await.body);
}
