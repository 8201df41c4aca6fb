//! Counts kept by office and state.

kernel::statements! {
    ADD = "insert into power_count (what, unit_id, other_id, state, n) values ($1, $2, $3, $4, $5) \
        on conflict (what, unit_id, other_id, state) do update set n = power_count.n + excluded.n";
    READ = "select c.state, cast(sum(c.n) as bigint) from power_count c where c.what = $1 \
        and ($scope(c.unit_id, -) or $scope(c.other_id, -)) group by c.state";
}
