-- The agenda: every appointment with what became of it, derived from the facts and written
-- with them. Two that stand cannot share a moment of one member of the staff, whoever is
-- faster.
create extension if not exists btree_gist;

create table domiciliation.appointment (
    structure_id uuid not null,
    fact_id      uuid not null,
    dossier_id   uuid not null,
    staff_id     uuid not null,
    staff_name   text not null,
    place        text,
    -- Civil time at the structure, as it was agreed with the person.
    starts_at    timestamp not null,
    ends_at      timestamp not null,
    state        text not null constraint appointment_state_is_known
        check (state in ('planned', 'moved', 'held', 'missed', 'cancelled')),
    moved_to     timestamp,
    held_on      date,
    series       uuid not null,
    rank         integer not null,
    changed_by   uuid not null,
    changed_at   timestamptz not null,
    -- False for those that overlapped before anything forbade it: they stay as they are.
    exclusive    boolean not null default true,
    constraint appointment_pkey primary key (structure_id, fact_id),
    constraint appointment_dossier_fkey foreign key (structure_id, dossier_id)
        references domiciliation.dossier on delete cascade,
    constraint appointment_ends_after_it_starts check (starts_at < ends_at),
    constraint appointment_moved_says_when check ((state = 'moved') = (moved_to is not null)),
    constraint appointment_held_says_when check ((state = 'held') = (held_on is not null)),
    constraint appointment_staff_is_free exclude using gist
        (structure_id with =, staff_id with =, tsrange(starts_at, ends_at) with &&)
        where (state = 'planned' and exclusive)
);
create index appointment_by_time on domiciliation.appointment (structure_id, starts_at);
create index appointment_by_staff on domiciliation.appointment (structure_id, staff_id, starts_at);
create index appointment_dossier on domiciliation.appointment (structure_id, dossier_id);
alter table domiciliation.appointment enable row level security, force row level security;
create policy appointment_of_tenant on domiciliation.appointment
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert, update on domiciliation.appointment to domifa_server;

-- What is stored already: each appointment became what the next fact that stands made of it.
-- The owner reads all structures at once here, which the policies otherwise forbid.
alter table domiciliation.fact no force row level security;
alter table domiciliation.appointment no force row level security;

insert into domiciliation.appointment
    (structure_id, fact_id, dossier_id, staff_id, staff_name, place, starts_at, ends_at, state,
     moved_to, held_on, series, rank, changed_by, changed_at, exclusive)
with standing as (
    select f.* from domiciliation.fact f
    where f.kind in ('appointment_fixed', 'appointment_missed', 'interview_held', 'demande_withdrawn',
                     'accepted', 'refused', 'terminated', 'closed_after_expiry')
        and not exists (
            select from domiciliation.fact a
            where a.structure_id = f.structure_id and a.dossier_id = f.dossier_id
                and a.kind = 'annulled' and a.body ->> 'target' = f.fact_id::text
        )
), neighbours as (
    select s.*, lag(kind) over entered as before, lead(kind) over entered as next_kind,
           lead(fact_id) over entered as next_id, lead(recorded_at) over entered as next_at,
           lead(body) over entered as next_body
    from standing s
    window entered as (partition by structure_id, dossier_id order by seq)
), runs as (
    select n.*, count(*) filter (where before is distinct from 'appointment_fixed')
                    over (partition by structure_id, dossier_id order by seq) as run
    from neighbours n where kind = 'appointment_fixed'
), fixed as (
    select r.*, first_value(fact_id) over series as series_id, row_number() over series - 1 as moves,
           (body ->> 'with')::uuid as with_id, (body ->> 'at')::timestamp as starts
    from runs r
    window series as (partition by structure_id, dossier_id, run order by seq)
)
select f.structure_id, f.fact_id, f.dossier_id, f.with_id, f.body ->> 'with_name', f.body ->> 'place',
       f.starts, f.starts + interval '30 minutes',
       case f.next_kind when 'appointment_fixed' then 'moved' when 'appointment_missed' then 'missed'
                        when 'interview_held' then 'held' else 'cancelled' end,
       case f.next_kind when 'appointment_fixed' then (f.next_body ->> 'at')::timestamp end,
       case f.next_kind when 'interview_held' then (f.next_body ->> 'on')::date end,
       f.series_id, f.moves, coalesce(f.next_id, f.fact_id), coalesce(f.next_at, f.recorded_at), true
from fixed f where f.next_kind is not null
union all
select f.structure_id, f.fact_id, f.dossier_id, f.with_id, f.body ->> 'with_name', f.body ->> 'place',
       f.starts, f.starts + interval '30 minutes', 'planned', null, null,
       f.series_id, f.moves, f.fact_id, f.recorded_at,
       not exists (
           select from fixed o
           where o.structure_id = f.structure_id and o.with_id = f.with_id and o.fact_id <> f.fact_id
               and o.next_kind is null
               and o.starts < f.starts + interval '30 minutes' and f.starts < o.starts + interval '30 minutes'
       )
from fixed f where f.next_kind is null;

alter table domiciliation.fact force row level security;
alter table domiciliation.appointment force row level security;

-- The secret link through which a member of the staff follows their own agenda elsewhere.
-- Looked up before a structure is known, like the links that choose a password.
create table identity.feed (
    staff_id     uuid not null constraint feed_credential_fkey references identity.credential,
    structure_id uuid not null,
    feed_hash    bytea not null,
    made_at      timestamptz not null,
    constraint feed_pkey primary key (staff_id),
    constraint feed_hash_key unique (feed_hash)
);
grant select, insert, update, delete on identity.feed to domifa_server;
