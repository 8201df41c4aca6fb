//! Rows of cycles.

kernel::statements! {
    ADD = "insert into cycle (id, year, state, scheme, letters_by, assessment_by, publicity_from, created_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    FIND = "select c.id, c.year, c.state, c.scheme, c.letters_by, c.assessment_by, c.publicity_from, c.closed_at \
        from cycle c where c.id = $1";
    BY_YEAR = "select c.id, c.year, c.state, c.scheme, c.letters_by, c.assessment_by, c.publicity_from, c.closed_at \
        from cycle c where c.year = $1";
    ALL = "select c.id, c.year, c.state, c.scheme, c.letters_by, c.assessment_by, c.publicity_from, c.closed_at \
        from cycle c order by c.year desc";
    SET_STATE = "update cycle set state = $2, closed_at = $3, publicity_from = coalesce(publicity_from, $4) where id = $1";
    SET_SCHEME = "update cycle set scheme = $2, letters_by = $3, assessment_by = $4, publicity_from = $5 where id = $1";
    /// By unit: adopted targets, their weights, letters by state, entries of evidence.
    PROGRESS = "with wanted as (select u.id, u.parent_id, u.name, u.kind, u.sort from unit u \
            where u.closed_on is null and $scope(u.id, -)), \
        carried as (select t.unit_id, count(*) as targets, sum(t.weight) as weight, \
            sum(case when t.state = 'draft' then 1 else 0 end) as drafts from target t \
            where t.cycle_id = $1 and t.state <> 'withdrawn' group by t.unit_id), \
        signed as (select l.unit_id, count(*) as letters, \
            sum(case when l.state in ('in-force', 'closed') then 1 else 0 end) as in_force, \
            sum(case when l.state = 'draft' then 1 else 0 end) as drafts, \
            sum(case when l.state = 'contested' then 1 else 0 end) as contested from letter l \
            where l.cycle_id = $1 and l.state not in ('revised', 'dropped') group by l.unit_id), \
        written as (select e.unit_id, count(*) as entries from evidence e \
            where e.cycle_id = $1 and e.withdrawn_at is null group by e.unit_id) \
        select w.id, w.parent_id, w.name, w.kind, coalesce(c.targets, 0), coalesce(cast(c.weight as bigint), 0), \
            coalesce(cast(c.drafts as bigint), 0), coalesce(s.letters, 0), coalesce(cast(s.in_force as bigint), 0), \
            coalesce(cast(s.drafts as bigint), 0), coalesce(cast(s.contested as bigint), 0), coalesce(e.entries, 0) \
        from wanted w left join carried c on c.unit_id = w.id left join signed s on s.unit_id = w.id \
            left join written e on e.unit_id = w.id order by w.sort, w.id";
    LETTERS_OPEN = "select count(*) from (select 1 as one from letter l where l.cycle_id = $1 \
        and l.state in ('draft', 'offered', 'contested', 'signed-by-holder')) still_open";
}
