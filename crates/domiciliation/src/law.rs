//! The rules by which the product abides, one sentence each, with the article behind
//! it and how sure we are of it.
//!
//! Code cites a rule by its [`RuleId`]; this table says what it means. It is an
//! engineering reading of the law, not legal advice: before quoting a rule to
//! somebody, look at its [`Confidence`].
//!
//! ```
//! use domiciliation::{Refused, law};
//!
//! let rule = law::law(Refused::NoElection.rule()).unwrap();
//! assert_eq!(rule.id.to_string(), "R-63");
//! assert_eq!(rule.article, "art. L. 264-5 du CASF");
//! ```

use kernel::RuleId;

/// A rule of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Law {
    /// Its identifier.
    pub id: RuleId,
    /// What it says, in one English sentence.
    pub statement: &'static str,
    /// The text behind it, as French screens cite it.
    pub article: &'static str,
    /// How it is known.
    pub confidence: Confidence,
    /// What the code makes of it.
    pub effect: Effect,
}

/// How a rule is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Its content was read in a source.
    Quoted,
    /// It was read in the existing product.
    ReadInDomifa,
    /// From memory: to be checked before it is quoted to anybody.
    Memory,
    /// Our reading where the texts are silent.
    Proposal,
}

impl Confidence {
    /// In words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Quoted => "read in a source",
            Self::ReadInDomifa => "read in the existing product",
            Self::Memory => "from memory",
            Self::Proposal => "our reading",
        }
    }
}

/// What the code makes of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// A command is refused.
    Guard,
    /// Somebody is warned.
    Warning,
    /// Something is computed, or a fact has its shape.
    Computed,
    /// A document says it.
    Document,
    /// Nothing, on purpose: what the law does not ask is not collected.
    None,
}

impl Effect {
    /// In words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Guard => "guard",
            Self::Warning => "warning",
            Self::Computed => "computed",
            Self::Document => "document",
            Self::None => "no code, on purpose",
        }
    }
}

/// The rule of this identifier.
#[must_use]
pub fn law(id: RuleId) -> Option<&'static Law> {
    LAWS.iter().find(|law| law.id == id)
}

macro_rules! laws {
    ($($id:literal $confidence:ident $effect:ident, $article:literal: $statement:literal;)+) => {
        /// All rules, in order.
        pub const LAWS: &[Law] = &[$(Law {
            id: RuleId($id),
            statement: $statement,
            article: $article,
            confidence: Confidence::$confidence,
            effect: Effect::$effect,
        }),+];
    };
}

