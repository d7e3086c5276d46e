-- Two dossiers of one person become one. The facts of both are kept under one identifier;
-- the other identifier leads there, so that an old address, a link or a card still opens
-- the person.
create table domiciliation.merged (
    structure_id uuid not null,
    former_id    uuid not null,
    dossier_id   uuid not null,
    constraint merged_pkey primary key (structure_id, former_id),
    constraint merged_dossier_fkey foreign key (structure_id, dossier_id)
        references domiciliation.dossier on delete cascade
);
create index merged_dossier on domiciliation.merged (structure_id, dossier_id);
alter table domiciliation.merged enable row level security, force row level security;
create policy merged_of_tenant on domiciliation.merged
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select on domiciliation.merged to domifa_server;

-- The only way in which facts move: all of two dossiers, in the order given, within the
-- structure of the transaction. False when a version is no longer this one, or when the
-- facts are not all those of both.
create function domiciliation.merge(
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

    delete from domiciliation.search s where s.structure_id = the_structure and s.dossier_id = the_other;
    delete from domiciliation.dossier d where d.structure_id = the_structure and d.dossier_id = the_other;
    return true;
end;
$$;
revoke execute on function domiciliation.merge from public;
grant execute on function domiciliation.merge to domifa_server;
