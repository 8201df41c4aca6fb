//! Where people serve, read from room people.

kernel::statements! {
    /// The unit somebody is with on a day: the post they hold first, then any other tenure but oversight.
    UNIT_OF = "select t.unit_id from tenure t where t.person_id = $1 and t.from_on <= $2 and (t.to_on is null or t.to_on >= $2) \
        and t.kind <> 'oversees' and $scope(t.unit_id, t.person_id) \
        order by case when t.kind = 'holds' then 0 else 1 end, t.from_on desc, t.id limit 1";
    PERSON = "select p.id, p.name, p.kind, coalesce(p.rank, '') from person p where p.id = $1 and $scope(-, p.id)";
    UNIT = "select u.id, u.name from unit u where u.id = $1 and $scope(u.id, -)";
    UNITS = "select u.id, u.name from unit u where u.closed_on is null and $scope(u.id, -) order by u.sort, u.id";
    /// Who is with a unit or one beneath it on a day.
    STAFF = "select p.id, p.name, p.kind, t.unit_id, u.name, coalesce(o.category, ''), coalesce(o.level, ''), coalesce(p.rank, ''), \
        min(t.from_on) from tenure t join person p on p.id = t.person_id join unit u on u.id = t.unit_id \
        join unit_tree r on r.unit_id = t.unit_id left join post o on o.id = t.post_id \
        where r.ancestor_id = $1 and t.kind = 'holds' and t.from_on <= $2 and (t.to_on is null or t.to_on >= $2) \
        and p.left_on is null and $scope(t.unit_id, t.person_id) \
        group by p.id, p.name, p.kind, t.unit_id, u.name, o.category, o.level, p.rank, p.search order by u.name, p.search, p.id";
    /// The posts somebody holds or held, the first first.
    POSTS = "select t.unit_id, u.name, coalesce(o.title, ''), coalesce(o.category, ''), coalesce(o.level, ''), t.from_on, t.to_on \
        from tenure t join unit u on u.id = t.unit_id left join post o on o.id = t.post_id \
        where t.person_id = $1 and t.kind = 'holds' and $scope(t.unit_id, t.person_id) order by t.from_on, t.id";
    NAMED = "select p.id, p.name, u.id, u.name from person p join tenure t on t.person_id = p.id join unit u on u.id = t.unit_id \
        where p.name = $1 and t.kind = 'holds' and t.from_on <= $2 and (t.to_on is null or t.to_on >= $2) \
        and p.left_on is null and $scope(t.unit_id, t.person_id) order by p.id";
    /// Who serves on a day, by a part of the name or of how it is searched for; each post once.
    CALLED = "select p.id, p.name, u.name, coalesce(o.title, '') from person p join tenure t on t.person_id = p.id \
        join unit u on u.id = t.unit_id left join post o on o.id = t.post_id where p.search like $1 escape '\\' \
        and t.kind = 'holds' and t.from_on <= $2 and (t.to_on is null or t.to_on >= $2) and p.left_on is null \
        and $scope(t.unit_id, t.person_id) order by p.search, p.id, t.from_on limit 30";
    BY_ID_NUMBER = "select p.id, p.name from person p where p.id_number = $1 and $scope(-, p.id)";
    BY_LOGIN = "select a.person_id from account a where a.login = $1 and a.person_id is not null and $scope(-, a.person_id)";
}
