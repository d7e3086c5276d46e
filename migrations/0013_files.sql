-- Files: what is known of them, and the keys they are locked with. Their content is in a
-- store of its own, encrypted. No reference to the structure nor to the staff: every file
-- would lock their rows.
create schema files;
grant usage on schema files to domifa_server;

-- The key of a dossier, or of the structure where there is none, locked by the
-- installation's master key. An owner may have several: two desks at once make one each, and
-- merged dossiers keep both. Destroying them destroys the files, wherever copies are.
create table files.owner_key (
    structure_id uuid not null,
    key_id       uuid not null,
    dossier_id   uuid,
    sealed       bytea not null,
    constraint owner_key_pkey primary key (structure_id, key_id),
    constraint owner_key_dossier_fkey foreign key (structure_id, dossier_id)
        references domiciliation.dossier
);
create index owner_key_of_dossier on files.owner_key (structure_id, dossier_id);
alter table files.owner_key enable row level security, force row level security;
create policy owner_key_of_tenant on files.owner_key
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert, update on files.owner_key to domifa_server;

create table files.file (
    structure_id uuid not null,
    file_id      uuid not null,
    dossier_id   uuid,
    purpose      text not null,
    name         text not null,
    label        text not null,
    kind         text not null,
    size         bigint not null constraint file_size_is_counted check (size >= 0),
    staff_id     uuid not null,
    at           timestamptz not null,
    scan         text not null constraint file_scan_is_known check (scan in ('attente', 'sain', 'infecte')),
    key_id       uuid not null,
    sealed       bytea not null,
    constraint file_pkey primary key (structure_id, file_id),
    constraint file_key_fkey foreign key (structure_id, key_id) references files.owner_key,
    constraint file_dossier_fkey foreign key (structure_id, dossier_id)
        references domiciliation.dossier,
    constraint file_of_a_dossier_is_its_attachment check ((dossier_id is not null) = (purpose = 'piece_jointe'))
);
create index file_of_owner on files.file (structure_id, dossier_id, purpose, at);
create index file_of_key on files.file (structure_id, key_id);
alter table files.file enable row level security, force row level security;
create policy file_of_tenant on files.file
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert, update, delete on files.file to domifa_server;

-- Blobs that no file names: one that is being written, until it is named or `due`; one that
-- is to be deleted. Doomed is one that somebody is deleting, which no file may name. Nothing
-- here leads to anybody.
create table files.loose (
    structure_id uuid not null,
    file_id      uuid not null,
    due          timestamptz not null,
    doomed       boolean not null,
    constraint loose_pkey primary key (structure_id, file_id)
);
create index loose_by_due on files.loose (structure_id, due);
alter table files.loose enable row level security, force row level security;
create policy loose_of_tenant on files.loose
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert, update, delete on files.loose to domifa_server;

-- As in 0005_search.sql; the keys of the dossier's files go with it, in the same transaction,
-- and what remains in the store is written down to be deleted.
create or replace function domiciliation.purge(
    the_dossier  uuid,
    the_version  bigint,
    tombstone_id uuid,
    filed_on     date[],
    decided      jsonb,
    erased_on    date,
    ground       text
) returns boolean
language plpgsql volatile security definer
set search_path = ''
as $$
declare
    the_structure constant uuid := current_setting('domifa.structure')::uuid;
begin
    perform from domiciliation.dossier d
    where d.structure_id = the_structure and d.dossier_id = the_dossier and d.version = the_version
    for update;
    if not found then
        return false;
    end if;
    insert into files.loose (structure_id, file_id, due, doomed)
    select f.structure_id, f.file_id, '-infinity', true from files.file f
    where f.structure_id = the_structure and f.dossier_id = the_dossier;
    delete from files.file f where f.structure_id = the_structure and f.dossier_id = the_dossier;
    delete from files.owner_key k where k.structure_id = the_structure and k.dossier_id = the_dossier;
    delete from domiciliation.search s where s.structure_id = the_structure and s.dossier_id = the_dossier;
    delete from domiciliation.fact f where f.structure_id = the_structure and f.dossier_id = the_dossier;
    delete from domiciliation.dossier d where d.structure_id = the_structure and d.dossier_id = the_dossier;
    insert into domiciliation.tombstone
    values (the_structure, tombstone_id, filed_on, decided, erased_on, ground);
    return true;
end;
$$;

-- As in 0012_merged.sql; the files follow the person with the keys they are locked with.
create or replace function domiciliation.merge(
    the_kept      uuid,
    kept_version  bigint,
    the_other     uuid,
    other_version bigint,
    fact_ids      uuid[]
) returns boolean
language plpgsql volatile security definer
set search_path = ''
as $$
declare
    the_structure constant uuid := current_setting('domifa.structure')::uuid;
    aside         constant integer := 1000000000;
begin
    -- In order of their identifiers, as whoever loaded both to merge them.
    perform from domiciliation.dossier d
    where d.structure_id = the_structure
        and (d.dossier_id, d.version) in ((the_kept, kept_version), (the_other, other_version))
    order by d.dossier_id
    for update;
    if the_kept = the_other
        or 2 <> (select count(*) from domiciliation.dossier d
                 where d.structure_id = the_structure
                     and (d.dossier_id, d.version) in ((the_kept, kept_version), (the_other, other_version)))
        or array(select f.fact_id from domiciliation.fact f
                 where f.structure_id = the_structure and f.dossier_id in (the_kept, the_other)
                 order by f.fact_id)
            <> array(select id from unnest(fact_ids) as given (id) order by id)
    then
        return false;
    end if;
    -- Out of the way first: a place in the history is taken once.
    update domiciliation.fact f set seq = f.seq + aside
    where f.structure_id = the_structure and f.dossier_id = the_kept;
    update domiciliation.fact f set dossier_id = the_kept, seq = given.place
    from unnest(fact_ids) with ordinality as given (id, place)
    where f.structure_id = the_structure and f.fact_id = given.id;

    update domiciliation.merged m set dossier_id = the_kept
    where m.structure_id = the_structure and m.dossier_id = the_other;
    insert into domiciliation.merged values (the_structure, the_other, the_kept);

    -- What follows a dossier without being written with its facts.
    update domiciliation.appointment a set dossier_id = the_kept
    where a.structure_id = the_structure and a.dossier_id = the_other;
    update domiciliation.mail_round_line l set dossier_id = the_kept
    where l.structure_id = the_structure and l.dossier_id = the_other;
    update files.owner_key k set dossier_id = the_kept
    where k.structure_id = the_structure and k.dossier_id = the_other;
    update files.file f set dossier_id = the_kept
    where f.structure_id = the_structure and f.dossier_id = the_other;

    delete from domiciliation.search s where s.structure_id = the_structure and s.dossier_id = the_other;
    delete from domiciliation.dossier d where d.structure_id = the_structure and d.dossier_id = the_other;
    return true;
end;
$$;
