//! Counts, kept with each change and read in scope.

kernel::statements! {
    COUNT = "insert into request_count (month, unit_id, kind, received, closed, in_time, late, rated, excluded, responded, \
        resolved, satisfied, unresolved, reopened, open) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
        on conflict (month, unit_id, kind) do update set received = request_count.received + excluded.received, \
        closed = request_count.closed + excluded.closed, in_time = request_count.in_time + excluded.in_time, \
        late = request_count.late + excluded.late, rated = request_count.rated + excluded.rated, \
        excluded = request_count.excluded + excluded.excluded, responded = request_count.responded + excluded.responded, \
        resolved = request_count.resolved + excluded.resolved, satisfied = request_count.satisfied + excluded.satisfied, \
        unresolved = request_count.unresolved + excluded.unresolved, reopened = request_count.reopened + excluded.reopened, \
        open = request_count.open + excluded.open";
    /// Kept counts between two months, by month, office and kind.
    KEPT = "select c.month, c.unit_id, coalesce(u.short_name, ''), c.kind, c.received, c.closed, c.in_time, c.late, c.rated, \
        c.excluded, c.responded, c.resolved, c.satisfied, c.unresolved, c.reopened, c.open from request_count c \
        left join unit u on u.id = c.unit_id where c.month >= $1 and c.month <= $2 and c.kind <> 'complaint' and $scope(c.unit_id, -)";
    /// What came in and what is open of it, as kept with each change; `$3` is 1 for who sees what nobody sorted yet.
    TOTAL = "select cast(coalesce(sum(c.received), 0) as bigint), cast(coalesce(sum(c.open), 0) as bigint) from request_count c \
        where c.kind <> 'complaint' and ($1 = '' or c.kind = $1) and ($2 = '' or c.unit_id = $2) \
        and ($3 = 1 or c.kind <> 'unsorted') and $scope(c.unit_id, -)";
    /// Open ones of some months past their day: a part of one index, and no more; grouped by a sum, so that the index of units,
    /// which lacks the month, is not taken instead.
    OVERDUE = "select coalesce(r.unit_id, ''), r.kind, count(*) from request r \
        where r.open = 1 and r.sealed = 0 and r.due_on < $1 and r.month >= $2 and r.month <= $3 and $scope(r.unit_id, -) \
        group by coalesce(r.unit_id, ''), r.kind";
    DISCLOSE = "insert into request_disclosure (year, unit_id, line, applicant, n) values ($1, $2, $3, $4, $5) \
        on conflict (year, unit_id, line, applicant) do update set n = request_disclosure.n + excluded.n";
    DISCLOSURES = "select d.line, d.applicant, cast(sum(d.n) as bigint) from request_disclosure d \
        where d.year = $1 and ($2 = '' or d.unit_id = $2) and $scope(d.unit_id, -) group by d.line, d.applicant";
    /// What came in and what was answered before a year: the difference is carried over.
    CARRIED = "select d.applicant, cast(sum(case when d.line = 'received' then d.n else 0 - d.n end) as bigint) from request_disclosure d \
        where d.year < $1 and ($2 = '' or d.unit_id = $2) and $scope(d.unit_id, -) group by d.applicant";
}
