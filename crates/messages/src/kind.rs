//! What messages there are, through what they go, and in which languages.

kernel::vocabulary! {
    /// Why somebody who is domiciled, or asked to be, is written to.
    Kind {
        /// Mail waits that they were not told of.
        MailWaiting = "courrier", "Courrier en attente";
        /// The term ends in a month, or in two where the structure wants so.
        TermEnding = "echeance", "Fin de domiciliation proche";
        /// Three months without a contact are nearly over.
        Silence = "silence", "Bientôt trois mois sans nouvelles";
        /// They are expected the day after.
        Appointment = "rendez-vous", "Rendez-vous du lendemain";
        /// A registered item is about to go back to its sender.
        NoticeExpiring = "avis", "Recommandé bientôt renvoyé";
        /// A decision was taken, which the message does not tell.
        Decision = "decision", "Décision prise";
    }
}

kernel::vocabulary! {
    /// Why a member of the staff is written to.
    StaffKind {
        /// A decision is proposed, which they may take.
        Proposed = "decision-proposee", "Décision proposée";
        /// A proposal that they made was postponed.
        Postponed = "decision-ajournee", "Décision ajournée";
        /// An appointment with them was fixed, moved or given up by somebody else.
        Appointment = "rendez-vous-fixe", "Rendez-vous fixé, déplacé ou annulé";
        /// What is due today.
        Digest = "a-traiter", "À traiter aujourd’hui";
        /// Messages to people failed.
        Failures = "echecs", "Messages en échec";
    }
}

kernel::vocabulary! {
    /// Through what a message goes.
    Channel {
        /// A text message.
        Sms = "sms", "SMS";
        /// An e-mail.
        Email = "email", "Courriel";
    }
}

kernel::vocabulary! {
    /// The languages that messages are written in.
    Language {
        French = "fr", "français";
        English = "en", "anglais";
        Spanish = "es", "espagnol";
        Portuguese = "pt", "portugais";
        Romanian = "ro", "roumain";
        Arabic = "ar", "arabe";
        Russian = "ru", "russe";
        Ukrainian = "uk", "ukrainien";
        Dari = "prs", "dari";
    }
}
