//! The page of step five.

use chrono::NaiveDate;
use domiciliation::{
    Command, Fact, Refused,
    decision::{Accord, Proposal},
    request::{Demande, Stage},
    term,
};
use kernel::Note;
use maud::{Markup, html};
use structures::Action;
use web_kit::{
    components::{
        Choice, alert, blocked, button, buttons, date_field, details, disclosure, error_summary,
        link_button, radio_group, textarea,
    },
    fr,
};

use super::{
    Frame, Step,
    decision::Submitted,
    forms::{
        Opened,
        conflict::{Conflict, conflict_alert},
        interview, refused_alert,
    },
    later,
};
use crate::{Staff, session::StaffSession, urls, words};

/// Step five, as it is shown.
pub struct Recap<'a> {
    pub staff: &'a Staff,
    pub session: &'a StaffSession,
    pub opened: &'a Opened,
    pub form: &'a Submitted,
    pub refused: Option<Refused>,
    pub conflict: Option<Conflict>,
}

impl Recap<'_> {
    pub fn render(&self, message: Option<&'static str>) -> Markup {
        let fields = self.form.all();
        let in_error = self.conflict.is_some()
            || self.refused.is_some()
            || fields.iter().any(|(_, field)| field.error.is_some());
        let content = html! {
            (conflict_alert(self.conflict.as_ref()))
            (refused_alert(self.refused.as_ref()))
            (error_summary(None, &fields))
            @if let Some(demande) = self.opened.dossier.pending_demande() {
                (self.warnings())
                div.app-columns {
                    div { (self.request(demande)) (self.person()) (self.interview(demande)) }
                    div {
                        section.app-panel { h3 { "Décision" } (self.decision(demande)) }
                        section.app-panel { h3 { "Accusé de réception" } (self.acknowledgement(demande)) }
                        section.app-panel { h3 { "Pièces" } (self.pieces(demande)) }
                        (self.forwarding(demande))
                        (self.withdrawal())
                    }
                }
                p { (later(self.opened)) }
            }
        };
        Frame {
            session: self.session,
            opened: self.opened,
            step: Step::Decision,
        }
        .render(message, in_error, &content)
    }

    fn today(&self) -> NaiveDate {
        self.session.today
    }

    fn act(&self, act: &str) -> String {
        urls::under(self.opened.dossier.id(), &format!("demande/{act}"))
    }

    fn warnings(&self) -> Markup {
        html! {
            @for warning in self.opened.dossier.warnings(&self.opened.surroundings.context()) {
                @let (level, sentence, article) = words::warning(&warning, self.today());
                (alert(level, &sentence, &html! { p.fr-text--sm { (article) } }))
            }
        }
    }

    fn request(&self, demande: &Demande) -> Markup {
        let mut lines = vec![
            ("Demande", html! { (demande.kind().label()) }),
            (
                "Déposée le",
                html! { (fr::time_long(demande.filed_on())) " (" (words::within(demande.channel().label())) ")" },
            ),
            (
                "Réponse due au plus tard le",
                html! { (fr::time_long(demande.answer_limit())) },
            ),
        ];
        if let Some(to) = demande.forwarded_to() {
            lines.push(("Transmise à", html! { (to) }));
        }
        html! { h3 { "La demande" } (details(&lines)) }
    }

    fn person(&self) -> Markup {
        let dossier = &self.opened.dossier;
        let coordinates = dossier.coordinates();
        let filing = dossier.filing();
        html! {
            (self.section("État civil", Step::Identity, &html! {
                @if let Some(identity) = dossier.identity() {
                    (details(&[
                        ("Personne", html! { (words::person(identity)) }),
                        ("Naissance", html! { (words::birth(identity.birth)) ", " (identity.birth_place) }),
                        ("Référence", html! { @if let Some(r) = &filing.reference { (r) } @else { (none()) } }),
                    ]))
                }
            }))
            (self.section("Coordonnées et ayants droit", Step::Coordinates, &html! {
                (details(&[
                    ("Téléphone", html! { @if let Some(p) = &coordinates.phone { (self.staff.phones.display(p)) } @else { (none()) } }),
                    ("SMS", html! { @if coordinates.sms { "acceptés" } @else { "non acceptés" } }),
                    ("Courriel", html! { @if let Some(e) = &coordinates.email { (e.as_str()) } @else { (none()) } }),
                    ("Langue parlée", html! { @if let Some(l) = &coordinates.language { (l) } @else { (none()) } }),
                    ("Numéro de distribution", html! { @if let Some(d) = &filing.distribution { (d) } @else { (none()) } }),
                ]))
                @if dossier.ayants_droit().is_empty() { p { "Aucun ayant droit." } }
                @else {
                    ul {
                        @for a in dossier.ayants_droit() {
                            li { (a.nom.as_str().to_uppercase()) " " (a.prenoms) ", " (words::birth(a.birth)) " (" (words::within(a.lien.label())) ")" }
                        }
                    }
                }
            }))
        }
    }

    fn interview(&self, demande: &Demande) -> Markup {
        self.section("Entretien", Step::Interview, &html! {
            @if let Some(held) = demande.interview() {
                p { "Mené le " (fr::time_long(held.on)) " par " (held.by) "." }
                @let noted = interview::summary(self.opened.dossier.interview());
                @if noted.is_empty() { p { "Rien n’a été noté." } } @else { (details(&noted)) }
            } @else if let Some(missed) = demande.missed_on() {
                p { "La personne n’est pas venue au rendez-vous du " (fr::time_long(missed)) "." }
            } @else if let Some(fixed) = demande.appointment() {
                p { "Rendez-vous le " (fr::time_long(fixed.at.date())) " à " (fr::clock_time(fixed.at.time())) ", avec " (fixed.with_name) "." }
            } @else {
                p { "Pas encore mené." }
            }
        })
    }

    fn section(&self, title: &str, step: Step, content: &Markup) -> Markup {
        html! {
            section {
                div.app-title {
                    h3 { (title) }
                    a.fr-link.fr-link--sm href=(step.href(self.opened.dossier.id())) {
                        "Modifier" span.fr-sr-only { "\u{a0}: " (title) }
                    }
                }
                (content)
            }
        }
    }

    fn decision(&self, demande: &Demande) -> Markup {
        html! {
            @match demande.stage() {
                Stage::Proposed(proposal) => { (self.proposed(proposal)) (self.deciding(true)) },
                Stage::Open | Stage::Decided(_) | Stage::Withdrawn => {
                    @if let Some(postponed) = demande.postponed() {
                        p { "Renvoyée pour complément le " (fr::time_long(postponed.on)) (fr::NBSP) ": " (postponed.reason) }
                    }
                    (self.deciding(false))
                    @if self.session.may(Action::Propose) { (self.proposing()) }
                },
            }
        }
    }

    fn proposed(&self, proposal: &Proposal) -> Markup {
        let by = self
            .opened
            .dossier
            .history()
            .iter()
            .rev()
            .find_map(|r| matches!(r.fact, Fact::DecisionProposed(_)).then(|| r.author.name()));
        html! {
            p {
                strong { @if proposal.favourable { "Accord proposé" } @else { "Refus proposé" } }
                " le " (fr::time_long(proposal.on))
                @if let Some(by) = by { " par " (by) }
                "."
            }
            @if let Some(remarks) = &proposal.remarks { blockquote { p { (remarks) } } }
            @if !self.session.may(Action::Decide) { p { "La décision revient à un gestionnaire ou à un administrateur." } }
        }
    }

    /// The ways to the pages of the decisions, for those who take them.
    fn deciding(&self, proposed: bool) -> Markup {
        if !self.session.may(Action::Decide) {
            return html! {};
        }
        let dossier = &self.opened.dossier;
        let (grant, refuse, postpone) = (
            "Accorder la domiciliation",
            "Refuser la demande",
            "Renvoyer pour complément",
        );
        let accord = Accord {
            decided_on: self.today(),
            period: term::one_year(dossier.proposed_start(self.today())),
            shorter_because: None,
            rattachement: None,
        };
        // What a refusal needs of the interview, a proposal of one needs too.
        let offered = Command::Propose {
            favourable: false,
            remarks: None,
        };
        let unoffered = if proposed {
            None
        } else {
            self.opened.try_out(offered).err()
        };
        html! {
            (way("accorder", grant, self.opened.try_out(Command::Accept(accord)).err(),
                &html! { (link_button(grant, &urls::under(dossier.id(), "decision/accorder"))) }))
            (way("refuser", refuse, unoffered,
                &html! { (link_button(refuse, &urls::under(dossier.id(), "decision/refuser")).secondary()) }))
            @if proposed && self.session.may(Action::PostponeProposal) {
                p { (link_button(postpone, &urls::under(dossier.id(), "decision/ajourner")).secondary()) }
            }
        }
    }

    fn proposing(&self) -> Markup {
        let may = |favourable| {
            self.opened.try_out(Command::Propose {
                favourable,
                remarks: None,
            })
        };
        let mut senses = Vec::new();
        if may(true).is_ok() {
            senses.push(Choice::new("accord", "Accorder"));
        }
        if may(false).is_ok() {
            senses.push(Choice::new("refus", "Refuser"));
        }
        let decides = self.session.may(Action::Decide);
        let submit = button("Proposer la décision");
        let submit = if decides { submit.secondary() } else { submit };
        let form = html! {
            form.app-form method="post" action=(self.act("decision")) novalidate {
                (self.form.ticket.fields())
                (radio_group("sens", "Proposition", &self.form.sens, senses.clone()))
                (textarea("remarques", "Remarques pour la personne qui décide", &self.form.remarques, 1000).optional().rows(3))
                (buttons(&[&submit]))
            }
        };
        let wrong = self.form.sens.error.is_some() || self.form.remarques.error.is_some();
        html! {
            @match (decides, senses.is_empty()) {
                (false, true) => (way("proposer", "Proposer la décision", may(true).err(), &html! {})),
                (false, false) => (form),
                // Whoever decides reads the same reason beside the decisions.
                (true, true) => {},
                (true, false) => (disclosure("Proposer sans décider", wrong, &form)),
            }
        }
    }

    fn acknowledgement(&self, demande: &Demande) -> Markup {
        html! {
            @if let Some(on) = demande.acknowledged_on() {
                p { "Remis le " (fr::time_long(on)) "." }
            } @else {
                form.app-form method="post" action=(self.act("accuse")) novalidate {
                    p { "Toute demande donne lieu à un accusé de réception\u{a0}; le cachet de la structure sur le formulaire en tient lieu." }
                    (self.form.ticket.fields())
                    (date_field("accuse_le", "Remis le", &self.form.accuse_le))
                    (buttons(&[&button("Noter l’accusé de réception").secondary()]))
                }
            }
        }
    }

    fn pieces(&self, demande: &Demande) -> Markup {
        let form = self.form;
        html! {
            @if let Some((asked, until, missing)) = demande.pieces_wanted() {
                p { "Demandées le " (fr::time_long(*asked)) ", attendues avant le " (fr::time_long(*until)) (fr::NBSP) ": " (missing) }
                form.app-form method="post" action=(self.act("pieces-recues")) novalidate {
                    (form.ticket.fields())
                    (date_field("recues_le", "Reçues le", &form.recues_le))
                    (buttons(&[&button("Noter la réception").secondary()]))
                }
            } @else {
                p { "Aucun texte n’exige de pièce pour se domicilier. Celles que vous demandez suspendent le délai de réponse." }
                @let open = form.avant_le.error.is_some() || form.manquantes.error.is_some();
                (disclosure("Demander des pièces manquantes", open, &html! {
                    form.app-form method="post" action=(self.act("pieces")) novalidate {
                        (form.ticket.fields())
                        (textarea("manquantes", "Pièces manquantes", &form.manquantes, 1000).rows(3))
                        (date_field("avant_le", "Attendues avant le", &form.avant_le))
                        (buttons(&[&button("Noter la demande de pièces").secondary()]))
                    }
                }))
            }
        }
    }

    /// A request that is another body's to decide is sent on to it, and the person told.
    fn forwarding(&self, demande: &Demande) -> Markup {
        let open = self.form.organisme.error.is_some();
        html! {
            @if demande.forwarded_to().is_none() {
                (disclosure("Transmettre à l’organisme compétent", open, &html! {
                    form.app-form method="post" action=(self.act("transmettre")) novalidate {
                        p { "Quand la demande relève d’un autre organisme, transmettez-la-lui et dites-le à la personne (art. L. 114-2 du CRPA)." }
                        (self.form.ticket.fields())
                        (textarea("organisme", "Organisme compétent", &self.form.organisme, 1000).rows(2)
                            .hint("Son nom et ce qui permet de le joindre."))
                        (buttons(&[&button("Noter la transmission").secondary()]))
                    }
                }))
            }
        }
    }

    /// Only beside an earlier decision: a first request is decided, not withdrawn.
    fn withdrawal(&self) -> Markup {
        let possible = "–".parse::<Note>().is_ok_and(|reason| {
            self.opened
                .try_out(Command::WithdrawDemande { reason })
                .is_ok()
        });
        html! {
            @if possible {
                (disclosure("Retirer cette demande", self.form.motif.error.is_some(), &html! {
                    form.app-form method="post" action=(self.act("retirer")) novalidate {
                        p { "La personne y renonce\u{a0}: la demande s’arrête sans décision. La domiciliation en cours, s’il y en a une, continue." }
                        (self.form.ticket.fields())
                        (textarea("motif", "Motif", &self.form.motif, 1000).rows(2))
                        (buttons(&[&button("Retirer la demande").secondary()]))
                    }
                }))
            }
        }
    }
}

/// The way to an act, or why it is closed today.
fn way(id: &str, label: &str, refused: Option<Refused>, open: &Markup) -> Markup {
    html! {
        @match refused {
            None => p { (open) },
            Some(refused) => {
                @let said = words::explain(&refused);
                (blocked(id, label, &words::cited(&format!("{} {}", said.why, said.what), said.article)))
            },
        }
    }
}

fn none() -> Markup {
    html! { span.app-none { "non renseigné" } }
}
