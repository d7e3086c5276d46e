//! What became of a message, in plain French: what each state means, why it failed or was
//! called off, and what to do about it.

use messages::{
    Cancellation, Channel, Failure, State,
    settings::{InvalidSender, InvalidSignature},
    texts::TextRefused,
};
use web_kit::components::Level;

/// Said when a message moved on while its page was read.
pub const MOVED_ON: &str =
    "Ce message n’en est plus là : voici ce qu’il en est maintenant. Rien n’a été changé.";

/// What is wrong with the name of a sender (T-06, T-07).
pub fn sender(wrong: &InvalidSender) -> String {
    match wrong {
        InvalidSender::Shape => {
            "Expéditeur : écrivez de 1 à 11 lettres, chiffres ou espaces, dont une lettre au \
             moins, comme « ST AUBIN »."
                .to_owned()
        }
        InvalidSender::Revealing { word } => format!(
            "Expéditeur : {} Choisissez un nom neutre, comme celui de la commune.",
            reveals(word)
        ),
    }
}

/// What is wrong with a signature.
pub fn signature(wrong: &InvalidSignature) -> String {
    match wrong {
        InvalidSignature::Text(_) => {
            "Signature : écrivez 30 caractères au plus, sur une ligne.".to_owned()
        }
        InvalidSignature::Revealing { word } => format!("Signature : {}", reveals(word)),
    }
}

/// What is wrong with a text of the structure (T-07, T-08).
pub fn text(wrong: &TextRefused) -> String {
    match wrong {
        TextRefused::Blank => {
            "Texte : écrivez-le, ou revenez aux textes sans rien changer.".to_owned()
        }
        TextRefused::TooLong { segments, most } => format!(
            "Texte : il compterait pour {segments} SMS, et {most} au plus sont permis. Raccourcissez-le, ou évitez les \
             caractères qui coûtent."
        ),
        TextRefused::Unknown { name } => format!(
            "Texte : « {{{name}}} » n’est pas connu. Les mots entre accolades sont expliqués sous le champ."
        ),
        TextRefused::NotHere(placeholder) => format!(
            "Texte : « {{{}}} » n’a pas de sens dans ce message. Retirez-le.",
            placeholder.code()
        ),
        TextRefused::Missing(placeholder) => format!(
            "Texte : ajoutez « {{{}}} », sans quoi ce message n’apprend rien à la personne.",
            placeholder.code()
        ),
        TextRefused::Revealing { word } => format!("Texte : {}", reveals(word)),
        TextRefused::Control => {
            "Texte : un caractère ne peut pas être envoyé. Effacez-le et retapez le texte."
                .to_owned()
        }
    }
}

/// Why a word is not let out.
fn reveals(word: &str) -> String {
    format!(
        "« {word} » dit que la personne est aidée ou domiciliée. Qui regarde son téléphone ne doit pas l’apprendre."
    )
}

/// How the badge of a state looks.
pub const fn level(state: State) -> Option<Level> {
    match state {
        State::Planned | State::Sending => Some(Level::Info),
        State::Sent | State::Cancelled => None,
        State::Received => Some(Level::Success),
        State::Failed => Some(Level::Error),
        State::Uncertain => Some(Level::Warning),
    }
}

/// What a state means, for the page that explains them.
pub const fn meaning(state: State) -> &'static str {
    match state {
        State::Planned => {
            "Il partira à l’heure dite, si rien ne change d’ici là. Vous pouvez l’annuler."
        }
        State::Sending => {
            "Il est remis à l’instant au fournisseur. Cet état dure quelques secondes."
        }
        State::Sent => {
            "Le fournisseur l’a pris. On ne sait pas encore si la personne l’a reçu ; certains opérateurs ne le disent \
             jamais."
        }
        State::Received => {
            "Le téléphone ou la boîte électronique l’a. Cela ne dit pas que la personne l’a lu."
        }
        State::Failed => "Il n’est pas arrivé et ne sera pas renvoyé de lui-même.",
        State::Cancelled => "Il n’est pas parti : il n’avait plus lieu d’être.",
        State::Uncertain => {
            "La réponse du fournisseur s’est perdue : il est peut-être parti. Rien n’est renvoyé à l’aveugle, dites ce \
             qu’il en est."
        }
    }
}

