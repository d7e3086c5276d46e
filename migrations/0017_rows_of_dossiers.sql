-- The rows of dossiers come by the thousand when a register is taken over. A foreign key looks
-- the dossier up and locks it for each of them, which was a third of what storing them cost;
-- here each statement looks each dossier up once. What is promised is the same: no row without
-- its dossier, no dossier that goes before its facts, and whoever erases a dossier and whoever
-- adds to it wait for each other.
alter table domiciliation.fact drop constraint fact_dossier_fkey;
alter table domiciliation.search drop constraint search_dossier_fkey;
alter table domiciliation.filing drop constraint filing_dossier_fkey;

-- A dossier that this transaction wrote is nobody else's to erase before its end; any other is
-- locked as a foreign key would.
create function domiciliation.has_its_dossier() returns trigger
language plpgsql
set search_path = ''
-- The table of dossiers may have grown a hundredfold since this was planned.
set enable_seqscan = off
as $$
begin
    perform from (select distinct structure_id, dossier_id from written order by 1, 2) as told
    left join lateral (
        select d.xmin = pg_current_xact_id()::xid as ours from domiciliation.dossier d
        where d.structure_id = told.structure_id and d.dossier_id = told.dossier_id
        -- Looked up one by one, whatever the planner knows of the sizes.
        limit 1
    ) as seen on true
    left join lateral (
        select true as there from domiciliation.dossier d
        where not seen.ours
            and d.structure_id = told.structure_id and d.dossier_id = told.dossier_id
        for key share
    ) as held on true
    where ours is not true and there is null;
    if found then
        raise foreign_key_violation using
            message = 'a row without its dossier', schema = tg_table_schema, table = tg_table_name;
    end if;
    return null;
end;
$$;
create trigger fact_has_its_dossier
after insert on domiciliation.fact referencing new table as written
for each statement execute function domiciliation.has_its_dossier();
create trigger search_has_its_dossier
after insert on domiciliation.search referencing new table as written
for each statement execute function domiciliation.has_its_dossier();
create trigger filing_has_its_dossier
after insert on domiciliation.filing referencing new table as written
for each statement execute function domiciliation.has_its_dossier();
-- Facts move when two dossiers become one.
create trigger fact_that_moves_has_its_dossier
after update on domiciliation.fact referencing new table as written
for each statement execute function domiciliation.has_its_dossier();

create function domiciliation.dossier_leaves_nothing() returns trigger
language plpgsql
set search_path = ''
set enable_seqscan = off
as $$
begin
    delete from domiciliation.filing f using removed r
    where f.structure_id = r.structure_id and f.dossier_id = r.dossier_id;
    perform from removed r
    left join lateral (
        select true as there from domiciliation.fact f
        where f.structure_id = r.structure_id and f.dossier_id = r.dossier_id
        limit 1
    ) as fact on true
    left join lateral (
        select true as there from domiciliation.search s
        where s.structure_id = r.structure_id and s.dossier_id = r.dossier_id
        limit 1
    ) as search on true
    where fact.there or search.there;
    if found then
        raise foreign_key_violation using
            message = 'rows without their dossier', schema = tg_table_schema, table = tg_table_name;
    end if;
    return null;
end;
$$;
create trigger dossier_leaves_nothing
after delete on domiciliation.dossier referencing old table as removed
for each statement execute function domiciliation.dossier_leaves_nothing();
