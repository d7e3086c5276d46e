-- The bodies that domicile people, which are the tenants of everything else, and their staff.
create schema structures;
grant usage on schema structures to domifa_server;

create table structures.structure (
    structure_id uuid not null,
    version      bigint not null constraint structure_version_is_positive check (version > 0),
    settings     jsonb not null,
    life         jsonb not null,
    constraint structure_pkey primary key (structure_id)
);
alter table structures.structure enable row level security, force row level security;
create policy structure_of_tenant on structures.structure
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert, update on structures.structure to domifa_server;

create table structures.staff (
    structure_id uuid not null constraint staff_structure_fkey references structures.structure,
    staff_id     uuid not null,
    version      bigint not null constraint staff_version_is_positive check (version > 0),
    profile      jsonb not null,
    role         text not null,
    status       jsonb not null,
    constraint staff_pkey primary key (structure_id, staff_id)
);
alter table structures.staff enable row level security, force row level security;
create policy staff_of_tenant on structures.staff
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert, update on structures.staff to domifa_server;
