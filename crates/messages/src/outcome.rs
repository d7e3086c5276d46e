//! What became of a message.

kernel::vocabulary! {
    /// Where a message stands.
    State {
        /// It waits for its moment.
        Planned = "prevu", "Prévu";
        /// A worker holds it and is about to hand it to the provider, or just has.
        Sending = "en-cours", "En cours d’envoi";
        /// The provider took it.
        Sent = "envoye", "Envoyé";
        /// The telephone or the mailbox has it.
        Received = "recu", "Reçu";
        /// It did not arrive, and is not tried again by itself.
        Failed = "echec", "Échec";
        /// It was not to be sent any more.
        Cancelled = "annule", "Annulé";
        /// Nobody can tell whether the provider took it: a human looks at it.
        Uncertain = "incertain", "Incertain";
    }
}

kernel::vocabulary! {
    /// Why a message did not arrive.
    Failure {
        /// The number or the address does not exist, or is no mobile's.
        BadAddress = "adresse-invalide", "Numéro ou adresse invalide";
        /// The telephone was off or out of reach for too long, the mailbox full.
        Unreachable = "injoignable", "Destinataire injoignable";
        /// The operator or the server of the person refuses such messages.
        Blocked = "bloque", "Refusé par l’opérateur du destinataire";
        /// The provider does not know the sender.
        Sender = "expediteur", "Expéditeur refusé par le fournisseur";
        /// The provider refuses the text.
        Content = "texte", "Texte refusé par le fournisseur";
        /// The account at the provider is empty or closed.
        Account = "compte", "Compte du fournisseur épuisé ou fermé";
        /// The provider did not answer, or not understandably, for too long.
        Provider = "fournisseur", "Fournisseur indisponible";
        /// Something else; the code of the provider is kept.
        Other = "autre", "Autre erreur du fournisseur";
    }
}

kernel::vocabulary! {
    /// Why a message was not to be sent any more.
    Cancellation {
        /// The mail was collected before.
        Collected = "courrier-remis", "Courrier remis avant l’envoi";
        /// The person was seen or heard before.
        Seen = "personne-vue", "Personne vue avant l’envoi";
        /// The term was renewed, is being renewed, or was ended.
        Settled = "situation-changee", "Situation réglée avant l’envoi";
        /// The appointment was moved or given up.
        Moved = "rendez-vous-change", "Rendez-vous déplacé ou annulé";
        /// The decision was notified or annulled before.
        Told = "decision-notifiee", "Décision notifiée ou annulée avant l’envoi";
        /// The person objects, or has no number or address any more (T-04).
        Objection = "refus", "La personne ne souhaite plus de messages";
        /// The structure sends no such messages any more.
        SwitchedOff = "desactive", "Envoi désactivé par la structure";
        /// It came too late to be of use.
        TooLate = "trop-tard", "Trop tard pour être utile";
        /// The month's cap is reached.
        Cap = "plafond", "Plafond du mois atteint";
        /// A member of the staff called it off.
        ByHand = "a-la-main", "Annulé par un membre de l’équipe";
    }
}
