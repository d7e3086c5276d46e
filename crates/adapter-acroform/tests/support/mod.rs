//! Blanks of our own with the names of the official ones, an invented person, and readers.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use adapter_acroform::AcroForms;
use application::{
    documents::{
        Answer, AttestationDocument, Civility, DecisionPart, DemandeDocument, Entretien, Organisme,
        Person, Signatory,
    },
    forms::{Finish, OfficialForm, OfficialForms},
};
use chrono::NaiveDate;
use domiciliation::request::DemandeKind;
use kernel::{BirthDate, Periode};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

/// The fonts that the binary embeds.
pub fn fonts() -> Vec<Vec<u8>> {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../apps/web-kit/dist/fonts-pdf"
    );
    std::fs::read_dir(folder)
        .unwrap_or_else(|_| panic!("no font in {folder}: run `cargo xtask assets`"))
        .map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
        .collect()
}

/// How the boxes of a choice are named: the state, and `/Opt` where there is one.
#[derive(Clone, Copy, Debug)]
pub enum Boxes {
    /// States 1 and 2, which mean themselves.
    Plain,
    /// States 0 and 1, which `/Opt` says mean 1 and 2.
    Options,
}

/// A blank being made.
struct Sheet {
    pdf: Document,
    tree: ObjectId,
    helvetica: ObjectId,
    pages: Vec<(ObjectId, Vec<Object>)>,
    fields: Vec<Object>,
}

impl Sheet {
    fn new() -> Self {
        let mut pdf = Document::with_version("1.7");
        let tree = pdf.new_object_id();
        let helvetica = pdf.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
        });
        Self {
            pdf,
            tree,
            helvetica,
            pages: Vec::new(),
            fields: Vec::new(),
        }
    }

    fn page(&mut self, title: &str) {
        let content = format!("BT /H 12 Tf 40 810 Td ({title}) Tj ET");
        let content = self
            .pdf
            .add_object(Stream::new(Dictionary::new(), content.into_bytes()));
        let page = self.pdf.add_object(dictionary! {
            "Type" => "Page",
            "Parent" => self.tree,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
            "Resources" => dictionary! { "Font" => dictionary! { "H" => self.helvetica } },
            "Contents" => content,
        });
        self.pages.push((page, Vec::new()));
    }

    fn place(&self, height: i64) -> Object {
        let used: i64 = self.pages.last().unwrap().1.len().try_into().unwrap();
        let top = 790 - used * 17;
        vec![200.into(), (top - height).into(), 560.into(), top.into()].into()
    }

    fn text(&mut self, name: &str, max: i64, lines: i64) {
        let script = self.pdf.add_object(dictionary! {
            "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)"),
        });
        let id = self.pdf.add_object(dictionary! {
            "Type" => "Annot",
            "Subtype" => "Widget",
            "FT" => "Tx",
            "T" => Object::string_literal(name),
            "Ff" => if lines > 1 { 1 << 12 } else { 0 },
            "MaxLen" => max,
            "DA" => Object::string_literal("/Helv 10 Tf 0 g"),
            "Rect" => self.place(14 * lines),
            "AA" => dictionary! { "K" => script },
            "P" => self.pages.last().unwrap().0,
        });
        self.fields.push(id.into());
        let annotations = &mut self.pages.last_mut().unwrap().1;
        // Room for the height of the field.
        for _ in 0..lines {
            annotations.push(id.into());
        }
    }

    /// Two boxes that show `[one]` or `[two]` when they are ticked.
    fn choice(&mut self, name: &str, boxes: Boxes, shown: [&str; 2]) {
        let states = match boxes {
            Boxes::Plain => ["1", "2"],
            Boxes::Options => ["0", "1"],
        };
        let parent = self.pdf.new_object_id();
        let mut kids: Vec<Object> = Vec::new();
        for (state, shown) in states.into_iter().zip(shown) {
            let mut drawn = |words: String| {
                let form = dictionary! {
                    "Type" => "XObject",
                    "Subtype" => "Form",
                    "BBox" => vec![0.into(), 0.into(), 360.into(), 14.into()],
                    "Resources" => dictionary! { "Font" => dictionary! { "H" => self.helvetica } },
                };
                self.pdf.add_object(Stream::new(form, words.into_bytes()))
            };
            let on = drawn(format!("BT /H 10 Tf 2 3 Td ([{shown}]) Tj ET"));
            let off = drawn(String::new());
            let place = self.place(14);
            let kid = self.pdf.add_object(dictionary! {
                "Type" => "Annot",
                "Subtype" => "Widget",
                "Parent" => parent,
                "Rect" => place,
                "AS" => "Off",
                "AP" => dictionary! { "N" => dictionary! { state => on, "Off" => off } },
            });
            kids.push(kid.into());
            self.pages.last_mut().unwrap().1.push(kid.into());
        }
        let mut field = dictionary! {
            "FT" => "Btn",
            "Ff" => 49152,
            "T" => Object::string_literal(name),
            "Kids" => kids,
        };
        if matches!(boxes, Boxes::Options) {
            field.set("Opt", ["1", "2"].map(Object::string_literal).to_vec());
        }
        self.pdf.set_object(parent, field);
        self.fields.push(parent.into());
    }

    fn texts(&mut self, names: &str) {
        for name in names.split_whitespace() {
            let max = match &name[..4] {
                "jour" | "mois" | "heur" | "minu" => 2,
                "anne" => 4,
                _ => 250,
            };
            self.text(name, max, 1);
        }
    }

    fn finish(mut self) -> Vec<u8> {
        let mut kids: Vec<Object> = Vec::new();
        for (page, mut annotations) in self.pages {
            annotations.dedup();
            let page_dictionary = self.pdf.get_dictionary_mut(page).unwrap();
            page_dictionary.set("Annots", annotations);
            kids.push(page.into());
        }
        let count = i64::try_from(kids.len()).unwrap();
        self.pdf.set_object(
            self.tree,
            dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count },
        );
        let form = self.pdf.add_object(dictionary! { "Fields" => self.fields });
        let catalog = self.pdf.add_object(dictionary! {
            "Type" => "Catalog", "Pages" => self.tree, "AcroForm" => form,
        });
        self.pdf.trailer.set("Root", catalog);
        let mut file = Vec::new();
        self.pdf.save_to(&mut file).unwrap();
        file
    }
}

