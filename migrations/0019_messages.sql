-- Messages to people and to the staff: what a structure settled, what was planned, and what
-- became of it. What is due is derived from the dossiers at each run and compared with what
-- is here, so that nothing is told twice and nothing is noted beside the facts.
create schema messages;
grant usage on schema messages to domifa_server;

create table messages.settings (
    structure_id uuid not null,
    version      bigint not null constraint settings_version_is_positive check (version > 0),
    settings     jsonb not null,
    constraint settings_pkey primary key (structure_id)
);
alter table messages.settings enable row level security, force row level security;
create policy settings_of_tenant on messages.settings
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert, update on messages.settings to domifa_server;

-- The structure's own words, and who read which words over.
create table messages.text (
    structure_id uuid not null,
    kind         text not null,
    language     text not null,
    own          text,
    changed_by   uuid,
    changed_at   timestamptz,
    reviewed_by  uuid,
    reviewed_at  timestamptz,
    constraint text_pkey primary key (structure_id, kind, language),
    constraint text_change_is_whole check ((changed_by is null) = (changed_at is null)),
    constraint text_review_is_whole check ((reviewed_by is null) = (reviewed_at is null))
);
alter table messages.text enable row level security, force row level security;
create policy text_of_tenant on messages.text
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert, update on messages.text to domifa_server;

-- Up to which slot messages were planned. Whoever plans holds the row.
create table messages.run (
    structure_id  uuid not null,
    planned_until timestamptz not null,
    constraint run_pkey primary key (structure_id)
);
alter table messages.run enable row level security, force row level security;
create policy run_of_tenant on messages.run
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert, update on messages.run to domifa_server;

-- One message. No reference to the dossier nor to the staff: each would lock their rows.
-- Whoever erases a dossier deletes its messages, and whoever merges it hands them on; one
-- that is planned meanwhile finds nobody when it is to be sent, and goes.
create table messages.message (
    structure_id uuid not null,
    message_id   uuid not null,
    dossier_id   uuid,
    -- Set for messages to the staff.
    staff_id     uuid,
    kind         text not null,
    channel      text not null,
    -- What makes it one: a day, a fact, a moment.
    occurrence   text not null,
    planned_at   timestamptz not null,
    due_at       timestamptz not null,
    state        text not null default 'prevu' constraint message_state_is_known check (state in
        ('prevu', 'en-cours', 'envoye', 'recu', 'echec', 'annule', 'incertain')),
    attempts     integer not null default 0,
    attempted_at timestamptz,
    -- When somebody asks what became of an attempt.
    look_at      timestamptz,
    settled_at   timestamptz,
    failure      text,
    code         text,
    cancellation text,
    seen         boolean not null default false,
    -- What it says, from the moment it is about to leave.
    recipient    text,
    language     text,
    subject      text,
    body         text,
    segments     integer not null default 0,
    -- The month in which its segments are counted.
    counted_in   date,
    provider     text,
    reference    text,
    cost         integer,
    constraint message_pkey primary key (structure_id, message_id),
    constraint message_is_for_somebody check (num_nonnulls(dossier_id, staff_id) > 0),
    constraint message_says_why check (
        (state = 'echec') = (failure is not null) and (state = 'annule') = (cancellation is not null)),
    constraint message_is_looked_at_while_sent check ((state = 'en-cours') = (look_at is not null)),
    constraint message_settled_says_when check (
        (state in ('prevu', 'en-cours')) = (settled_at is null))
);
-- The same is never told twice.
create unique index message_to_person
    on messages.message (structure_id, dossier_id, kind, channel, occurrence) where staff_id is null;
create unique index message_to_staff
    on messages.message (structure_id, staff_id, kind, occurrence) where staff_id is not null;
create index message_due
    on messages.message (structure_id, channel, due_at, message_id) where state = 'prevu';
create index message_sending
    on messages.message (structure_id, channel, look_at) where state = 'en-cours';
create index message_to_look_at
    on messages.message (structure_id, message_id)
    where staff_id is null and state in ('echec', 'incertain') and not seen;
create index message_about
    on messages.message (structure_id, dossier_id, message_id) where dossier_id is not null;
