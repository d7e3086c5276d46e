-- Finding a person from whatever is known of them, the best answer first: see
-- docs/adr/0007-finding-people.md. What is stored is made by the program, which also reads
-- what is typed; nothing here knows how a name is folded or how it sounds.

-- Which writing of the projection a row has: `domifa migrate` writes again those of an
-- earlier one.
alter table domiciliation.dossier add column projection smallint not null default 0;

alter table domiciliation.search
    -- In these texts, as in `search`, each word stands between two spaces.
    add column names    text collate "C" not null default ' ',
    add column ids      text not null default ' ',
    -- The words of both, how all names sound, and how they are spelt when a letter slips.
    add column keys     integer[] not null default '{}',
    -- What may be shown as the reason why somebody was found.
    add column mentions text[] not null default '{}',
    add column number   integer not null default 0,
    add column closed   boolean not null default false;
drop index domiciliation.search_by_words;
-- What was written lately waits in a list that every search reads from end to end: a short one.
create index search_by_words_and_keys
    on domiciliation.search using gin (structure_id, search gin_trgm_ops, keys)
    with (gin_pending_list_limit = 64);
create index search_by_name on domiciliation.search (structure_id, closed, names, number);

-- The functions below write SQL from what was typed, as the program read it: a list of
-- readings, each `{"short": …, "terms": […]}`, each term
-- `{"like": …, "exact": …, "whole": …, "sounds": […], "spellings": […]}`. Wildcards in `like` are
-- escaped already; it is quoted by %L alone, and all the rest are numbers.

-- Whether a row has one of these keys, as SQL.
create function domiciliation.search_keys(keys jsonb) returns text
language sql immutable
set search_path = ''
as $$
    select format('keys && %L::integer[]', array(select jsonb_array_elements_text(keys)))
$$;

-- The keys of all that is close to a term.
create function domiciliation.search_close_keys(term jsonb) returns jsonb
language sql immutable
set search_path = ''
as $$
    select (term -> 'sounds') || (term -> 'spellings')
$$;

-- Whether a row has a term.
create function domiciliation.search_has(term jsonb, in_short boolean, close boolean) returns text
language sql immutable
set search_path = ''
as $$
    select '(' || case
            when (term ->> 'whole')::boolean
                then domiciliation.search_keys(jsonb_build_array(term -> 'exact'))
            when in_short
                then format('names like %L or ids like %L', '% ' || w || '%', '% ' || w || ' %')
            when length(term ->> 'like') < 3 then format('search like %L', '% ' || w || '%')
            else format('search like %L', '%' || w || '%')
        end
        || case when close and keys <> '[]' then ' or ' || domiciliation.search_keys(keys) else '' end
        || ')'
    from (select term ->> 'like' as w, domiciliation.search_close_keys(term) as keys) t
$$;

-- Whether a row has all the terms of a reading.
create function domiciliation.search_has_all(reading jsonb, close boolean) returns text
language sql immutable
set search_path = ''
as $$
    select string_agg(domiciliation.search_has(term, (reading ->> 'short')::boolean, close), ' and ')
    from jsonb_array_elements(reading -> 'terms') as term
$$;

-- A reading without a long term: one of its terms must be a whole word, or begin the name.
create function domiciliation.search_whole_word(reading jsonb, close boolean) returns text
language sql immutable
set search_path = ''
as $$
    select domiciliation.search_keys(jsonb_agg(key))
    from jsonb_array_elements(reading -> 'terms') as term,
        jsonb_array_elements(
            jsonb_build_array(term -> 'exact')
            || case when close then domiciliation.search_close_keys(term) else '[]' end
        ) as key
$$;

-- Whether a row answers a reading.
create function domiciliation.search_answers(reading jsonb, close boolean) returns text
language sql immutable
set search_path = ''
as $$
    select '(' || domiciliation.search_has_all(reading, close)
        || case when (reading ->> 'short')::boolean then ' and ('
            || domiciliation.search_whole_word(reading, close)
            || (select string_agg(format(' or names like %L', ' ' || (term ->> 'like') || '%'), '')
                from jsonb_array_elements(reading -> 'terms') as term)
            || ')' else '' end
        || ')'
$$;