pub fn attestation_blank(boxes: Boxes) -> Vec<u8> {
    let mut sheet = Sheet::new();
    sheet.page("ATTESTATION");
    sheet.choice("sexe1", boxes, ["Mme", "M."]);
    sheet.texts(
        "noms1 prenoms1 jourNaissance1 moisNaissance1 anneeNaissance1 lieuNaissance1 nomOrga1 \
         rattachement responsable prefecture1 agrement adresseOrga1 courrielOrga telephoneOrga \
         noms2 prenoms2 jourDebut moisDebut anneeDebut jourFin moisFin anneeFin jourPremiereDom \
         moisPremiereDom anneePremiereDom signature1A jourDecision1A moisDecision1A \
         anneeDecision1A",
    );
    sheet.text("ayantsDroits", 1000, 4);
    sheet.text("adresse", 1000, 5);
    // The official form forgets to list a field of its page.
    sheet.fields.remove(1);
    sheet.finish()
}

pub fn demande_blank(boxes: Boxes) -> Vec<u8> {
    let mut sheet = Sheet::new();
    sheet.page("DEMANDE");
    sheet.choice("sexe1", boxes, ["Mme", "M."]);
    sheet.choice("typeDemande", boxes, ["premiere", "renouvellement"]);
    sheet.texts(
        "noms1 prenoms1 jourNaissance1 moisNaissance1 anneeNaissance1 lieuNaissance1 telephone \
         courriel numeroUsager nomOrga1 responsable prefecture1 adresseOrga1 courrielOrga \
         telephoneOrga signature1A signature1B jourDecision1A moisDecision1A anneeDecision1A \
         jourDecision1B moisDecision1B anneeDecision1B jourRdv moisRdv anneeRdv heureRdv \
         minutesRdv entretienAvec entretienAdresse",
    );
    sheet.text("ayantsDroits", 1000, 4);
    sheet.page("DECISION");
    sheet.choice("sexe2", boxes, ["Mme2", "M.2"]);
    sheet.choice("decision", boxes, ["acceptee", "refusee"]);
    sheet.texts(
        "noms2 prenoms2 jourNaissance2 moisNaissance2 anneeNaissance2 lieuNaissance2 nomOrga2 \
         prefecture2 agrement rattachement signature2 jourDecision2 moisDecision2 anneeDecision2",
    );
    sheet.text("motifRefus", 1400, 8);
    sheet.text("orientation", 1400, 3);
    sheet.finish()
}

pub fn forms(boxes: Boxes) -> AcroForms {
    AcroForms::new(fonts())
        .unwrap()
        .with_attestation(&attestation_blank(boxes))
        .unwrap()
        .with_demande(&demande_blank(boxes))
        .unwrap()
}

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

pub fn a_person() -> Person {
    Person {
        civility: Civility::Madame,
        noms: "Șahin-Łukasz (Œuvrard)".into(),
        prenoms: "Aminata Fatoumata".into(),
        birth: BirthDate::on(day(1989, 1, 23)).unwrap(),
        lieu_naissance: "Labé (Guinée)".into(),
    }
}