/// Why a message did not arrive.
pub const fn failed(why: Failure, channel: Channel) -> &'static str {
    match (why, channel) {
        (Failure::BadAddress, Channel::Sms) => {
            "Ce numéro n’existe pas, ou n’est pas celui d’un mobile."
        }
        (Failure::BadAddress, Channel::Email) => "Cette adresse électronique n’existe pas.",
        (Failure::Unreachable, Channel::Sms) => {
            "Le téléphone est resté éteint ou hors de portée trop longtemps."
        }
        (Failure::Unreachable, Channel::Email) => {
            "La boîte est pleine, ou son serveur n’a pas répondu."
        }
        (Failure::Blocked, Channel::Sms) => "L’opérateur de la personne refuse ces messages.",
        (Failure::Blocked, Channel::Email) => "Le serveur de la personne refuse ces courriels.",
        (Failure::Sender, Channel::Sms) => "Le fournisseur ne connaît pas l’expéditeur choisi.",
        (Failure::Sender, Channel::Email) => "Le serveur d’envoi refuse l’adresse de l’expéditeur.",
        (Failure::Content, Channel::Sms | Channel::Email) => "Le fournisseur refuse ce texte.",
        (Failure::Account, Channel::Sms | Channel::Email) => {
            "Le compte chez le fournisseur est épuisé ou fermé."
        }
        (Failure::Provider, Channel::Sms | Channel::Email) => {
            "Le fournisseur n’a pas répondu, ou pas clairement, jusqu’à ce qu’il soit trop tard."
        }
        (Failure::Other, Channel::Sms | Channel::Email) => {
            "Le fournisseur a donné une autre raison ; son code est noté ici."
        }
    }
}

/// What to do about it.
pub const fn remedy(why: Failure, channel: Channel) -> &'static str {
    match (why, channel) {
        (Failure::BadAddress, Channel::Sms) => {
            "Demandez son numéro à la personne à son prochain passage, et corrigez ses coordonnées."
        }
        (Failure::BadAddress, Channel::Email) => {
            "Demandez son adresse à la personne à son prochain passage, et corrigez ses coordonnées."
        }
        (Failure::Unreachable, Channel::Sms | Channel::Email) => {
            "Le prochain message passera peut-être. Si cela se répète, demandez ses coordonnées à la personne."
        }
        (Failure::Blocked, Channel::Sms) => {
            "La personne peut demander à son opérateur de les laisser passer ; sinon, proposez-lui le courriel."
        }
        (Failure::Blocked, Channel::Email) => {
            "Proposez-lui le SMS, ou une autre adresse électronique."
        }
        (Failure::Sender, Channel::Sms) => {
            "Un administrateur change l’expéditeur dans les réglages, ou le fait déclarer chez le fournisseur."
        }
        (Failure::Sender, Channel::Email)
        | (Failure::Account, Channel::Sms | Channel::Email)
        | (Failure::Provider, Channel::Sms | Channel::Email) => {
            "Prévenez la personne qui tient l’application ; renvoyez ensuite ce qui est encore utile."
        }
        (Failure::Content, Channel::Sms | Channel::Email) => {
            "Un administrateur revient au texte proposé, dans les textes des messages."
        }
        (Failure::Other, Channel::Sms | Channel::Email) => {
            "Renvoyez-le ; s’il échoue encore, donnez ce code à la personne qui tient l’application."
        }
    }
}

/// Why a message was not to be sent any more.
pub const fn called_off(why: Cancellation) -> &'static str {
    match why {
        Cancellation::Collected => "Le courrier avait été remis avant l’envoi.",
        Cancellation::Seen => "La personne était venue ou avait appelé avant l’envoi.",
        Cancellation::Settled => {
            "La domiciliation avait été renouvelée, était en cours de renouvellement, ou avait pris fin."
        }
        Cancellation::Moved => "Le rendez-vous avait été déplacé ou annulé.",
        Cancellation::Told => "La décision avait été notifiée ou annulée avant l’envoi.",
        Cancellation::Objection => {
            "La personne ne souhaite plus de messages, ou n’a plus de numéro ni d’adresse."
        }
        Cancellation::SwitchedOff => "La structure n’envoie plus ces messages.",
        Cancellation::TooLate => "Il serait arrivé trop tard pour être utile.",
        Cancellation::Cap => {
            "Le plafond de SMS du mois était atteint : un administrateur peut le relever dans les réglages."
        }
        Cancellation::ByHand => "Un membre de l’équipe l’a annulé.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_became_of_a_message_has_sentences_of_its_own() {
        let sentence = |text: &str| {
            assert!(
                text.ends_with('.') && text.starts_with(char::is_uppercase),
                "{text}"
            );
        };
        for state in State::ALL {
            sentence(meaning(*state));
        }
        for channel in Channel::ALL {
            for why in Failure::ALL {
                sentence(failed(*why, *channel));
                sentence(remedy(*why, *channel));
            }
        }
        let why: std::collections::BTreeSet<_> = Cancellation::ALL
            .iter()
            .map(|why| called_off(*why))
            .collect();
        assert_eq!(why.len(), Cancellation::ALL.len(), "two reasons read alike");
        why.into_iter().for_each(sentence);
    }
}
