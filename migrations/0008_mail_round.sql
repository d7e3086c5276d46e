-- A mail round: what was entered from one bag of mail, for those who enter it. A working
-- paper: what happened is in the facts of the dossiers. No reference to the structure nor to
-- the staff: every entry would lock their rows.
create table domiciliation.mail_round (
    structure_id uuid not null,
    round_id     uuid not null,
    staff_id     uuid not null,
    opened_at    timestamptz not null,
    closed_at    timestamptz,
    last_place   integer not null default 0 constraint mail_round_places_are_counted check (last_place >= 0),
    constraint mail_round_pkey primary key (structure_id, round_id)
);
create index mail_round_by_opening on domiciliation.mail_round (structure_id, opened_at);
alter table domiciliation.mail_round enable row level security, force row level security;
create policy mail_round_of_tenant on domiciliation.mail_round
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert, update, delete on domiciliation.mail_round to domifa_server;

-- A line recorded names its fact, and through it the dossier, so that it follows the fact
-- into another dossier. Of a dossier that is erased a count remains, and nothing that leads
-- to anybody: `typed` stands only in lines that have no dossier.
create table domiciliation.mail_round_line (
    structure_id uuid not null,
    round_id     uuid not null,
    place        integer not null constraint mail_round_line_place_is_positive check (place > 0),
    staff_id     uuid not null,
    at           timestamptz not null,
    kind         text not null,
    quantity     integer not null constraint mail_round_line_holds_something check (quantity > 0),
    fact_id      uuid,
    aside        text,
    dossier_id   uuid,
    typed        text,
    constraint mail_round_line_pkey primary key (structure_id, round_id, place),
    constraint mail_round_line_round_fkey foreign key (structure_id, round_id)
        references domiciliation.mail_round on delete cascade,
    constraint mail_round_line_fact_fkey foreign key (structure_id, fact_id)
        references domiciliation.fact (structure_id, fact_id) on delete set null (fact_id),
    constraint mail_round_line_dossier_fkey foreign key (structure_id, dossier_id)
        references domiciliation.dossier on delete set null (dossier_id),
    constraint mail_round_line_is_recorded_or_aside check (fact_id is null or aside is null),
    constraint mail_round_line_names_whom_it_put_aside check (dossier_id is null or (aside is not null and typed is null)),
    constraint mail_round_line_typed_was_put_aside check (typed is null or aside is not null)
);
create index mail_round_line_of_fact on domiciliation.mail_round_line (structure_id, fact_id);
create index mail_round_line_of_dossier on domiciliation.mail_round_line (structure_id, dossier_id);
alter table domiciliation.mail_round_line enable row level security, force row level security;
create policy mail_round_line_of_tenant on domiciliation.mail_round_line
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert, update, delete on domiciliation.mail_round_line to domifa_server;

-- How a dossier is filed: what is written on an envelope beside a name. Apart from the
-- dossier because it seldom changes and is looked up exactly: an act of the desk leaves its
-- indexes alone. Keys compare letter by letter but for the capitals of the alphabet, the
-- same in every database and in the program.
create table domiciliation.filing (
    structure_id     uuid not null,
    dossier_id       uuid not null,
    reference        text,
    distribution     text,
    reference_key    text collate "C" generated always as (lower(reference collate "C")) stored,
    distribution_key text collate "C" generated always as (lower(distribution collate "C")) stored,
    constraint filing_pkey primary key (structure_id, dossier_id),
    constraint filing_dossier_fkey foreign key (structure_id, dossier_id)
        references domiciliation.dossier on delete cascade
);
create index filing_by_reference on domiciliation.filing (structure_id, reference_key);
create index filing_by_distribution on domiciliation.filing (structure_id, distribution_key);
alter table domiciliation.filing enable row level security, force row level security;
create policy filing_of_tenant on domiciliation.filing
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert, update on domiciliation.filing to domifa_server;

-- The last filing of each dossier that is there already. Whoever migrates need not be above
-- the policies, so they stand aside for a moment; others still may not read meanwhile.
alter table domiciliation.fact no force row level security;
alter table domiciliation.filing no force row level security;
insert into domiciliation.filing (structure_id, dossier_id, reference, distribution)
select distinct on (f.structure_id, f.dossier_id)
    f.structure_id, f.dossier_id, f.body ->> 'reference', f.body ->> 'distribution'
from domiciliation.fact f
where f.kind = 'filing_recorded'
order by f.structure_id, f.dossier_id, f.seq desc;
alter table domiciliation.fact force row level security;
alter table domiciliation.filing force row level security;
