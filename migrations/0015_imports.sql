-- Taking over a register: the run, and its rows until they are taken over. A working paper:
-- what was taken over is in the facts of the dossiers. No reference to the structure nor to
-- the staff: every import would lock their rows.
create schema imports;
grant usage on schema imports to domifa_server;

create table imports.run (
    structure_id uuid not null,
    import_id    uuid not null,
    staff_id     uuid not null,
    file_name    text not null,
    -- What tells the file from others, as a number.
    fingerprint  uuid not null,
    sheet        text not null,
    remarks      text[] not null,
    asked_at     timestamptz not null,
    -- The last row of headers, and how many rows are below it.
    header       integer not null,
    rows         integer not null,
    mapping      text not null,
    stage        text not null constraint run_stage_is_known check (stage in
        ('colonnes', 'verifie', 'en_cours', 'fait', 'echec', 'annulation', 'annule')),
    -- What becomes of rows with errors, and why nothing was taken over.
    extent       text,
    failure      text,
    ended_at     timestamptz,
    -- How far the work goes.
    total        integer not null default 0,
    created      integer not null default 0,
    updated      integer not null default 0,
    doubles      integer not null default 0,
    refused      integer not null default 0,
    erased       integer not null default 0,
    kept         integer not null default 0,
    constraint run_pkey primary key (structure_id, import_id)
);
create index run_by_moment on imports.run (structure_id, asked_at);
create index run_by_fingerprint on imports.run (structure_id, fingerprint);
alter table imports.run enable row level security, force row level security;
create policy run_of_tenant on imports.run
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert, update, delete on imports.run to domifa_server;

-- Rows of the file, as read or as put right since. They are deleted once taken over, and in
-- any case after some days.
create table imports.row (
    structure_id  uuid not null,
    import_id     uuid not null,
    number        integer not null constraint row_has_a_number check (number > 0),
    cells         jsonb not null,
    problems      jsonb not null,
    good          boolean not null,
    -- What it is compared by: numbers that say nothing of anybody, and a birth.
    names_key     bigint,
    birth_year    smallint,
    birth_month   smallint,
    birth_day     smallint,
    reference_key bigint,
    phone_key     bigint,
    double_row    integer,
    double_dossier uuid,
    likeness      text,
    choice        text,
    constraint row_pkey primary key (structure_id, import_id, number),
    constraint row_run_fkey foreign key (structure_id, import_id)
        references imports.run on delete cascade,
    constraint row_is_a_double_of_one check (
        (likeness is not null) = (num_nonnulls(double_row, double_dossier) = 1))
);
create index row_of_dossier on imports.row (structure_id, double_dossier)
    where double_dossier is not null;
alter table imports.row enable row level security, force row level security;
create policy row_of_tenant on imports.row
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert, update, delete on imports.row to domifa_server;

-- Which dossiers an import opened, some at a time: what can be undone of it. They are
-- identifiers alone, and those of dossiers that are no more lead nowhere.
create table imports.opened (
    structure_id uuid not null,
    import_id    uuid not null,
    place        integer not null,
    dossiers     uuid[] not null,
    constraint opened_pkey primary key (structure_id, import_id, place),
    constraint opened_run_fkey foreign key (structure_id, import_id)
        references imports.run on delete cascade
);
alter table imports.opened enable row level security, force row level security;
create policy opened_of_tenant on imports.opened
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert on imports.opened to domifa_server;

-- Which column was what, by the headers of the file.
create table imports.layout (
    structure_id uuid not null,
    layout       uuid not null,
    mapping      text not null,
    used_at      timestamptz not null,
    constraint layout_pkey primary key (structure_id, layout)
);
alter table imports.layout enable row level security, force row level security;
create policy layout_of_tenant on imports.layout
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert, update on imports.layout to domifa_server;

-- What is to be done, in all structures: see 0014_printing.sql.
create table jobs.import (
    structure_id uuid not null,
    import_id    uuid not null,
    task         text not null constraint import_task_is_known check (task in ('importer', 'annuler', 'oublier')),
    due_at       timestamptz not null,
    attempt      integer not null default 0,
    -- How far it is: told while the rows are still invisible to all others.
    progress     integer not null default 0,
    constraint import_pkey primary key (structure_id, import_id),
    constraint import_run_fkey foreign key (structure_id, import_id)
        references imports.run on delete cascade
);
create index import_by_due on jobs.import (due_at);
grant select, insert, update, delete on jobs.import to domifa_server;

-- A structure whose first dossiers are being taken over has given no number yet, and holds
-- its counter.
alter table domiciliation.counter drop constraint counter_is_positive;
alter table domiciliation.counter
    add constraint counter_is_counted check (last_number >= 0);

-- As domiciliation.purge, for many dossiers at once: those that are there at the version
-- given are erased, and each leaves its tombstone. How many were erased.
create function domiciliation.purge_many(
    dossiers      uuid[],
    versions      bigint[],
    tombstone_ids uuid[],
    -- For each, the days and the decisions, as JSON.
    filed_on      jsonb[],
    decided       jsonb[],
    erased_on     date,
    ground        text
) returns bigint
language plpgsql volatile security definer
set search_path = ''
as $$
declare
    the_structure constant uuid := current_setting('domifa.structure')::uuid;
    gone          uuid[];
begin
    with held as (
        select d.dossier_id
        from unnest(dossiers, versions) as given (id, version)
        join domiciliation.dossier d
            on d.structure_id = the_structure and d.dossier_id = given.id and d.version = given.version
        order by d.dossier_id
        for update of d
    )
    select coalesce(array_agg(dossier_id), '{}') into gone from held;
    insert into files.loose (structure_id, file_id, due, doomed)
    select f.structure_id, f.file_id, '-infinity', true from files.file f
    where f.structure_id = the_structure and f.dossier_id = any (gone);
    delete from files.file f where f.structure_id = the_structure and f.dossier_id = any (gone);
    delete from files.owner_key k where k.structure_id = the_structure and k.dossier_id = any (gone);
    delete from domiciliation.search s where s.structure_id = the_structure and s.dossier_id = any (gone);
    delete from domiciliation.fact f where f.structure_id = the_structure and f.dossier_id = any (gone);
    delete from domiciliation.dossier d where d.structure_id = the_structure and d.dossier_id = any (gone);
    insert into domiciliation.tombstone
    select the_structure, given.tombstone,
        array(select (jsonb_array_elements_text(given.filed))::date), given.outcomes, erased_on, ground
    from unnest(dossiers, tombstone_ids, filed_on, decided) as given (id, tombstone, filed, outcomes)
    where given.id = any (gone);
    return cardinality(gone);
end;
$$;
revoke execute on function domiciliation.purge_many from public;
grant execute on function domiciliation.purge_many to domifa_server;

-- An import writes to the index of searches by the thousand, which is quick when many entries
-- are added at once. So how many wait is for each transaction to say (`PgStore::connect` says
-- few), and whoever let many wait ends by adding them.
alter index domiciliation.search_by_words_and_keys reset (gin_pending_list_limit);
create function domiciliation.search_settle() returns void
language sql volatile security definer
set search_path = ''
as $$
    select pg_catalog.gin_clean_pending_list('domiciliation.search_by_words_and_keys'::regclass);
$$;
revoke execute on function domiciliation.search_settle from public;
grant execute on function domiciliation.search_settle to domifa_server;
