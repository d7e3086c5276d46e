-- Printing for several people at once: ordered, made in the background, kept for a week. A
-- working paper: what was decided is in the facts of the dossiers. No reference to the
-- structure nor to the staff: every order would lock their rows.
create schema printing;
grant usage on schema printing to domifa_server;

create table printing.run (
    structure_id uuid not null,
    run_id       uuid not null,
    staff_id     uuid not null,
    kind         text not null,
    binding      text not null,
    asked_at     timestamptz not null,
    people       integer not null constraint run_is_for_somebody check (people > 0),
    looked_at    integer not null default 0,
    left_out     integer not null default 0,
    -- The file it is being written to, or was. No reference: it is noted before the file is.
    file_id      uuid,
    ended_at     timestamptz,
    ending       text,
    -- Shown no more; it goes as soon as its file does.
    discarded    boolean not null default false,
    constraint run_pkey primary key (structure_id, run_id),
    constraint run_ends_somehow check ((ended_at is null) = (ending is null))
);
create index run_by_order on printing.run (structure_id, asked_at);
alter table printing.run enable row level security, force row level security;
create policy run_of_tenant on printing.run
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert, update, delete on printing.run to domifa_server;

-- No reference to the dossier: it may be merged into another while it waits, and whoever
-- erases it discards the orders that name it.
create table printing.line (
    structure_id uuid not null,
    run_id       uuid not null,
    place        integer not null constraint line_has_a_place check (place > 0),
    dossier_id   uuid not null,
    outcome      text,
    constraint line_pkey primary key (structure_id, run_id, place),
    constraint line_run_fkey foreign key (structure_id, run_id)
        references printing.run on delete cascade
);
create index line_of_dossier on printing.line (structure_id, dossier_id);
alter table printing.line enable row level security, force row level security;
create policy line_of_tenant on printing.line
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert, update, delete on printing.line to domifa_server;

-- What is to be done, in all structures: whoever works in the background belongs to none.
-- This schema therefore has no tenant policy; it holds identifiers and moments alone. A task
-- that is taken is not due for a while; whoever takes it later has a higher attempt.
create schema jobs;
grant usage on schema jobs to domifa_server;

create table jobs.print_run (
    structure_id uuid not null,
    run_id       uuid not null,
    task         text not null constraint print_run_task_is_known check (task in ('imprimer', 'oublier')),
    due_at       timestamptz not null,
    attempt      integer not null default 0,
    constraint print_run_pkey primary key (structure_id, run_id),
    constraint print_run_fkey foreign key (structure_id, run_id)
        references printing.run on delete cascade
);
create index print_run_by_due on jobs.print_run (due_at);
grant select, insert, update, delete on jobs.print_run to domifa_server;
