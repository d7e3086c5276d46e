-- The server works as domifa_server whoever connects, so that row-level security holds
-- even for an owner or a superuser. domifa_search owns the one function that looks into
-- the search index (see 0005_search.sql). Neither can log in.
do $$
declare
    role_name text;
begin
    foreach role_name in array array['domifa_server', 'domifa_search'] loop
        -- Roles belong to the whole server: another database may have made them already.
        if not exists (select from pg_catalog.pg_roles where rolname = role_name) then
            begin
                execute format('create role %I nologin', role_name);
            exception when duplicate_object or unique_violation then
                null;
            end;
        end if;
        if not pg_has_role(current_user, role_name, 'member') then
            execute format('grant %I to current_user', role_name);
        end if;
    end loop;
end;
$$;
