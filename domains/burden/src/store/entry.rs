//! Rows of what offices send down, their counts and explanations.

kernel::statements! {
    ADD = "insert into burden_entry (id, unit_id, kind, year, on_day, title, facts, advice, reason, decision, by_name, created_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    COUNT_UP = "insert into burden_count (unit_id, year, kind, entries, with_advice, amount) values ($1, $2, $3, 1, $4, $5) \
        on conflict (unit_id, year, kind) do update set entries = burden_count.entries + 1, \
        with_advice = burden_count.with_advice + excluded.with_advice, amount = burden_count.amount + excluded.amount";
    COUNT = "select c.entries from burden_count c where c.unit_id = $1 and c.year = $2 and c.kind = $3";
    COUNTS = "select c.unit_id, u.short_name, c.year, c.kind, c.entries, c.with_advice, c.amount from burden_count c \
        join unit u on u.id = c.unit_id where c.year in ($1, $2) and $scope(c.unit_id, -) order by u.sort, u.id, c.kind";
    KEPT = "select 1 from burden_count c where c.unit_id = $1 and c.year = $2";
    ONE = "select e.id, e.unit_id, u.name, e.kind, e.year, e.on_day, e.title, e.facts, e.advice, e.reason, e.decision, e.by_name \
        from burden_entry e join unit u on u.id = e.unit_id where e.id = $1 and $scope(e.unit_id, -)";
    LIST = "select e.id, e.unit_id, u.short_name, e.kind, e.year, e.on_day, e.title, e.facts, e.advice, e.reason, '', e.by_name \
        from burden_entry e join unit u on u.id = e.unit_id where $scope(e.unit_id, -) order by e.id desc limit $1 offset $2";
    LIST_KIND = "select e.id, e.unit_id, u.short_name, e.kind, e.year, e.on_day, e.title, e.facts, e.advice, e.reason, '', e.by_name \
        from burden_entry e join unit u on u.id = e.unit_id where e.kind = $3 and $scope(e.unit_id, -) order by e.id desc limit $1 offset $2";
    UNITS = "select u.id, u.name from unit u where u.closed_on is null and $scope(u.id, -) order by u.sort, u.id limit 400";
    UNIT = "select u.name, u.kind from unit u where u.id = $1";
    AN_OFFICE = "select u.id from unit u where u.kind in ('county', 'office') and u.closed_on is null \
        order by case when u.kind = 'county' then 0 else 1 end, u.sort, u.id limit 1";
    /// Departments and towns, for an office of the county.
    OF_COUNTY = "select u.id, u.name from unit u where u.kind in ('township', 'office', 'institution') and u.closed_on is null \
        and u.id <> $1 order by u.sort, u.id limit 400";
    /// What stands beneath a unit, but for its own sections.
    BENEATH = "select u.id, u.name from unit u join unit_tree t on t.unit_id = u.id where t.ancestor_id = $1 and u.id <> $1 \
        and u.kind <> 'section' and u.closed_on is null order by u.sort, u.id limit 400";
    EXPLANATION_OF = "select x.id from burden_explanation x where x.unit_id = $1 and x.year = $2";
    EXPLAIN = "insert into burden_explanation (id, unit_id, year, words, read_words, state, case_id, created_at) \
        values ($1, $2, $3, '', '', 'open', $4, $5)";
    EXPLANATION = "select x.id, x.unit_id, u.name, x.year, x.words, x.read_words, x.state, x.case_id from burden_explanation x \
        join unit u on u.id = x.unit_id where x.id = $1 and $scope(x.unit_id, -)";
    EXPLANATIONS = "select x.id, x.unit_id, u.name, x.year, x.words, x.read_words, x.state, x.case_id from burden_explanation x \
        join unit u on u.id = x.unit_id where x.year = $1 and $scope(x.unit_id, -) order by u.sort, u.id";
    EXPLAINED = "update burden_explanation set words = $2, state = 'given' where id = $1 and state = 'open'";
    READ = "update burden_explanation set read_words = $2, state = 'read' where id = $1 and state = 'given'";
}
