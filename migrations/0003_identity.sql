-- What is looked up before a tenant is known: by address, by link, by cookie. These tables
-- therefore have no tenant policy; they hold hashes and identifiers, and of people the
-- address alone.
create schema identity;
grant usage on schema identity to domifa_server;

create table identity.credential (
    staff_id         uuid not null,
    structure_id     uuid not null,
    email            text not null,
    password_hash    text,
    failures         integer not null constraint credential_failures_are_counted check (failures >= 0),
    first_failure_at timestamptz,
    locked_until     timestamptz,
    constraint credential_pkey primary key (staff_id),
    constraint credential_email_key unique (email),
    constraint credential_staff_fkey foreign key (structure_id, staff_id) references structures.staff
);
create index credential_staff on identity.credential (structure_id, staff_id);
grant select, insert, update on identity.credential to domifa_server;

-- One link an account: a new one replaces the one before.
create table identity.link (
    staff_id     uuid not null constraint link_credential_fkey references identity.credential,
    structure_id uuid not null,
    link_hash    bytea not null,
    until        timestamptz not null,
    constraint link_pkey primary key (staff_id),
    constraint link_hash_key unique (link_hash)
);
grant select, insert, update, delete on identity.link to domifa_server;

create table identity.session (
    token_hash   bytea not null,
    structure_id uuid not null,
    staff_id     uuid not null constraint session_credential_fkey references identity.credential,
    opened_at    timestamptz not null,
    used_at      timestamptz not null,
    constraint session_pkey primary key (token_hash)
);
create index session_staff on identity.session (staff_id);
grant select, insert, update, delete on identity.session to domifa_server;

-- The structure and the member of staff that an address, a link or a cookie led to: the
-- tenant is known from here on, and set for the transaction. Runs with the caller's rights.
create function identity.holder(
    the_structure uuid,
    the_staff     uuid,
    out settings jsonb,
    out life     jsonb,
    out profile  jsonb,
    out role     text,
    out status   jsonb
) returns setof record
language plpgsql volatile
set search_path = ''
as $$
begin
    perform set_config('domifa.structure', the_structure::text, true);
    return query
        select body.settings, body.life, member.profile, member.role, member.status
        from structures.structure body
        join structures.staff member using (structure_id)
        where body.structure_id = the_structure and member.staff_id = the_staff;
end;
$$;
revoke execute on function identity.holder from public;
grant execute on function identity.holder to domifa_server;
