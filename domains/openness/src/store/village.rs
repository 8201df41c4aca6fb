//! Rows of village affairs.

kernel::statements! {
    VILLAGES = "select u.id, u.name from unit u where u.kind in ('village', 'community') and u.closed_on is null \
        and $scope(u.id, -) order by u.name, u.id limit $1 offset $2";
    VILLAGE_COUNT = "select count(*) from unit u where u.kind in ('village', 'community') and u.closed_on is null and $scope(u.id, -)";
    VILLAGE = "select u.id, u.name from unit u where u.id = $1 and u.kind in ('village', 'community') and u.closed_on is null \
        and $scope(u.id, -)";
    RHYTHMS = "select v.item, v.rhythm from village_item v where v.unit_id = $1 and $scope(v.unit_id, -)";
    SET_RHYTHM = "insert into village_item (unit_id, item, rhythm) values ($1, $2, $3) \
        on conflict (unit_id, item) do update set rhythm = excluded.rhythm";
    /// What was posted for the periods that reach into a span of days.
    OF_PERIODS = "select p.item, p.posted_on, p.period_from, p.period_to from village_publication p where p.unit_id = $1 \
        and p.period_from <= $3 and p.period_to >= $2 and $scope(p.unit_id, -) order by p.item, p.posted_on, p.notice_id";
    OF_ONE = "select p.item, p.posted_on, p.period_from, p.period_to, p.late, n.number, n.title, n.lasting_title, n.personal, n.closes_on \
        from village_publication p join notice n on n.id = p.notice_id \
        where p.unit_id = $1 and p.period_from <= $3 and p.period_to >= $2 order by p.period_from desc, p.item, p.posted_on desc";
    OF_NOTICE = "select p.item, p.posted_on, p.period_from, p.period_to, p.late from village_publication p where p.notice_id = $1";
    ADD_POSTING = "insert into village_publication (notice_id, unit_id, item, period_from, period_to, posted_on, late) \
        values ($1, $2, $3, $4, $5, $6, $7)";
}
