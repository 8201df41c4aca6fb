//! Who sits where, read from room people: the main seat of each person (a post held before one acted in, then the
//! earliest), and what its post description says.

kernel::statements! {
    /// Main seats in one unit on a day.
    IN_UNIT = "with ranked as (select t.person_id, t.unit_id, t.post_id, row_number() over (partition by t.person_id \
            order by case t.kind when 'holds' then 0 else 1 end, t.from_on, t.id) as place \
            from tenure t where t.kind in ('holds', 'acts') and t.from_on <= $2 and (t.to_on is null or t.to_on >= $2)) \
        select r.person_id, p.name, r.unit_id, u.name, o.id, o.title, o.category, coalesce(o.is_head, 0), o.duties, p.kind \
        from ranked r join person p on p.id = r.person_id join unit u on u.id = r.unit_id \
        left join post o on o.id = r.post_id \
        where r.place = 1 and r.unit_id = $1 and p.left_on is null and $scope(r.unit_id, r.person_id) \
        order by coalesce(o.is_head, 0) desc, p.name, r.person_id";
    /// The main seat of one person on a day.
    OF_PERSON = "select t.person_id, p.name, t.unit_id, u.name, o.id, o.title, o.category, coalesce(o.is_head, 0), o.duties, p.kind \
        from tenure t join person p on p.id = t.person_id join unit u on u.id = t.unit_id \
        left join post o on o.id = t.post_id \
        where t.person_id = $1 and t.kind in ('holds', 'acts') and t.from_on <= $2 and (t.to_on is null or t.to_on >= $2) \
        and p.left_on is null and $scope(t.unit_id, t.person_id) \
        order by case t.kind when 'holds' then 0 else 1 end, t.from_on, t.id limit 1";
    UNIT = "select u.id, u.parent_id, u.name, u.kind from unit u where u.id = $1 and $scope(u.id, -)";
    CHILDREN = "select u.id, u.parent_id, u.name, u.kind from unit u where u.parent_id = $1 and u.closed_on is null \
        and $scope(u.id, -) order by u.sort, u.id";
    UNITS = "select u.id, u.parent_id, u.name, u.kind from unit u where u.closed_on is null and $scope(u.id, -) \
        order by u.sort, u.id";
    NAME = "select p.name from person p where p.id = $1";
}
