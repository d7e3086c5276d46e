-- A structure that comes from another installation brings what the server may otherwise only
-- read: former identifiers of merged dossiers, and what remains of the erased. Within the
-- structure of the transaction, and only into one that has neither yet: nothing is added to
-- a structure that lives.
create function domiciliation.settle_in(
    formers   uuid[],
    kept      uuid[],
    remains   jsonb
) returns boolean
language plpgsql volatile security definer
set search_path = ''
as $$
declare
    the_structure constant uuid := current_setting('domifa.structure')::uuid;
begin
    if exists (select from domiciliation.merged m where m.structure_id = the_structure)
        or exists (select from domiciliation.tombstone t where t.structure_id = the_structure)
    then
        return false;
    end if;
    insert into domiciliation.merged (structure_id, former_id, dossier_id)
    select the_structure, former, leads_to
    from unnest(formers, kept) as alias (former, leads_to);
    insert into domiciliation.tombstone
        (structure_id, tombstone_id, filed_on, decided, erased_on, ground)
    select the_structure, t.id, t.filed_on, t.decided, t.erased_on, t.ground
    from jsonb_to_recordset(remains)
        as t (id uuid, filed_on date[], decided jsonb, erased_on date, ground text);
    return true;
end;
$$;
revoke execute on function domiciliation.settle_in from public;
grant execute on function domiciliation.settle_in to domifa_server;