-- How well a row that answers a reading answers it: the worst grade of its terms, and the
-- sum of their grades.
create function domiciliation.search_rank(reading jsonb, close boolean) returns text
language sql immutable
set search_path = ''
as $$
    select format('greatest(%s) * 100 + %s', string_agg(grade, ', '), string_agg(grade, ' + '))
    from (
        select format('case when ids like %1$L then 0 when names like %1$L then 1 when names like %2$L'
                      || case when short then '' else ' or ids like %2$L' end || ' then 2',
                      '% ' || (term ->> 'like') || ' %', '% ' || (term ->> 'like') || '%')
            || case
                when not close then ' else 3 end'
                else ' when ' || domiciliation.search_has(term, short, false) || ' then 3 when '
                    || domiciliation.search_keys(term -> 'sounds') || ' then 4 else 5 end'
            end as grade
        from jsonb_array_elements(reading -> 'terms') as term,
            (select (reading ->> 'short')::boolean as short) r
    ) t
$$;

-- The dossiers of the structure in scope that answer.
create function domiciliation.dossiers_found(asked jsonb, close boolean) returns uuid[]
language plpgsql stable security definer
set search_path = ''
as $$
declare
    found uuid[];
begin
    execute (
        select format('select array_agg(dossier_id) from domiciliation.search
                       where structure_id = current_setting(''domifa.structure'')::uuid and (%s)',
                      string_agg(domiciliation.search_answers(reading, close), ' or '))
        from jsonb_array_elements(asked) as reading
    ) into found;
    return coalesce(found, '{}');
end;
$$;

-- The same, the best first, so many at most. Where very many answer, as they do when few
-- letters are typed, only some of them are compared: those that have all the terms as whole
-- words, and others.
create function domiciliation.dossiers_ranked(asked jsonb, close boolean, most integer)
returns table (place bigint, dossier_id uuid, rank integer, mentions text[])
-- A page of them, which the planner cannot know: else it reads the structure to join it.
language plpgsql stable security definer rows 10
set search_path = ''
as $$
declare
    compared   constant integer := 500;
    readings   constant integer := jsonb_array_length(asked);
    reading    jsonb;
    term       jsonb;
    candidates text[];
    ranks      text[];
begin
    for reading in select jsonb_array_elements(asked) loop
        if (reading ->> 'short')::boolean then
            candidates := candidates || format('%s and %s limit %s',
                domiciliation.search_whole_word(reading, close),
                domiciliation.search_has_all(reading, close), compared);
            -- As the index is sorted, so that no more is read than is shown.
            for term in select jsonb_array_elements(reading -> 'terms') loop
                candidates := candidates || array(
                    select format('closed = %L and names like %L and %s order by names, number limit %s',
                        is_closed, ' ' || (term ->> 'like') || '%',
                        domiciliation.search_has_all(reading, close), most)
                    from unnest(array[false, true]) as is_closed
                );
            end loop;
        else
            candidates := candidates
                || format('keys @> array(select jsonb_array_elements_text(%L)::integer) limit %s',
                    jsonb_path_query_array(reading, '$.terms[*].exact'), compared)
                || format('%s limit %s', domiciliation.search_has_all(reading, false), compared);
            -- Beside them, so that those who only come close never take the place of others.
            if close then
                candidates := candidates
                    || format('%s limit %s', domiciliation.search_has_all(reading, true), compared);
            end if;
        end if;
        ranks := ranks || case readings
            when 1 then domiciliation.search_rank(reading, close)
            else format('case when %s then %s end',
                domiciliation.search_answers(reading, close), domiciliation.search_rank(reading, close))
        end;
    end loop;
    return query execute format(
        'select row_number() over (), f.* from (
             select dossier_id, least(%s) as rank, mentions from domiciliation.search
             where ctid = any(array(%s))
             order by rank, closed, names, number
             limit $1
         ) f',
        array_to_string(ranks, ', '),
        (select string_agg(format(
             '(select ctid from domiciliation.search
               where structure_id = current_setting(''domifa.structure'')::uuid and %s)', candidate),
             ' union ')
         from unnest(candidates) as candidate)
    ) using most;
end;
$$;

-- As in 0005_search.sql: the two that read belong to the role that may.
revoke execute on function domiciliation.dossiers_found(jsonb, boolean) from public;
revoke execute on function domiciliation.dossiers_ranked from public;
grant execute on function domiciliation.dossiers_found(jsonb, boolean) to domifa_server;
grant execute on function domiciliation.dossiers_ranked to domifa_server;
grant usage, create on schema domiciliation to domifa_search;
alter function domiciliation.dossiers_found(jsonb, boolean) owner to domifa_search;
alter function domiciliation.dossiers_ranked owner to domifa_search;
revoke create on schema domiciliation from domifa_search;
