//! The SQL of this room: who on the roster has no account, and what their posts entitle them to. Not here: accounts and
//! grants themselves, which the kernel keeps.

kernel::statements! {
    WITHOUT = "select p.id, p.name, p.search, u.name from person p \
        join tenure t on t.person_id = p.id and t.kind = 'holds' and t.from_on <= $1 and (t.to_on is null or t.to_on >= $1) \
        join unit u on u.id = t.unit_id \
        where p.left_on is null and t.unit_id in (select unit_id from unit_tree where ancestor_id = $2) \
        and not exists (select 1 from account a where a.person_id = p.id and a.closed_at is null) \
        and $scope(t.unit_id, p.id) order by u.sort, u.name, p.name limit $3";
    HEADED = "select t.unit_id from tenure t join post o on o.id = t.post_id \
        where t.person_id = $1 and o.is_head = 1 and t.kind in ('holds', 'acts') \
        and t.from_on <= $2 and (t.to_on is null or t.to_on >= $2) and $scope(t.unit_id, t.person_id)";
    OVERSEEN = "select t.unit_id from tenure t where t.person_id = $1 and t.kind = 'oversees' \
        and t.from_on <= $2 and (t.to_on is null or t.to_on >= $2) and $scope(t.unit_id, t.person_id)";
    UNITS = "select u.id, u.name from unit u where u.closed_on is null and $scope(u.id, -) order by u.sort, u.name";
    UNIT_NAME = "select u.name from unit u where u.id = $1";
    LOGIN_OF = "select login from account where id = $1";
    ANY_OF_ROSTER = "select 1 from account a where a.person_id is not null and a.closed_at is null limit 1";
    LOGIN_TAKEN = "select 1 from account where login = $1";
}
