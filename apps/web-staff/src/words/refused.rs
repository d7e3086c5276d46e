//! Refusals: why, in one sentence with its dates; what to do; the article.

use chrono::NaiveDate;
use domiciliation::{Refused, letter::LetterKind};
use web_kit::fr;

use super::{article, quantity, within};

/// A refusal as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Why, in one sentence.
    pub why: String,
    /// What to do.
    pub what: String,
    /// The article behind it.
    pub article: &'static str,
}

fn day(date: NaiveDate) -> String {
    fr::day_month_year(date)
}

/// A refusal in plain French.
pub fn explain(refused: &Refused) -> Explanation {
    let (why, what) = sentences(refused);
    Explanation {
        why,
        what,
        article: article(refused.rule()),
    }
}

/// Why, and what to do.
fn sentences(refused: &Refused) -> (String, String) {
    let say = |why: &str, what: &str| (why.to_owned(), what.to_owned());
    match *refused {
        Refused::NotHuman => say(
            "Une décision est prise par une personne, jamais par le logiciel.",
            "Connectez-vous avec un compte nominatif.",
        ),
        Refused::NotDeciding => say(
            "Votre rôle ne permet pas de prendre cette décision.",
            "Proposez-la : un gestionnaire ou un administrateur la prendra.",
        ),
        Refused::NotInstructing => say(
            "Votre rôle ne permet pas d’instruire les demandes.",
            "Adressez-vous à un instructeur de votre structure.",
        ),
        Refused::InTheFuture => say(
            "Cette date est dans le futur : on enregistre ce qui a eu lieu.",
            "Indiquez la date du jour ou une date passée.",
        ),
        Refused::TooFarBack { earliest } => (
            format!("Cette date est trop ancienne : elle ne peut pas précéder le {}.", day(earliest)),
            format!("Indiquez une date à partir du {}.", day(earliest)),
        ),
        Refused::BornInTheFuture => say(
            "Une date de naissance est dans le futur.",
            "Vérifiez l’année de naissance ; elle peut être saisie seule si le jour est inconnu.",
        ),
        Refused::RequestPending => say(
            "Une demande est déjà en cours pour cette personne.",
            "Reprenez la demande en cours, ou attendez la décision.",
        ),
        Refused::NoRequest => say(
            "Aucune demande n’est en cours pour cette personne.",
            "Enregistrez d’abord une demande.",
        ),
        Refused::BeforeFiling { filed_on } => (
            format!("La demande a été déposée le {} : cette date la précède.", day(filed_on)),
            format!("Indiquez une date à partir du {}.", day(filed_on)),
        ),
        Refused::AlreadyAcknowledged => say(
            "L’accusé de réception de cette demande est déjà enregistré.",
            "Rien n’est à faire.",
        ),
        Refused::NoPiecesAwaited => say(
            "Aucune pièce n’est attendue pour cette demande.",
            "Enregistrez d’abord la demande de pièces.",
        ),
        Refused::DelayReversed => say(
            "Le délai se terminerait avant d’avoir commencé.",
            "Indiquez une date plus tardive.",
        ),
        Refused::FirstRequestNotWithdrawn => say(
            "Une première demande reçoit une décision : elle ne se retire pas.",
            "Accordez-la ou refusez-la ; un dossier saisi par erreur peut être effacé.",
        ),
        Refused::AppointmentOutOfRange { latest } => (
            format!("Le rendez-vous doit se tenir entre aujourd’hui et le {}.", day(latest)),
            "Choisissez un autre jour.".to_owned(),
        ),
        Refused::AgentBusy { from, until } => (
            format!(
                "Ce collègue a déjà un rendez-vous le {}, de {} à {}.",
                day(from.date()),
                fr::clock_time(from.time()),
                fr::clock_time(until.time())
            ),
            "Choisissez un autre créneau, ou un autre collègue.".to_owned(),
        ),
        Refused::NoAppointment => say(
            "Aucun rendez-vous n’est fixé pour cette demande.",
            "Fixez-en un, ou menez l’entretien quand la personne vient.",
        ),
        Refused::NoPastAppointment => say(
            "Aucun rendez-vous n’est passé pour cette demande.",
            "Attendez l’heure du rendez-vous, ou fixez-en un.",
        ),
        Refused::InterviewAlreadyHeld => say(
            "L’entretien de cette demande est déjà enregistré.",
            "Vous pouvez compléter ce qui y a été déclaré.",
        ),
        Refused::NoInterview => say(
            "Aucun entretien n’est enregistré.",
            "Enregistrez d’abord l’entretien.",
        ),
        Refused::InterviewMissing => say(
            "L’entretien n’a pas eu lieu : il précède toute domiciliation, renouvellement compris.",
            "Menez l’entretien et enregistrez-le, puis revenez à la décision.",
        ),
        Refused::InterviewNotOffered => say(
            "Aucun entretien n’a été proposé : un refus suit un entretien mené, ou fixé et non honoré.",
            "Fixez un rendez-vous ; s’il n’est pas honoré, notez-le.",
        ),
        Refused::AlreadyProposed => say(
            "Une décision est déjà proposée pour cette demande.",
            "Attendez la décision, ou demandez que la proposition vous soit renvoyée.",
        ),
        Refused::NotProposed => say(
            "Aucune décision n’est proposée pour cette demande.",
            "Rien n’est à renvoyer : l’instruction est en cours.",
        ),
        Refused::OverOneYear { latest } => (
            format!("Une domiciliation dure un an au plus : elle se termine le {} au plus tard.", day(latest)),
            "Avancez la date de fin.".to_owned(),
        ),
        Refused::ShorterWithoutReason => say(
            "La domiciliation est accordée pour un an : une durée plus courte doit être motivée.",
            "Indiquez pourquoi la durée est plus courte, ou accordez un an.",
        ),
        Refused::Overlaps { with } => (
            format!(
                "Cette période recouvre une domiciliation déjà accordée, du {} au {}.",
                day(with.start()),
                day(with.end())
            ),
            format!("Faites commencer la nouvelle période après le {}.", day(with.end())),
        ),
        Refused::StartOutOfRange { earliest, latest } => (
            format!(
                "La domiciliation commence entre le {}, jour de la demande, et le {}.",
                day(earliest),
                day(latest)
            ),
            "Corrigez la date de début.".to_owned(),
        ),
        Refused::AgrementNotInForce => say(
            "L’agrément de votre structure n’est pas en vigueur à cette date : elle ne peut rien accorder.",
            "Mettez à jour l’agrément dans les paramètres s’il a été renouvelé ; sinon, orientez la personne vers un autre organisme.",
        ),
        Refused::GroundClosed { ground } => (
            format!(
                "Le motif « {} » n’est pas ouvert à votre structure, ou ses conditions ne sont pas réunies.",
                ground.label()
            ),
            "Un CCAS, un CIAS ou une commune refuse faute de lien avec la commune ; un organisme agréé, dans les limites de son agrément. Choisissez un autre motif.".to_owned(),
        ),
        Refused::NoElection => say(
            "Aucune domiciliation n’est en cours : il n’y a rien à terminer.",
            "Consultez les décisions du dossier.",
        ),
        Refused::Lapsed { end } => (
            format!("La domiciliation a pris fin à son échéance, le {} : une échéance n’est pas une radiation.", day(end)),
            "Enregistrez un renouvellement, ou clôturez le dossier échu.".to_owned(),
        ),
        Refused::TooEarly { first_day } => (
            format!(
                "Le silence n’a pas duré plus de trois mois : la radiation pour absence de manifestation n’est possible qu’à partir du {}.",
                day(first_day)
            ),
            format!("Revenez le {} si la personne ne s’est pas manifestée d’ici là.", day(first_day)),
        ),
        Refused::ClockUnknown => say(
            "Aucun contact de la personne n’est connu : son silence ne peut pas être mesuré.",
            "Enregistrez le dernier contact, à sa date.",
        ),
        Refused::ClockSuspended { since } => (
            format!("Le délai de trois mois est suspendu depuis le {} : personne n’est radié pour silence pendant ce temps.", day(since)),
            "Attendez la fin de la suspension : le délai repartira de ce jour.".to_owned(),
        ),
        Refused::MotifClosed { motif } => (
            format!("Le motif « {} » n’est pas ouvert à votre structure.", motif.label()),
            "Choisissez un autre motif.".to_owned(),
        ),
        Refused::NoNoticeNeeded => say(
            "Ce motif ne demande pas d’inviter d’abord la personne à présenter ses observations.",
            "La radiation peut être prononcée directement.",
        ),
        Refused::AlreadyPlanned => say(
            "La personne est déjà informée qu’une radiation est envisagée.",
            "Attendez la fin du délai d’observations, ou abandonnez cette radiation avant d’en envisager une autre.",
        ),
        Refused::ObservationsNotInvited => say(
            "La personne n’a pas été invitée à présenter ses observations sur ce motif.",
            "Informez-la d’abord qu’une radiation est envisagée ; elle pourra être prononcée à la fin du délai.",
        ),
        Refused::OtherGroundAnnounced { announced } => (
            format!(
                "La personne a été informée d’un autre motif : {}.",
                within(announced.label())
            ),
            "Retenez le motif annoncé, ou abandonnez cette radiation et informez la personne du nouveau motif.".to_owned(),
        ),
        Refused::ObservationsRunning { until } => (
            format!("La personne peut présenter ses observations jusqu’au {}.", day(until)),
            format!("La radiation pourra être prononcée après le {}.", day(until)),
        ),
        Refused::NotPlanned => say(
            "Aucune radiation n’est envisagée.",
            "Rien n’est à abandonner.",
        ),
        Refused::EffectOutOfRange { earliest, latest } if earliest == latest => (
            format!("Cette radiation prend effet le {} : elle ne peut ni remonter dans le temps, ni être différée.", day(earliest)),
            "Corrigez la date d’effet.".to_owned(),
        ),
        Refused::EffectOutOfRange { earliest, latest } => (
            format!("La radiation prend effet entre le {} et le {}.", day(earliest), day(latest)),
            "Corrigez la date d’effet.".to_owned(),
        ),
        Refused::NotLapsed { end } => (
            format!("La domiciliation court jusqu’au {} : le dossier n’est pas échu.", day(end)),
            format!("Il pourra être clôturé après le {}.", day(end)),
        ),
        Refused::RenewalPending => say(
            "Un renouvellement est en cours : le dossier ne se clôture pas avant sa décision.",
            "Décidez du renouvellement, ou retirez-le.",
        ),
        Refused::UnknownDecision => say(
            "Cette décision n’existe pas, ou elle a été annulée.",
            "Consultez les décisions du dossier.",
        ),
        Refused::NotTheLastDecision => say(
            "Seule la dernière décision du dossier peut être annulée : une autre repose sur celle-ci.",
            "Annulez d’abord les décisions plus récentes.",
        ),
        Refused::AlreadyNotified => say(
            "La notification de cette décision est déjà enregistrée.",
            "Si elle est erronée, annulez-la depuis l’historique, puis enregistrez-la de nouveau.",
        ),
        Refused::BeforeDecision { decided_on } => (
            format!("La décision date du {} : elle ne peut pas être notifiée avant.", day(decided_on)),
            format!("Indiquez une date à partir du {}.", day(decided_on)),
        ),
        Refused::UnknownEntry => say(
            "Cet enregistrement n’existe pas, est déjà annulé, ou ne peut pas l’être.",
            "Consultez l’historique du dossier.",
        ),
        Refused::UndoExpired => say(
            "On ne défait que ses propres enregistrements, dans les dix minutes.",
            "Demandez à un instructeur d’annuler cet enregistrement avec un motif.",
        ),
        Refused::MailHasLeft => say(
            "Une partie de ce courrier a été remise, réexpédiée ou retournée depuis.",
            "Annulez d’abord la remise, puis l’arrivée.",
        ),
        Refused::SomethingRestsOnIt => say(
            "Un acte plus récent repose sur cet enregistrement.",
            "Annulez d’abord l’acte plus récent.",
        ),
        Refused::NoItems => say(
            "Aucun courrier n’est indiqué.",
            "Indiquez au moins un courrier, un colis ou un avis de passage.",
        ),
        Refused::NotEnoughMail { kind, waiting } => (
            format!("Il y avait {} en attente à cette date : moins que ce que vous avez indiqué.", quantity(kind, waiting)),
            "Corrigez la quantité ou la date, ou enregistrez d’abord l’arrivée.".to_owned(),
        ),
        Refused::ProcurationNotValid => say(
            "Cette procuration n’est pas valable à cette date.",
            "Choisissez une autre personne, ou vérifiez les dates de la procuration.",
        ),
        Refused::TooManyProcurations => say(
            "Cinq procurations sont déjà en cours, le nombre le plus élevé.",
            "Retirez-en une avant d’en ajouter une autre.",
        ),
        Refused::UnknownProcuration => say(
            "Cette procuration n’existe pas, ou elle a été retirée.",
            "Choisissez une autre personne.",
        ),
        Refused::NoTransfer => say(
            "Aucune réexpédition du courrier n’est en cours à cette date.",
            "Remettez le courrier à la personne ou à un mandataire, ou retournez-le à l’expéditeur.",
        ),
        Refused::Deceased => say(
            "La personne est décédée : son courrier est réexpédié au notaire ou retourné à l’expéditeur.",
            "Choisissez la réexpédition ou le retour à l’expéditeur.",
        ),
        Refused::AbsenceOpen => say(
            "Une absence justifiée est déjà en cours.",
            "Enregistrez d’abord sa fin.",
        ),
        Refused::UnknownAbsence => say(
            "Cette absence n’existe pas, ou elle est déjà terminée.",
            "Consultez l’historique du dossier.",
        ),
        Refused::AbsenceReversed => say(
            "L’absence se terminerait avant d’avoir commencé.",
            "Corrigez l’une des deux dates.",
        ),
        Refused::UnknownNote => say(
            "Cette note n’existe pas, ou elle a été archivée.",
            "Consultez les notes du dossier.",
        ),
        Refused::UnknownHold => say(
            "Cette mesure de conservation n’existe pas, ou elle est déjà levée.",
            "Consultez l’historique du dossier.",
        ),
        Refused::DecisionTaken => say(
            "Une décision a été prise dans ce dossier : il ne s’efface plus.",
            "Une décision erronée s’annule avec un motif ; le dossier sera effacé au terme de sa durée de conservation.",
        ),
        Refused::NotAccepted => say(
            "Seule une domiciliation accordée donne lieu à une attestation.",
            "Consultez les décisions du dossier.",
        ),
        Refused::AttestationWithdrawn { ended_on } => (
            format!("La domiciliation a pris fin le {} : son attestation est retirée.", day(ended_on)),
            "Consultez les décisions du dossier.".to_owned(),
        ),
        Refused::NoLetter { kind } => {
            let (why, what) = no_letter(kind);
            say(why, what)
        }
        Refused::LetterToTheDead => say(
            "La personne est décédée : aucun courrier ne lui est adressé.",
            "Son courrier est réexpédié au notaire ou retourné à l’expéditeur.",
        ),
        Refused::NotMergeable => say(
            "Ces deux dossiers ne peuvent pas être réunis : leurs décisions se contredisent.",
            "Gardez les deux dossiers, ou annulez d’abord une décision.",
        ),
    }
}