fn a_body() -> Organisme {
    Organisme {
        nom: "CIAS du Pays d’Aurillac".into(),
        rattachement: Some("Arpajon-sur-Cère".into()),
        responsable: Signatory {
            nom: "HOAREAU".into(),
            prenom: "Jeanne".into(),
            fonction: "directrice".into(),
        },
        prefecture: Some("Préfecture du Cantal".into()),
        numero_agrement: Some("15-2024-012".into()),
        adresse: vec!["12 rue de la Source".into(), "15000 Aurillac".into()],
        courriel: "accueil@cias.example".into(),
        telephone: "04 71 00 00 00".into(),
    }
}

pub fn an_attestation() -> AttestationDocument {
    AttestationDocument {
        person: a_person(),
        ayants_droit: vec!["DIALLO Ibrahima, 02/05/2015, enfant".into()],
        organisme: a_body(),
        adresse_postale: vec!["Boîte n° 118".into(), "15000 Aurillac".into()],
        period: Periode::one_year_from(day(2026, 3, 15)),
        premiere_domiciliation: day(2023, 6, 1),
        fait_a: "Aurillac".into(),
        decision_on: day(2026, 3, 9),
        reference: "1204".into(),
        projet: false,
        corrected_since_issue: false,
    }
}

pub fn a_demande(answer: Option<Answer>) -> DemandeDocument {
    DemandeDocument {
        person: a_person(),
        ayants_droit: Vec::new(),
        telephone: "06 92 00 00 00".into(),
        courriel: "aminata@courriel.example".into(),
        kind: DemandeKind::Renewal,
        numero_usager: "1204".into(),
        organisme: a_body(),
        fait_a: "Aurillac".into(),
        filed_on: day(2026, 3, 2),
        entretien: Some(Entretien {
            at: day(2026, 3, 5).and_hms_opt(9, 5, 0).unwrap(),
            avec: "Nadia Ferrand".into(),
            adresse: vec!["12 rue de la Source".into(), "15000 Aurillac".into()],
        }),
        decision: answer.map(|answer| DecisionPart {
            decided_on: day(2026, 3, 9),
            signataire: Signatory {
                nom: "Camille Roche".into(),
                prenom: String::new(),
                fonction: "vice-présidente".into(),
            },
            answer,
        }),
        corrected_since_issue: false,
    }
}

/// A filled form.
pub struct Filled {
    pub file: Vec<u8>,
    pub pdf: Document,
}

pub async fn fill(forms: &AcroForms, form: OfficialForm, finish: Finish) -> Filled {
    let file = forms.fill(&form, finish).await.unwrap();
    let pdf = Document::load_mem(&file).unwrap();
    Filled { file, pdf }
}

impl Filled {
    /// What poppler reads, line breaks as spaces.
    pub fn text(&self) -> String {
        let mut child = Command::new("pdftotext")
            .args(["-layout", "-", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{error}: run `apt-get install poppler-utils`"));
        child.stdin.take().unwrap().write_all(&self.file).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        let text = String::from_utf8(output.stdout).unwrap();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub fn pages(&self) -> usize {
        self.pdf.get_pages().len()
    }

    fn field(&self, name: &str) -> &Dictionary {
        let named = |object: &&Object| {
            object.as_dict().is_ok_and(|found| {
                found
                    .get(b"T")
                    .is_ok_and(|t| lopdf::decode_text_string(t).unwrap() == name)
            })
        };
        let found = self.pdf.objects.values().find(named);
        found
            .unwrap_or_else(|| panic!("no field {name}"))
            .as_dict()
            .unwrap()
    }

    /// The value of a text field.
    pub fn value(&self, name: &str) -> String {
        let value = self.field(name).get(b"V").ok();
        value.map_or_else(String::new, |v| lopdf::decode_text_string(v).unwrap())
    }

    /// The state of a choice, and those of its boxes.
    pub fn state(&self, name: &str) -> (String, Vec<String>) {
        let name_of = |object: &Object| String::from_utf8_lossy(object.as_name().unwrap()).into();
        let field = self.field(name);
        let kids = field.get(b"Kids").unwrap().as_array().unwrap();
        let boxes = kids
            .iter()
            .map(|kid| {
                self.pdf
                    .get_dictionary(kid.as_reference().unwrap())
                    .unwrap()
            })
            .map(|kid| name_of(kid.get(b"AS").unwrap()))
            .collect();
        (name_of(field.get(b"V").unwrap()), boxes)
    }
}
