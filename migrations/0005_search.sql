-- Searching a substring needs an operator that may not be used in an index beneath
-- row-level security: it could leak what it compares. So the text lives in a table of its
-- own, and one function, owned by a role that may read this table and nothing else, asks
-- the index within the structure of the transaction.
create extension if not exists pg_trgm;
create extension if not exists btree_gin;

-- Apart from the dossier also because it seldom changes: an act of the desk leaves its
-- index alone.
create table domiciliation.search (
    structure_id uuid not null,
    dossier_id   uuid not null,
    search       text not null,
    constraint search_pkey primary key (structure_id, dossier_id),
    constraint search_dossier_fkey foreign key (structure_id, dossier_id) references domiciliation.dossier
);
create index search_by_words on domiciliation.search using gin (structure_id, search gin_trgm_ops);
alter table domiciliation.search enable row level security, force row level security;
create policy search_of_tenant on domiciliation.search
    using (structure_id = current_setting('domifa.structure')::uuid);
create policy search_of_function on domiciliation.search for select to domifa_search using (true);
grant select, insert, update on domiciliation.search to domifa_server;
grant select on domiciliation.search to domifa_search;

-- The dossiers of the structure in scope in which each pattern is found; the index is asked
-- for the first one, so that should be the rarest.
create function domiciliation.dossiers_found(patterns text[]) returns uuid[]
language sql stable security definer
set search_path = ''
as $$
    select coalesce(array_agg(dossier_id), '{}')
    from domiciliation.search
    where structure_id = current_setting('domifa.structure')::uuid
        and search like patterns[1]
        and search like all (patterns[2:])
$$;
revoke execute on function domiciliation.dossiers_found from public;
grant execute on function domiciliation.dossiers_found to domifa_server;

grant usage, create on schema domiciliation to domifa_search;
alter function domiciliation.dossiers_found owner to domifa_search;
revoke create on schema domiciliation from domifa_search;

-- The only way in which facts are deleted: the whole dossier at once, within the structure
-- of the transaction, leaving a tombstone. False when the version is no longer this one.
create function domiciliation.purge(
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
    delete from domiciliation.search s where s.structure_id = the_structure and s.dossier_id = the_dossier;
    delete from domiciliation.fact f where f.structure_id = the_structure and f.dossier_id = the_dossier;
    delete from domiciliation.dossier d where d.structure_id = the_structure and d.dossier_id = the_dossier;
    insert into domiciliation.tombstone
    values (the_structure, tombstone_id, filed_on, decided, erased_on, ground);
    return true;
end;
$$;
revoke execute on function domiciliation.purge from public;
grant execute on function domiciliation.purge to domifa_server;
