//! Who may do what: the one table that use cases, pages, tests and the help read.

use crate::coded::coded;

coded! {
    /// The role of a member of staff. Each may do all that the one before may.
    pub enum Role {
        /// Hands over mail, records visits and calls, reads dossiers.
        Facteur: "facteur", "Facteur";
        /// Receives people; downloads attestations besides.
        Agent: "agent", "Agent d’accueil";
        /// Examines requests and proposes decisions; pronounces none.
        Instructeur: "instructeur", "Instructeur";
        /// Decides.
        Gestionnaire: "gestionnaire", "Gestionnaire";
        /// Decides, and manages staff and settings.
        Administrateur: "administrateur", "Administrateur";
    }
}

coded! {
    /// Something that a member of staff may be permitted to do.
    pub enum Action {
        /// See the list and the counts, search, open a dossier and its history.
        ViewDossiers: "view_dossiers", "Rechercher et consulter les dossiers";
        /// Record mail that arrives, is handed over, forwarded or returned.
        RecordMail: "record_mail", "Enregistrer et remettre le courrier";
        /// Record a visit, a call or a message of the person.
        RecordContact: "record_contact", "Enregistrer une visite, un appel ou un message";
        /// Take back what one has just recorded oneself.
        UndoOwnAct: "undo_own_act", "Annuler son propre enregistrement";
        /// Change telephone, e-mail address and consents.
        EditContactDetails: "edit_contact_details", "Modifier les coordonnées";
        /// Add a note to a dossier.
        AddNote: "add_note", "Ajouter une note";
        /// Download the attestation, CERFA 16030*01, and the request with its decision, 16029*01.
        DownloadAttestation: "download_attestation", "Télécharger les formulaires officiels";
        /// Print the personal card, with its code.
        PrintCard: "print_card", "Imprimer la carte de la personne";
        /// See the messages to people, what they say and what became of them.
        ViewMessages: "view_messages", "Consulter les messages envoyés";
        /// Open a first request or a renewal, edit it, correct the identity and the
        /// ayants droit.
        EditRequest: "edit_request", "Instruire une demande ou un renouvellement";
        /// Fix, move and close appointments; see the agenda.
        ManageAppointments: "manage_appointments", "Gérer les rendez-vous";
        /// Hold the interview, record it and read it.
        HoldInterview: "hold_interview", "Mener et consulter l’entretien";
        /// Propose a decision to those who decide.
        Propose: "propose", "Proposer une décision";
        /// Announce to the person that a striking off is considered, or drop it.
        PrepareRadiation: "prepare_radiation", "Préparer une radiation";
        /// See and open the attachments of a dossier.
        ReadAttachments: "read_attachments", "Consulter les pièces jointes";
        /// Add an attachment, or give it another label.
        AddAttachments: "add_attachments", "Ajouter ou renommer une pièce jointe";
        /// Delete an attachment for good.
        DeleteAttachments: "delete_attachments", "Supprimer une pièce jointe";
        /// Record that a decision was notified.
        Notify: "notify", "Notifier une décision";
        /// Print the letters that tell the person of a request or of a decision.
        PrintLetters: "print_letters", "Imprimer les courriers types";
        /// Print for several people at once.
        PrintInBulk: "print_in_bulk", "Imprimer pour plusieurs personnes à la fois";
        /// Tell a département or a paying body whether the person is domiciled.
        AnswerPayer: "answer_payer", "Répondre à un organisme payeur";
        /// Annul a contact that somebody else recorded.
        AnnulContact: "annul_contact", "Annuler l’enregistrement d’un collègue";
        /// Delete, pin and archive notes.
        ManageNotes: "manage_notes", "Épingler ou archiver une note";
        /// Have a message sent again, or call it off.
        ManageMessages: "manage_messages", "Renvoyer ou annuler un message";
        /// Accept or refuse.
        Decide: "decide", "Accorder ou refuser une domiciliation";
        /// Postpone a decision that was proposed.
        PostponeProposal: "postpone_proposal", "Ajourner une décision proposée";
        /// Strike off.
        PronounceRadiation: "pronounce_radiation", "Prononcer une radiation";
        /// Close a dossier whose term has passed without a renewal.
        CloseAfterExpiry: "close_after_expiry", "Clore un dossier échu";
        /// Annul a decision, with a reason.
        AnnulDecision: "annul_decision", "Annuler une décision";
        /// See and record justified absences. Others see only that the clock is
        /// suspended.
        ManageAbsences: "manage_absences", "Consulter et enregistrer les absences justifiées";
        /// Join two dossiers of one person.
        MergeDossiers: "merge_dossiers", "Réunir deux dossiers d’une même personne";
        /// Take a list of people out of the application.
        ExportDossiers: "export_dossiers", "Exporter la liste des domiciliés";
        /// Take over the register of another tool, and undo that.
        ImportDossiers: "import_dossiers", "Importer un registre et annuler un import";
        /// Erase a dossier entered by mistake.
        EraseDossier: "erase_dossier", "Effacer un dossier saisi par erreur";
        /// See and open the internal documents of the structure.
        ReadInternalDocuments: "read_internal_documents", "Consulter les documents internes";
        /// See the members of staff and their roles.
        ViewStaff: "view_staff", "Voir les membres de l’équipe";
        /// See the settings of the structure.
        ViewSettings: "view_settings", "Voir les paramètres de la structure";
        /// Invite, change a role, close an account.
        ManageStaff: "manage_staff", "Gérer les comptes de l’équipe";
        /// Add, rename and delete the internal documents of the structure.
        ManageInternalDocuments: "manage_internal_documents", "Gérer les documents internes";
        /// Add and remove the structure's own templates.
        ManageTemplates: "manage_templates", "Gérer les modèles de documents";
        /// Change the settings of the structure.
        ManageSettings: "manage_settings", "Modifier les paramètres de la structure";
        /// See tasks that failed in the background, and have them tried again.
        ManageJobs: "manage_jobs", "Reprendre les tâches en échec";
    }
}

