-- Who read or changed what, and when; never the content. The server appends and does not
-- read. An entry outlives what it names, and must not lock it: it references nothing.
create schema journal;
grant usage on schema journal to domifa_server;

create table journal.entry (
    structure_id uuid not null,
    entry_id     uuid not null,
    at           timestamptz not null,
    staff_id     uuid not null,
    action       text not null,
    dossier_id   uuid,
    constraint entry_pkey primary key (structure_id, entry_id)
);
alter table journal.entry enable row level security, force row level security;
create policy entry_of_tenant on journal.entry
    using (structure_id = current_setting('domifa.structure')::uuid);
grant insert on journal.entry to domifa_server;
