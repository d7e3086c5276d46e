-- The queue is graphile_worker's, in a schema of its own that its program makes before these
-- migrations run (see crates/adapter-postgres/src/schema.rs). All that we know of its tables
-- is below: what puts work in the queue within a transaction, and what reads and mends it.
-- The bodies are looked at when they run, so the functions can be made without that schema.
-- They run with the caller's rights.

-- Puts a task in the queue. Of those with one key one waits at most: this one takes its
-- place, unless it is only wanted at the latest then, and something waits for earlier.
create function jobs.add(
    the_task      text,
    the_structure uuid,
    the_subject   uuid,
    the_key       text,
    due           timestamptz,
    at_the_latest boolean,
    most_attempts integer,
    the_priority  integer
) returns void
language plpgsql volatile
set search_path = ''
as $$
begin
    -- As graphile_worker.add_jobs, whose lock this is.
    perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext(the_key));
    -- What failed for good stays where it is shown, and leaves its key.
    update graphile_worker._private_jobs j set key = null
    where j.key = the_key and j.locked_at is null and j.attempts >= j.max_attempts;
    if at_the_latest and exists (
        select from graphile_worker._private_jobs j
        where j.key = the_key and j.locked_at is null and j.run_at <= due
    ) then
        return;
    end if;
    perform graphile_worker.add_job(
        identifier => the_task,
        payload => pg_catalog.json_strip_nulls(
            pg_catalog.json_build_object('structure', the_structure, 'subject', the_subject)),
        run_at => due,
        max_attempts => most_attempts,
        job_key => the_key,
        priority => the_priority);
end;
$$;

-- Whether a task with this key waits or is being done.
create function jobs.lives(the_key text) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
    return exists (
        select from graphile_worker._private_jobs j
        where j.key = the_key and (j.locked_at is not null or j.attempts < j.max_attempts));
end;
$$;

-- What waits under a key, and for when.
create function jobs.waiting(the_key text) returns table (task text, due timestamptz)
language plpgsql stable
set search_path = ''
as $$
begin
    return query
        select t.identifier, j.run_at
        from graphile_worker._private_jobs j
        join graphile_worker._private_tasks t on t.id = j.task_id
        where j.key = the_key and j.locked_at is null and j.attempts < j.max_attempts;
end;
$$;

-- Whether a worker still has the job it took. What is replaced is held no more.
create function jobs.holds(the_job bigint, the_worker text) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
    return exists (
        select from graphile_worker._private_jobs j
        where j.id = the_job and j.locked_by = the_worker
            and not exists (select from graphile_worker._private_job_retirements r where r.id = j.id));
end;
$$;

-- What failed for good, the last first; of one structure, or of all without one.
create function jobs.dead(the_structure uuid, most integer) returns table (
    job_id    bigint,
    task      text,
    structure uuid,
    subject   uuid,
    since     timestamptz,
    failed_at timestamptz,
    attempts  integer,
    error     text
)
language plpgsql stable
set search_path = ''
as $$
begin
    return query
        select j.id, t.identifier, (j.payload ->> 'structure')::uuid, (j.payload ->> 'subject')::uuid,
            j.created_at, j.updated_at, j.attempts::integer, coalesce(j.last_error, '')
        from graphile_worker._private_jobs j
        join graphile_worker._private_tasks t on t.id = j.task_id
        where j.locked_at is null and j.attempts >= j.max_attempts
            and (the_structure is null or j.payload ->> 'structure' = the_structure::text)
            and not exists (select from graphile_worker._private_job_retirements r where r.id = j.id)
        order by j.updated_at desc, j.id desc
        limit most;
end;
$$;

-- Has what failed for good tried again, as if it were new, or gives it up.
create function jobs.replay(the_structure uuid, the_job bigint, due timestamptz) returns boolean
language plpgsql volatile
set search_path = ''
as $$
begin
    update graphile_worker._private_jobs j
    set attempts = 0, run_at = due, last_error = null, updated_at = due
    where j.id = the_job and j.locked_at is null and j.attempts >= j.max_attempts
        and (the_structure is null or j.payload ->> 'structure' = the_structure::text)
        and not exists (select from graphile_worker._private_job_retirements r where r.id = j.id);
    return found;
