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
    POSTINGS = "select p.item, p.posted_on from village_posting p where p.unit_id = $1 and p.posted_on >= $2 and p.posted_on <= $3 \
        and $scope(p.unit_id, -) order by p.item, p.posted_on";
    OF_ONE = "select p.item, p.posted_on, n.number, n.title, n.lasting_title, n.personal, n.closes_on from village_posting p join notice n on n.id = p.notice_id \
        where p.unit_id = $1 and p.posted_on >= $2 and p.posted_on <= $3 order by p.posted_on desc, p.item";
    ADD_POSTING = "insert into village_posting (unit_id, item, posted_on, notice_id) values ($1, $2, $3, $4) \
        on conflict (unit_id, item, posted_on) do nothing";
}