laws! {
    // Who, where
    "R-01" Quoted Computed, "art. L. 264-1 du CASF":
        "Without a stable home, one elects domicile at a CCAS, a CIAS, a commune or an approved body to claim rights that need an address.";
    "R-02" Quoted None, "art. L. 264-1 du CASF":
        "A home is unstable when mail cannot be received there constantly and confidentially, which the person assesses first.";
    "R-03" Quoted Computed, "art. L. 264-4 et R. 264-4 du CASF":
        "One link with the commune is enough (stay, work, follow-up, family, schooled child), and no length of stay is asked.";
    "R-04" Quoted None, "art. R. 264-4 du CASF":
        "The link is proved by any means.";
    "R-05" Quoted Warning, "art. L. 264-6 et L. 264-7 du CASF":
        "An approved body is bound by the criteria of its agrément, not by the link with the commune.";
    "R-06" Quoted Computed, "art. L. 123-4 du CASF":
        "Where the CCAS was dissolved, the commune itself domiciles under the same rules.";
    "R-07" ReadInDomifa None, "doctrine de la DGCS":
        "The service is free of charge.";
    "R-08" Quoted None, "art. L. 264-2, al. 3, du CASF":
        "A residence permit is asked of some foreigners only, with exceptions so wide that neither nationality nor permit is collected.";
    "R-09" Quoted Warning, "art. L. 264-10 du CASF ; R. 551-7 et suivants du CESEDA":
        "Asylum seekers are domiciled by a body of their own, under other rules.";
    "R-10" Quoted None, "loi n° 2014-366 du 24 mars 2014, art. 46":
        "There is one regime of domiciliation and no separate attestation for the aide médicale de l’État.";
    "R-11" Quoted Document, "art. D. 264-1 du CASF":
        "Dependants are covered by the holder’s election and named on the forms.";
    "R-12" Memory Warning, "note DGCS du 5 mars 2018":
        "Dependants are the partner, the children and others in charge; an adult is better served by a dossier of their own.";
    "R-13" Memory Warning, "art. 108-2 du code civil":
        "A minor has the domicile of the parents and is normally a dependant, with exceptions.";
    "R-14" Quoted None, "art. 108-3 du code civil":
        "An adult under guardianship has the domicile of the guardian; no such flag is collected.";
    "R-15" Quoted None, "art. 102 du code civil":
        "Civil rights are exercised at the place of election.";
    "R-16" Quoted None, "art. L. 264-3 du CASF":
        "The lack of a stable address cannot be held against somebody with a valid attestation.";
    "R-17" Memory Document, "art. L. 15-1 du code électoral":
        "The length of the link with the body opens rights, so the date of first domiciliation is printed.";

    // Request, acknowledgement, interview
    "R-20" Quoted Guard, "art. D. 264-1 du CASF":
        "A request states who asks, for whom, and the day it was filed.";
    "R-21" Quoted Warning, "art. D. 264-1 du CASF ; L. 112-3 du CRPA":
        "The body acknowledges receipt of a request.";
    "R-22" Quoted Document, "art. R. 112-5 et L. 112-6 du CRPA":
        "An acknowledgement states the day of receipt, the day silence becomes a refusal, and the ways of appeal.";
    "R-23" Quoted Computed, "art. D. 264-1 du CASF":
        "A request is answered within two months; silence is never an acceptance, and nothing is decided automatically.";
    "R-24" Quoted Computed, "art. L. 114-5 du CRPA":
        "Asking for missing documents within a delay suspends the time to answer.";
    "R-25" Quoted Computed, "art. L. 114-2 du CRPA":
        "A request sent to a body that is not competent is forwarded, and the person told.";
    "R-26" Quoted Guard, "art. D. 264-2 du CASF":
        "Every request and every renewal gives rise to an interview: held before a grant, held or missed before a refusal.";
    "R-27" ReadInDomifa Guard, "Cerfa 16029*01":
        "The form convenes the person: day, hour, with whom, where.";
    "R-28" ReadInDomifa Warning, "art. D. 264-2 du CASF":
        "The person is asked whether they are domiciled elsewhere; a yes is no ground of refusal, and nobody looks it up.";
    "R-29" ReadInDomifa Document, "art. 441-1 et 433-19 du code pénal":
        "The person certifies what they state and undertakes to report any change.";

    // Decision, attestation, duration
    "R-30" Quoted Guard, "art. L. 264-2 et D. 264-1 du CASF":
        "An election is granted for one year, never more; less needs a reason.";
    "R-31" Quoted Guard, "art. L. 264-2 et D. 264-1 du CASF":
        "An accepted decision, and nothing else, gives the attestation of the official model.";
    "R-32" ReadInDomifa Computed, "Cerfa 16030*01":
        "The first and the last day of a term are both included.";
    "R-33" ReadInDomifa Document, "Cerfa 16030*01":
        "The attestation prints the date of first domiciliation, which renewals never change.";
    "R-34" Quoted Document, "art. L. 212-1 du CRPA":
        "A decision bears the first name, the name and the capacity of its author.";
    "R-35" Quoted Guard, "art. R. 123-21, 8°, du CASF":
        "Whoever is entitled to grants, refuses and ends elections; others instruct and propose.";
    "R-36" Quoted Guard, "art. L. 221-8 du CRPA":
        "A decision binds from its notification, which is distinct from its date and from its effect.";
    "R-37" Proposal Guard, "art. L. 264-2 du CASF":
        "Terms of one person in one body never share a day.";
    "R-38" Quoted Guard, "art. L. 242-1 du CRPA":
        "Decisions are not deleted but annulled, with a reason; those that create rights within four months.";
    "R-39" Quoted Guard, "art. L. 311-3-1 du CRPA ; art. 22 du RGPD":
        "No decision is taken by a machine: each has a named human author.";

    // Renewal
    "R-40" Quoted Guard, "art. L. 264-2 et L. 264-5 du CASF":
        "Renewal is due as long as the conditions are met; refusing it follows the rules of a first request.";
    "R-41" Quoted Guard, "art. D. 264-2 du CASF":
        "A renewal is a request like the first: same form, same interview, same checks, one at a time.";
    "R-42" Quoted Warning, "Cerfa 16030*01":
        "Renewal is advised two months before the end; a late request is never barred for it.";
    "R-43" ReadInDomifa Computed, "pratique des organismes domiciliataires":
        "While a renewal waits the body still receives mail, past the end of the term too.";
    "R-44" Proposal Guard, "art. L. 264-2 du CASF":
        "A renewed term starts the day after the former one or, decided late, on the day of the decision.";
    "R-45" Proposal Computed, "art. D. 264-3 du CASF":
        "A request filed in person or by phone shows that the person is there; the start of a term shows nothing.";

    // Presence
    "R-50" Quoted Guard, "art. L. 264-5 et D. 264-3 du CASF":
        "An election may be ended for silence only after more than three consecutive months without coming or making contact.";
    "R-51" Quoted Computed, "art. D. 264-3 du CASF":
        "A visit, a call, an interview, mail handed over in person and a message of the person count as contacts.";
    "R-52" Proposal Computed, "art. D. 264-3 du CASF":
        "What others do or send is no contact: mail received, returned, forwarded or given to a proxy, a text message sent.";
    "R-53" ReadInDomifa Computed, "art. D. 264-3 du CASF":
        "A login to the portal counts where the structure says so, and by default does not.";
    "R-54" Quoted Guard, "art. D. 264-3 du CASF":
        "Health and deprivation of liberty justify an absence: the clock stands still, and restarts when it ends.";
    "R-55" Memory None, "art. 9 et 10 du RGPD":
        "Which of the two it was is checked aloud and never recorded.";
    "R-56" Quoted Guard, "art. D. 264-3 du CASF":
        "The log of contacts is the proof: an entry is annulled with a trace, and the clock is read anew.";
    "R-57" Proposal Guard, "art. D. 264-3 du CASF":
        "The day of a contact counts, not that of its entry, and it never lies in the future.";
    "R-58" Proposal Guard, "art. D. 264-3 du CASF":
        "The clock starts with the interview: no contact known, no silence measured.";
    "R-59" Proposal Warning, "art. D. 264-3 du CASF":
        "Waiting mail does not prevent an end of election, but deserves a warning.";

    // Refusal and end of election
    "R-60" Quoted Guard, "art. L. 264-4, L. 264-6 et L. 264-7 du CASF":
        "A CCAS, a CIAS or a commune refuses only for want of any link; an approved body, within the limits of its agrément.";
    "R-61" Quoted Guard, "art. L. 264-4 du CASF ; L. 211-2 et L. 211-5 du CRPA":
        "A refusal is reasoned in writing, in law and in fact.";
    "R-62" Quoted Guard, "art. L. 264-4 du CASF":
        "A refusal directs the person to a body able to domicile them.";
    "R-63" Quoted Guard, "art. L. 264-5 du CASF":
        "An election ends before its term at the person’s request, for a stable home or for silence; other grounds are fragile.";
    "R-64" Quoted Guard, "art. D. 264-5, 3°, du CASF":
        "Knowing of a stable home, which a long stay in a hotel is not, the body withdraws the attestation.";
    "R-65" Quoted Guard, "art. L. 121-1 et L. 122-1 du CRPA":
        "Before an end they did not ask for, the person is told and may present observations.";
    "R-66" Quoted Computed, "art. L. 211-2, 4°, du CRPA":
        "An end of election is individual, reasoned and notified in writing: a batch is a batch of decisions.";
    "R-67" Quoted Computed, "art. R. 421-1 et R. 421-5 du CJA ; L. 411-2 du CRPA":
        "An appeal may be filed within two full months of the notification, carried to the next working day.";
    "R-68" Quoted Computed, "jurisprudence du contentieux social":
        "The court looks at the person’s situation, so the evidence is kept until the time of appeal has run.";
    "R-69" Quoted Warning, "jurisprudence administrative sur la notification":
        "A letter to the body’s own address proves little: other ways of telling the person come first.";
    "R-70" ReadInDomifa Guard, "art. L. 264-2 du CASF":
        "A term that ends without renewal lapses, which is not a decision; closing the file is a separate act.";
    "R-71" Quoted Guard, "guide UNCCAS de 2010":
        "Death ends the election and the proxies.";

    // Mail
    "R-80" Memory Guard, "art. 226-15 du code pénal":
        "Mail is received, kept and handed over unopened; its content is never described.";
    "R-81" Quoted None, "pratique des organismes domiciliataires":
        "A signature on hand-over is not mandatory.";
    "R-82" Quoted Warning, "conditions de La Poste pour les lettres recommandées":
        "Of a registered item the body logs the notice; La Poste keeps it fifteen days from the day after.";
    "R-83" ReadInDomifa Warning, "règlement intérieur de l’organisme":
        "After the end mail is kept for the time the house sets, then goes back to La Poste or the sender.";
    "R-84" ReadInDomifa Guard, "art. 1984 du code civil":
        "A proxy takes mail within the dates of the power, both included; five at most stand at a time.";
    "R-85" Quoted Guard, "guide UNCCAS de 2010":
        "After a death mail goes to the notary or back, never to relatives or proxies.";
    "R-86" ReadInDomifa Guard, "pratique des organismes domiciliataires":
        "Mail may be sent on to another address for a period, both ends included.";

    // Structures, agrément, reports
    "R-90" Quoted None, "art. D. 264-9 du CASF":
        "Shelters, health establishments, departmental services and some non-profit bodies can be approved.";
    "R-91" Quoted Guard, "art. L. 264-6, L. 264-7 et D. 264-11 du CASF":
        "An agrément lasts five years at most, may set a cap, and nothing is granted outside it.";
    "R-92" Quoted Warning, "art. D. 264-5, 4°, du CASF":
        "The renewal of an agrément is asked for at least three months before its end.";
    "R-93" Quoted None, "art. D. 264-5 du CASF":
        "An approved body undertakes to report yearly, use the model and renew in time.";
    "R-94" ReadInDomifa None, "conditions générales d’utilisation de DomiFa":
        "When an agrément ends, files may pass to another approved body, and the persons may object.";
    "R-95" Quoted None, "art. D. 264-15 du CASF":
        "The prefect’s list of approved bodies serves to direct refused people.";
    "R-96" Quoted None, "art. L. 264-8 et D. 264-8 du CASF":
        "Every body reports to the prefect before 31 January.";
    "R-97" Memory Computed, "art. D. 264-7 du CASF":
        "A département or a paying body is told, on request, whether a person is domiciled.";
    "R-98" Memory None, "art. 226-13 du code pénal ; L. 133-5 du CASF":
        "People who work on these files are bound by professional secrecy.";
    "R-99" ReadInDomifa Document, "guide de la DGCS":
        "The name of the structure may be left off the printed address.";
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `R-50` and the like in a text.
    fn cited(text: &str) -> impl Iterator<Item = &str> {
        text.match_indices("\"R-").filter_map(|(at, _)| {
            let id = text.get(at + 1..at + 5)?;
            id[2..].bytes().all(|b| b.is_ascii_digit()).then_some(id)
        })
    }

    #[test]
    fn the_table_is_in_order_without_doubles_and_says_something_of_each_rule() {
        assert!(LAWS.is_sorted_by(|a, b| a.id < b.id));
        assert_eq!(LAWS.len(), 82);
        for law in LAWS {
            assert!(law.statement.ends_with('.'), "{}", law.id);
            assert!(!law.article.is_empty(), "{}", law.id);
        }
    }

    #[test]
    fn every_rule_that_refuses_or_warns_is_in_the_table() {
        let sources = [
            include_str!("refused.rs"),
            include_str!("warning.rs"),
            include_str!("refusal.rs"),
        ];
        let mut count = 0;
        for id in sources.iter().flat_map(|s| cited(s)) {
            assert!(LAWS.iter().any(|law| law.id.0 == id), "{id}");
            count += 1;
        }
        assert!(count > 50, "the sources were not read");
    }

    #[test]
    fn a_rule_outside_the_table_has_no_law() {
        assert_eq!(law(RuleId("R-18")), None);
    }
}