/// Why there is no such letter today, and what would make one.
const fn no_letter(kind: LetterKind) -> (&'static str, &'static str) {
    match kind {
        LetterKind::Acknowledgement => (
            "Aucune demande n’est en cours.",
            "Enregistrez la demande : son accusé de réception sera prêt.",
        ),
        LetterKind::Convocation => (
            "Aucun rendez-vous n’est à venir.",
            "Fixez un rendez-vous : sa convocation sera prête.",
        ),
        LetterKind::Refusal => (
            "La dernière décision n’est pas un refus.",
            "Les courriers des décisions plus anciennes sont dans l’onglet Décisions.",
        ),
        LetterKind::PlannedRadiation => (
            "Aucune radiation n’est envisagée.",
            "Notez d’abord qu’une radiation est envisagée : le courrier sera prêt.",
        ),
        LetterKind::Radiation => (
            "La dernière décision n’est pas une radiation.",
            "Les courriers des décisions plus anciennes sont dans l’onglet Décisions.",
        ),
        LetterKind::PayerAnswer => (
            "Aucune réponse n’a été donnée à un organisme payeur.",
            "Enregistrez la question reçue : la réponse sera prête.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domiciliation::{mail::MailKind, radiation::RadiationMotif, refusal::RefusalGround};
    use kernel::Periode;

    #[test]
    fn a_refusal_says_the_date_and_the_article() {
        let first_day = NaiveDate::from_ymd_opt(2027, 4, 3).unwrap();
        let said = explain(&Refused::TooEarly { first_day });
        assert!(
            said.why.contains("à partir du 3 avril 2027"),
            "{}",
            said.why
        );
        assert_eq!(said.article, "art. L. 264-5 et D. 264-3 du CASF");
    }

    #[test]
    fn every_sentence_is_finished_and_none_cries() {
        let on = NaiveDate::from_ymd_opt(2027, 1, 1).unwrap();
        let with = Periode::one_year_from(on);
        for refused in [
            Refused::NotDeciding,
            Refused::TooFarBack { earliest: on },
            Refused::Overlaps { with },
            Refused::GroundClosed {
                ground: RefusalGround::Saturation,
            },
            Refused::OtherGroundAnnounced {
                announced: RadiationMotif::Autre,
            },
            Refused::EffectOutOfRange {
                earliest: on,
                latest: on,
            },
            Refused::NotEnoughMail {
                kind: MailKind::Letter,
                waiting: 0,
            },
            Refused::UnknownHold,
            Refused::AttestationWithdrawn { ended_on: on },
        ] {
            let Explanation { why, what, article } = explain(&refused);
            assert!(why.ends_with('.') && what.ends_with('.'), "{why} {what}");
            assert!(!article.is_empty(), "{refused:?}");
            assert!(
                !why.contains(['!', '\'']) && !what.contains(['!', '\'']),
                "{why} {what}"
            );
        }
    }
}