end;
$$;

create function jobs.give_up(the_structure uuid, the_job bigint) returns boolean
language plpgsql volatile
set search_path = ''
as $$
begin
    delete from graphile_worker._private_jobs j
    where j.id = the_job and j.locked_at is null and j.attempts >= j.max_attempts
        and (the_structure is null or j.payload ->> 'structure' = the_structure::text);
    return found;
end;
$$;

-- Deletes what failed for good before then, and what was replaced while it was done.
create function jobs.sweep(before timestamptz) returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
    gone bigint;
begin
    delete from graphile_worker._private_jobs j
    where j.locked_at is null and j.attempts >= j.max_attempts
        and (j.updated_at < before
            or exists (select from graphile_worker._private_job_retirements r where r.id = j.id));
    get diagnostics gone = row_count;
    return gone;
end;
$$;

-- Takes the first of these kinds that is due out of the queue.
create function jobs.take(kinds text[], the_moment timestamptz)
returns table (task text, structure uuid, subject uuid)
language plpgsql volatile
set search_path = ''
as $$
begin
    return query
        with taken as (
            delete from graphile_worker._private_jobs j
            where j.id = (
                select w.id from graphile_worker._private_jobs w
                join graphile_worker._private_tasks t on t.id = w.task_id
                where w.is_available and w.run_at <= the_moment and t.identifier = any (kinds)
                order by w.priority, w.run_at, w.id limit 1
                for update of w skip locked)
            returning j.task_id, j.payload
        )
        select t.identifier, (taken.payload ->> 'structure')::uuid, (taken.payload ->> 'subject')::uuid
        from taken join graphile_worker._private_tasks t on t.id = taken.task_id;
end;
$$;

-- How the jobs are, kind by kind.
create function jobs.counted(the_moment timestamptz) returns table (
    task      text,
    waiting   bigint,
    running   bigint,
    dead      bigint,
    due_since timestamptz
)
language plpgsql stable
set search_path = ''
as $$
begin
    return query
        select t.identifier,
            count(*) filter (where j.locked_at is null and j.attempts < j.max_attempts),
            count(*) filter (where j.locked_at is not null),
            count(*) filter (where j.locked_at is null and j.attempts >= j.max_attempts),
            min(j.run_at) filter (where j.locked_at is null and j.attempts < j.max_attempts
                and j.run_at <= the_moment)
        from graphile_worker._private_jobs j
        join graphile_worker._private_tasks t on t.id = j.task_id
        where not exists (select from graphile_worker._private_job_retirements r where r.id = j.id)
        group by t.identifier
        order by t.identifier;
end;
$$;

revoke execute on all functions in schema jobs from public;
grant execute on all functions in schema jobs to domifa_server;

-- The two queues of before are carried over, and gone.
do $$
begin
    perform jobs.add(case q.task when 'imprimer' then 'printing.make' else 'printing.forget' end,
        q.structure_id, q.run_id, 'printing:' || q.structure_id || ':' || q.run_id,
        greatest(q.due_at, 'epoch'), false, 8, case q.task when 'imprimer' then 10 else 90 end)
    from jobs.print_run q;
    perform jobs.add(
        case q.task when 'importer' then 'imports.take' when 'annuler' then 'imports.undo' else 'imports.forget' end,
        q.structure_id, q.import_id, 'imports:' || q.structure_id || ':' || q.import_id,
        greatest(q.due_at, 'epoch'), false, 8, case q.task when 'oublier' then 90 else 10 end)
    from jobs.import q;
end;
$$;
drop table jobs.print_run, jobs.import;

-- How far the work is: told while the rows are still invisible to all others.
alter table imports.run add column progress integer not null default 0;

-- Keys of commands of the structure in scope go after a while. How many went.
create function domiciliation.keys_forget(before timestamptz) returns bigint
language plpgsql volatile security definer
set search_path = ''
as $$
declare
    gone bigint;
begin
    delete from domiciliation.command_key k
    where k.structure_id = current_setting('domifa.structure')::uuid and k.at < before;
    get diagnostics gone = row_count;
    return gone;
end;
$$;
revoke execute on function domiciliation.keys_forget from public;
grant execute on function domiciliation.keys_forget to domifa_server;
