-- What the list shows beside the name, how many dossiers each tab holds, and the views
-- that people save.

alter table domiciliation.dossier
    add column phone         text,
    add column email         text,
    -- When a decision ended the last term; none while an election runs.
    add column term_ended_on date,
    -- The days on which each proxy holds, and on which mail is sent on.
    add column proxies_from  date[] not null default '{}',
    add column proxies_until date[] not null default '{}',
    add column transfer_from date,
    add column transfer_until date;

-- Tabs by name, and whoever has a referent: both change seldom, so that an act of the desk
-- leaves them alone.
create index dossier_by_situation_and_name
    on domiciliation.dossier (structure_id, situation, sort_name, dossier_id);
create index dossier_by_renewal
    on domiciliation.dossier (structure_id, sort_name, dossier_id) where renewal_pending;
create index dossier_by_referent
    on domiciliation.dossier (structure_id, referent) where referent is not null;

-- How many dossiers are in each situation, by the day on which their term ends: as many
-- rows as a year has days, where counting the dossiers would read all of them. Everyday
-- acts change none of it. No reference to the structure: a decision would lock its row.
create table domiciliation.tally (
    structure_id    uuid not null,
    situation       text not null,
    -- 'infinity' where no term runs.
    term_end        date not null,
    renewal_pending boolean not null,
    dossiers        bigint not null,
    constraint tally_pkey primary key (structure_id, situation, term_end, renewal_pending)
);
alter table domiciliation.tally enable row level security, force row level security;
create policy tally_of_tenant on domiciliation.tally
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert, update, delete on domiciliation.tally to domifa_server;

-- Whoever owns the tables may be held by their policies: not while they are filled.
alter table domiciliation.dossier no force row level security;
alter table domiciliation.tally no force row level security;
insert into domiciliation.tally
select structure_id, situation, coalesce(term_end, 'infinity'), renewal_pending, count(*)
from domiciliation.dossier
group by 1, 2, 3, 4;
alter table domiciliation.dossier force row level security;
alter table domiciliation.tally force row level security;

-- Rows are taken in the order of their key, so that no two transactions wait for each other.
create function domiciliation.tally_moved() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    insert into domiciliation.tally as t
    select structure_id, situation, coalesce(term_end, 'infinity'), renewal_pending, moved
    from (values
        (old.structure_id, old.situation, old.term_end, old.renewal_pending, -1),
        (new.structure_id, new.situation, new.term_end, new.renewal_pending, 1)
    ) as change (structure_id, situation, term_end, renewal_pending, moved)
    order by 1, 2, 3, 4
    on conflict on constraint tally_pkey do update set dossiers = t.dossiers + excluded.dossiers;
    delete from domiciliation.tally
    where structure_id = old.structure_id and situation = old.situation
        and term_end = coalesce(old.term_end, 'infinity')
        and renewal_pending = old.renewal_pending and dossiers = 0;
    return null;
end;
$$;
create trigger dossier_moves_in_tally
after update on domiciliation.dossier for each row
when ((old.situation, old.term_end, old.renewal_pending)
    is distinct from (new.situation, new.term_end, new.renewal_pending))
execute function domiciliation.tally_moved();

-- A whole statement at once: an import adds many.
create function domiciliation.tally_changed() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    insert into domiciliation.tally as t
    select structure_id, situation, coalesce(term_end, 'infinity'), renewal_pending,
        count(*) * case tg_op when 'INSERT' then 1 else -1 end
    from changed
    group by 1, 2, 3, 4
    order by 1, 2, 3, 4
    on conflict on constraint tally_pkey do update set dossiers = t.dossiers + excluded.dossiers;
    return null;
end;
$$;
create trigger dossier_enters_tally
after insert on domiciliation.dossier referencing new table as changed
for each statement execute function domiciliation.tally_changed();
create trigger dossier_leaves_tally
after delete on domiciliation.dossier referencing old table as changed
for each statement execute function domiciliation.tally_changed();

-- How many dossiers each tab holds on a day.
create function domiciliation.tally_of(
    the_structure     uuid,
    today             date,
    out actif          bigint,
    out echu           bigint,
    out a_valider      bigint,
    out en_instruction bigint,
    out radie          bigint,
    out refuse         bigint,
    out renewals       bigint
)
language sql stable
set search_path = ''
as $$
    select coalesce(sum(dossiers) filter (where situation = 'elected' and term_end >= today), 0)::bigint,
        coalesce(sum(dossiers) filter (where situation = 'elected' and term_end < today), 0)::bigint,
        coalesce(sum(dossiers) filter (where situation = 'proposed'), 0)::bigint,
        coalesce(sum(dossiers) filter (where situation = 'requested'), 0)::bigint,
        coalesce(sum(dossiers) filter (where situation = 'ended'), 0)::bigint,
        coalesce(sum(dossiers) filter (where situation = 'refused'), 0)::bigint,
        coalesce(sum(dossiers) filter (where renewal_pending), 0)::bigint
    from domiciliation.tally
    where structure_id = the_structure
$$;
revoke execute on function domiciliation.tally_of from public;
grant execute on function domiciliation.tally_of to domifa_server;

-- A list that somebody comes back to: its filters and its sort, never the words searched
-- for, which may be a name. Without an owner it belongs to the whole structure.
create table domiciliation.saved_view (
    structure_id uuid not null constraint saved_view_structure_fkey references structures.structure,
    view_id      uuid not null,
    owner        uuid,
    name         text not null,
    query        text not null,
    saved_at     timestamptz not null,
    constraint saved_view_pkey primary key (structure_id, view_id),
    constraint saved_view_owner_fkey foreign key (structure_id, owner) references structures.staff
);
create index saved_view_by_owner on domiciliation.saved_view (structure_id, owner);
alter table domiciliation.saved_view enable row level security, force row level security;
create policy saved_view_of_tenant on domiciliation.saved_view
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert, update, delete on domiciliation.saved_view to domifa_server;