alter table messages.message enable row level security, force row level security;
create policy message_of_tenant on messages.message
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert, update, delete on messages.message to domifa_server;

-- What left in a month, whoever was forgotten since included.
create table messages.month (
    structure_id uuid not null,
    month        date not null,
    texts        integer not null default 0,
    segments     integer not null default 0,
    emails       integer not null default 0,
    cost         integer not null default 0,
    constraint month_pkey primary key (structure_id, month)
);
alter table messages.month enable row level security, force row level security;
create policy month_of_tenant on messages.month
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert, update on messages.month to domifa_server;

-- The visits of a month that is over: see application::messages::figures.
create table messages.visits (
    structure_id          uuid not null,
    month                 date not null,
    reached               integer not null,
    reached_for_nothing   integer not null,
    unreached             integer not null,
    unreached_for_nothing integer not null,
    told                  integer not null,
    came                  integer not null,
    constraint visits_pkey primary key (structure_id, month)
);
alter table messages.visits enable row level security, force row level security;
create policy visits_of_tenant on messages.visits
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert on messages.visits to domifa_server;

-- What members of the staff asked for.
create table messages.wanted (
    structure_id uuid not null,
    staff_id     uuid not null,
    kind         text not null,
    constraint wanted_pkey primary key (structure_id, staff_id, kind)
);
alter table messages.wanted enable row level security, force row level security;
create policy wanted_of_tenant on messages.wanted
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert, delete on messages.wanted to domifa_server;

-- What would have left, where no provider is set. It goes with the dossier it is about.
create table messages.outbox (
    structure_id uuid not null,
    message_id   uuid not null,
    dossier_id   uuid,
    at           timestamptz not null,
    channel      text not null,
    recipient    text not null,
    sender       text,
    language     text,
    subject      text,
    body         text not null,
    attachment   text,
    constraint outbox_pkey primary key (structure_id, message_id)
);
create index outbox_about on messages.outbox (structure_id, dossier_id) where dossier_id is not null;
alter table messages.outbox enable row level security, force row level security;
create policy outbox_of_tenant on messages.outbox
    using (structure_id = current_setting('domifa.structure')::uuid);
grant select, insert, update, delete on messages.outbox to domifa_server;

-- In all structures, as in 0014_printing.sql: identifiers, moments and counts alone.

-- Which structures have something to send, or to look at.
create table jobs.message_due (
    structure_id uuid not null,
    due_at       timestamptz not null,
    constraint message_due_pkey primary key (structure_id)
);
create index message_due_by_moment on jobs.message_due (due_at);
grant select, insert, update, delete on jobs.message_due to domifa_server;

-- Whose a message is that a provider tells of, by its own name for it or by ours.
create table jobs.message_handed (
    message_id   uuid not null,
    structure_id uuid not null,
    provider     text,
    reference    text,
    constraint message_handed_pkey primary key (message_id),
    constraint message_handed_fkey foreign key (structure_id, message_id)
        references messages.message on delete cascade
);
create index message_handed_by_reference on jobs.message_handed (reference, provider)
    where reference is not null;
create index message_handed_message on jobs.message_handed (structure_id, message_id);
grant select, insert, update, delete on jobs.message_handed to domifa_server;

-- When a provider may next be handed something, all who send taken together.
create table jobs.rate (
    provider text not null,
    next_at  timestamptz not null,
    constraint rate_pkey primary key (provider)
);
grant select, insert, update on jobs.rate to domifa_server;

-- Segments that left the installation in a month.
create table jobs.month (
    month    date not null,
    segments integer not null,
    constraint month_pkey primary key (month)
);
grant select, insert, update on jobs.month to domifa_server;

-- What the dossiers are asked at each run. No index: mail that comes and goes would have to
-- write it. Whether somebody may be written to is the program's to say.
alter table domiciliation.dossier
    add column accepts_sms    boolean not null default false,
    add column accepts_email  boolean not null default false,
    -- The language spoken, as it was written.
    add column language       text,
    -- When the last of the mail that waits was entered.
    add column mail_newest_at timestamptz,
    -- The fact that fixed the appointment that stands.
    add column appointment_id uuid;
