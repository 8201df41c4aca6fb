//! Units as offices that decide, lead and propose major decisions. The rows are those of room people.

kernel::statements! {
    ONE = "select u.id, u.name from unit u where u.id = $1 and u.kind = 'office' and u.closed_on is null";
    /// The office of the county government by what it is called everywhere.
    CALLED = "select u.id, u.name from unit u where u.kind = 'office' and u.closed_on is null \
        and (u.name like '%人民政府办公室' or u.short_name in ('政府办', '政府办公室', '县政府办', '县政府办公室')) \
        order by u.sort, u.id limit 1";
    ALL = "select u.id, u.name from unit u where u.kind = 'office' and u.closed_on is null order by u.sort, u.id limit 400";
    PROPOSERS = "select u.id, u.name from unit u where u.kind in ('office', 'township') and u.closed_on is null \
        and $scope(u.id, -) order by u.sort, u.id limit 400";
}
