-- What is due: the days from which duties are counted, kept with the rest of the projection.
-- The program computes with which days they are compared; nothing here knows a rule.

alter table domiciliation.dossier
    add column proposed_on          date,
    add column unacknowledged_since date,
    add column appointment_with     uuid,
    -- Last contact, or the end of a justified absence when that is later.
    add column silent_since         date,
    add column seen_since_notice    date,
    add column unnotified_since     date,
    add column unnotified           uuid,
    add column mail_kept_since      date;

-- Each act of the desk writes this row again, and mostly changes nothing that an index knows:
-- with room left on its page the new row stays there, and the indexes are spared.
alter table domiciliation.dossier set (fillfactor = 85);

-- Most of these days are set for few dossiers, and mail that comes and goes for somebody
-- domiciled changes none of them, so that an act of the desk leaves their indexes alone.
create index dossier_by_proposal
    on domiciliation.dossier (structure_id, proposed_on, dossier_id) include (referent)
    where proposed_on is not null;
create index dossier_by_acknowledgement
    on domiciliation.dossier (structure_id, unacknowledged_since, dossier_id) include (referent)
    where unacknowledged_since is not null;
create index dossier_by_answer
    on domiciliation.dossier (structure_id, answer_limit, dossier_id) include (referent)
    where answer_limit is not null;
create index dossier_by_observations
    on domiciliation.dossier (structure_id, observations_until, dossier_id)
    where observations_until is not null;
create index dossier_by_return_since_notice
    on domiciliation.dossier (structure_id, seen_since_notice, dossier_id)
    where seen_since_notice is not null;
create index dossier_by_notification
    on domiciliation.dossier (structure_id, unnotified_since, dossier_id) include (referent)
    where unnotified_since is not null;
create index dossier_by_mail_kept
    on domiciliation.dossier (structure_id, mail_kept_since, dossier_id) include (referent)
    where mail_kept_since is not null;
create index dossier_by_notice
    on domiciliation.dossier (structure_id, notice_expires_on, dossier_id) include (referent)
    where notice_expires_on is not null;

-- Silence and terms concern everybody: they are counted from their index alone.
create index dossier_by_silence
    on domiciliation.dossier (structure_id, silent_since, dossier_id)
    include (term_end, suspended_since, observations_until, referent)
    where situation = 'elected';
drop index domiciliation.dossier_by_situation_and_term;
create index dossier_by_situation_and_term
    on domiciliation.dossier (structure_id, situation, sort_term, dossier_id)
    include (renewal_pending, referent);
