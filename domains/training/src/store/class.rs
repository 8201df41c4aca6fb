//! Rows of classes and of who takes part.

/// The columns of a class, in the order in which they are read.
macro_rules! columns {
    () => {
        "c.id, c.programme_id, c.year, c.title, c.form, c.unit_id, u.name, c.trainer_id, c.leader_id, c.place, c.link, \
        c.capacity, c.starts_on, c.ends_on, c.state, c.evaluated, c.created_at"
    };
}

kernel::statements! {
    FIND = concat!("select ", columns!(), " from class c join unit u on u.id = c.unit_id \
        where c.id = $1 and $scope(c.unit_id, -)");
    OF_PERSON = concat!("select ", columns!(), ", e.state from enrolment e join class c on c.id = e.class_id \
        join unit u on u.id = c.unit_id where e.person_id = $1 and $scope(e.unit_id, e.person_id) \
        order by c.starts_on desc, c.id desc");
    OF_YEAR = concat!("select ", columns!(), " from class c join unit u on u.id = c.unit_id \
        where c.year = $1 and $scope(c.unit_id, -) order by c.starts_on desc, c.id desc");
    OPEN = concat!("select ", columns!(), " from class c join unit u on u.id = c.unit_id \
        where c.state in ('announced', 'running') and $scope(c.unit_id, -) order by c.starts_on, c.id");
    OF_PROGRAMME = concat!("select ", columns!(), " from class c join unit u on u.id = c.unit_id \
        where c.programme_id = $1 and $scope(c.unit_id, -) order by c.starts_on, c.id");
    /// Classes whose last session is on that day and that were not cancelled.
    ENDING = concat!("select ", columns!(), " from class c join unit u on u.id = c.unit_id \
        where c.ends_on = $1 and c.state <> 'cancelled' and $scope(c.unit_id, -) order by c.id");
    /// Those who take part, with their unit, by place of arrival.
    LEARNERS = "select e.person_id, e.name, e.unit_id, u.name, e.state, e.by_own, e.place, e.team, e.created_at \
        from enrolment e join unit u on u.id = e.unit_id where e.class_id = $1 \
        and e.state in ('nominated', 'enrolled', 'finished', 'not-finished') and $scope(e.unit_id, e.person_id) \
        order by e.place, e.person_id";
}
