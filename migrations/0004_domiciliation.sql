-- Dossiers: their facts, which are appended, and what lists read of them, which is derived.
create schema domiciliation;
grant usage on schema domiciliation to domifa_server;

-- The last number given. A transaction that is given up gives its number back.
create table domiciliation.counter (
    structure_id uuid not null constraint counter_structure_fkey references structures.structure,
    last_number  integer not null constraint counter_is_positive check (last_number > 0),
    constraint counter_pkey primary key (structure_id)
);
alter table domiciliation.counter enable row level security, force row level security;
create policy counter_of_tenant on domiciliation.counter
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert, update on domiciliation.counter to domifa_server;

-- One person at one structure. Beside id, number and version, all columns are the stored
-- projection of the facts; they take their values in the transaction that adds the row.
create table domiciliation.dossier (
    structure_id       uuid not null constraint dossier_structure_fkey references structures.structure,
    dossier_id         uuid not null,
    number             integer not null constraint dossier_number_is_positive check (number > 0),
    version            bigint not null constraint dossier_version_is_counted check (version >= 0),
    situation          text not null default 'requested' constraint dossier_situation_is_known
        check (situation in ('elected', 'proposed', 'requested', 'ended', 'refused')),
    term_start         date,
    term_end           date,
    renewal_pending    boolean not null default false,
    proposed           boolean not null default false,
    filed_on           date,
    answer_limit       date,
    appointment_at     timestamp,
    ended_on           date,
    last_contact       date,
    first_radiable_day date,
    suspended_since    date,
    observations_until date,
    letters            integer not null default 0,
    parcels            integer not null default 0,
    notices            integer not null default 0,
    mail_since         date,
    notice_expires_on  date,
    referent           uuid,
    pinned_note        boolean not null default false,
    ayants_droit       integer not null default 0,
    procurations       integer not null default 0,
    retention_anchor   date,
    civility           text not null default '',
    nom                text not null default '',
    prenoms            text not null default '',
    usage_name         text,
    birth_year         smallint,
    birth_month        smallint,
    birth_day          smallint,
    reference          text,
    -- Folded already: bytes sort it, the same everywhere.
    sort_name          text collate "C" not null default '',
    sort_term          date generated always as (coalesce(term_end, ended_on)) stored,
    constraint dossier_pkey primary key (structure_id, dossier_id),
    constraint dossier_number_key unique (structure_id, number),
    constraint dossier_elected_has_its_term check ((situation = 'elected') = (term_end is not null))
);
-- One index a sort of the list. Terms and contacts go with the situation: whoever was
-- struck off long ago would come first in the list of those who are silent now.
create index dossier_by_name on domiciliation.dossier (structure_id, sort_name, dossier_id);
create index dossier_by_term on domiciliation.dossier (structure_id, sort_term, dossier_id);
create index dossier_by_last_contact on domiciliation.dossier (structure_id, last_contact, dossier_id);
create index dossier_by_appointment on domiciliation.dossier (structure_id, appointment_at, dossier_id);
create index dossier_by_situation_and_last_contact
    on domiciliation.dossier (structure_id, situation, last_contact, dossier_id);
-- Tabs and their counts are read from this one alone.
create index dossier_by_situation_and_term
    on domiciliation.dossier (structure_id, situation, sort_term, dossier_id) include (renewal_pending);
create index dossier_by_retention on domiciliation.dossier (structure_id, retention_anchor);
alter table domiciliation.dossier enable row level security, force row level security;
create policy dossier_of_tenant on domiciliation.dossier
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert, update on domiciliation.dossier to domifa_server;

-- What happened. The server appends; nobody changes.
create table domiciliation.fact (
    structure_id uuid not null,
    dossier_id   uuid not null,
    seq          integer not null constraint fact_seq_is_positive check (seq > 0),
    fact_id      uuid not null,
    kind         text not null,
    recorded_at  timestamptz not null,
    author       jsonb not null,
    body         jsonb not null,
    constraint fact_pkey primary key (structure_id, dossier_id, seq),
    constraint fact_id_key unique (structure_id, fact_id),
    constraint fact_dossier_fkey foreign key (structure_id, dossier_id) references domiciliation.dossier
);
alter table domiciliation.fact enable row level security, force row level security;
create policy fact_of_tenant on domiciliation.fact
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert on domiciliation.fact to domifa_server;

-- Keys of commands that were carried out. No reference to the structure: every act would
-- lock its row.
create table domiciliation.command_key (
    structure_id uuid not null,
    key          uuid not null,
    at           timestamptz not null,
    constraint command_key_pkey primary key (structure_id, key)
);
alter table domiciliation.command_key enable row level security, force row level security;
create policy command_key_of_tenant on domiciliation.command_key
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert on domiciliation.command_key to domifa_server;

-- What remains of an erased dossier: days and outcomes, nothing that leads to anybody.
create table domiciliation.tombstone (
    structure_id uuid not null constraint tombstone_structure_fkey references structures.structure,
    tombstone_id uuid not null,
    filed_on     date[] not null,
    decided      jsonb not null,
    erased_on    date not null,
    ground       text not null,
    constraint tombstone_pkey primary key (structure_id, tombstone_id)
);
alter table domiciliation.tombstone enable row level security, force row level security;
create policy tombstone_of_tenant on domiciliation.tombstone
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select on domiciliation.tombstone to domifa_server;