impl Action {
    /// The first role, from the left of the grid, that is permitted to do this.
    ///
    /// # Law
    /// R-35: CASF art. R. 123-21 8°: granting, refusing and terminating belong to
    /// the board or to whom it delegates them; R-55: absences tell of health or of
    /// detention, so only the deciding roles see them.
    #[must_use]
    pub const fn least_role(self) -> Role {
        match self {
            Self::ViewDossiers
            | Self::RecordMail
            | Self::RecordContact
            | Self::UndoOwnAct
            | Self::EditContactDetails
            | Self::AddNote => Role::Facteur,
            Self::DownloadAttestation | Self::PrintCard | Self::ViewMessages => Role::Agent,
            Self::EditRequest
            | Self::ManageAppointments
            | Self::HoldInterview
            | Self::Propose
            | Self::PrepareRadiation
            | Self::ReadAttachments
            | Self::AddAttachments
            | Self::DeleteAttachments
            | Self::Notify
            | Self::PrintLetters
            | Self::PrintInBulk
            | Self::AnswerPayer
            | Self::AnnulContact
            | Self::ManageNotes
            | Self::ManageMessages => Role::Instructeur,
            Self::Decide
            | Self::PostponeProposal
            | Self::PronounceRadiation
            | Self::CloseAfterExpiry
            | Self::AnnulDecision
            | Self::ManageAbsences
            | Self::MergeDossiers
            | Self::ExportDossiers
            | Self::ImportDossiers
            | Self::EraseDossier
            | Self::ReadInternalDocuments
            | Self::ViewStaff
            | Self::ViewSettings => Role::Gestionnaire,
            Self::ManageStaff
            | Self::ManageInternalDocuments
            | Self::ManageTemplates
            | Self::ManageSettings
            | Self::ManageJobs => Role::Administrateur,
        }
    }
}

impl Role {
    /// Whether this role may do that.
    ///
    /// ```
    /// use structures::{Action, Role};
    /// assert!(Role::Instructeur.permits(Action::PrepareRadiation));
    /// assert!(!Role::Instructeur.permits(Action::PronounceRadiation));
    /// ```
    #[must_use]
    pub const fn permits(self, action: Action) -> bool {
        self as u8 >= action.least_role() as u8
    }

    /// Whether this role decides on requests and strikings off (R-35).
    #[must_use]
    pub const fn decides(self) -> bool {
        self.permits(Action::Decide)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_of_permissions_is_the_published_one() {
        let mut grid = String::from("F A I G Ad\n");
        for action in Action::ALL {
            for role in Role::ALL {
                grid.push_str(if role.permits(*action) { "x " } else { "- " });
            }
            grid.push_str(action.label());
            grid.push('\n');
        }
        assert_eq!(
            grid,
            "\
F A I G Ad
x x x x x Rechercher et consulter les dossiers
x x x x x Enregistrer et remettre le courrier
x x x x x Enregistrer une visite, un appel ou un message
x x x x x Annuler son propre enregistrement
x x x x x Modifier les coordonnées
x x x x x Ajouter une note
- x x x x Télécharger les formulaires officiels
- x x x x Imprimer la carte de la personne
- x x x x Consulter les messages envoyés
- - x x x Instruire une demande ou un renouvellement
- - x x x Gérer les rendez-vous
- - x x x Mener et consulter l’entretien
- - x x x Proposer une décision
- - x x x Préparer une radiation
- - x x x Consulter les pièces jointes
- - x x x Ajouter ou renommer une pièce jointe
- - x x x Supprimer une pièce jointe
- - x x x Notifier une décision
- - x x x Imprimer les courriers types
- - x x x Imprimer pour plusieurs personnes à la fois
- - x x x Répondre à un organisme payeur
- - x x x Annuler l’enregistrement d’un collègue
- - x x x Épingler ou archiver une note
- - x x x Renvoyer ou annuler un message
- - - x x Accorder ou refuser une domiciliation
- - - x x Ajourner une décision proposée
- - - x x Prononcer une radiation
- - - x x Clore un dossier échu
- - - x x Annuler une décision
- - - x x Consulter et enregistrer les absences justifiées
- - - x x Réunir deux dossiers d’une même personne
- - - x x Exporter la liste des domiciliés
- - - x x Importer un registre et annuler un import
- - - x x Effacer un dossier saisi par erreur
- - - x x Consulter les documents internes
- - - x x Voir les membres de l’équipe
- - - x x Voir les paramètres de la structure
- - - - x Gérer les comptes de l’équipe
- - - - x Gérer les documents internes
- - - - x Gérer les modèles de documents
- - - - x Modifier les paramètres de la structure
- - - - x Reprendre les tâches en échec
"
        );
    }

    #[test]
    fn r35_only_deciding_roles_decide() {
        let deciding = [
            Action::Decide,
            Action::PronounceRadiation,
            Action::AnnulDecision,
            Action::CloseAfterExpiry,
        ];
        for role in Role::ALL {
            for action in deciding {
                assert_eq!(role.permits(action), role.decides(), "{role:?} {action:?}");
            }
        }
        assert!(!Role::Instructeur.decides());
        assert!(Role::Gestionnaire.decides());
    }

    #[test]
    fn codes_are_found_again_and_no_two_are_alike() {
        for action in Action::ALL {
            assert_eq!(action.code().parse(), Ok(*action));
        }
        for role in Role::ALL {
            assert_eq!(role.code().parse(), Ok(*role));
        }
        assert_eq!("simple".parse::<Role>(), Err(crate::UnknownCode));
    }
}
