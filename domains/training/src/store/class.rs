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
    ADD = "insert into class (id, programme_id, year, title, form, unit_id, trainer_id, leader_id, place, link, capacity, starts_on, \
        ends_on, state, evaluated, created_at) values ($1, $2, $3, $4, $5, $6, $7, null, $8, $9, $10, $11, $12, 'announced', $13, $14)";
    CHANGE = "update class set title = $2, trainer_id = $3, place = $4, link = $5, capacity = $6, evaluated = $7 where id = $1";
    STATE = "update class set state = $2 where id = $1";
    LEADER = "update class set leader_id = $2 where id = $1";
    DETAIL_ADD = "insert into class_detail (class_id, about, enrol_until, own_enrolment, trainers, case_id) values ($1, $2, $3, $4, $5, $6)";
    DETAIL_CHANGE = "update class_detail set about = $2, enrol_until = $3, own_enrolment = $4, trainers = $5 where class_id = $1";
    DETAIL = "select d.about, d.enrol_until, d.own_enrolment, d.trainers, d.seed, d.drawn_at, d.drawn_by, d.teams, d.reaction_until, \
        d.case_id, d.finished_at, d.cancelled_why from class_detail d join class c on c.id = d.class_id \
        where d.class_id = $1 and $scope(c.unit_id, -)";
    DRAWN = "update class_detail set seed = $2, drawn_at = $3, drawn_by = $4, teams = $5 where class_id = $1";
    CANCELLED = "update class_detail set cancelled_why = $2 where class_id = $1";
    FINISHED = "update class_detail set finished_at = $2, finished_by = $3, reaction_until = $4 where class_id = $1";
    INVITE = "insert into class_invitation (class_id, unit_id, seats, case_id) values ($1, $2, $3, $4) on conflict (class_id, unit_id) do nothing";
    SEATS = "update class_invitation set seats = $3 where class_id = $1 and unit_id = $2";
    INVITATIONS = "select i.unit_id, u.name, i.seats, i.case_id, i.answered_at from class_invitation i join unit u on u.id = i.unit_id \
        where i.class_id = $1 and $scope(i.unit_id, -) order by u.sort, u.id";
    INVITED = "update class_invitation set answered_at = $3 where class_id = $1 and unit_id = $2 and answered_at is null";
    COME_IN = "insert into enrolment (class_id, person_id, unit_id, name, state, by_own, place, created_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (class_id, person_id) do update set unit_id = excluded.unit_id, \
        name = excluded.name, state = excluded.state, by_own = excluded.by_own, place = excluded.place, team = null, created_at = excluded.created_at";
    LAST_PLACE = "select coalesce(max(e.place), 0) from enrolment e where e.class_id = $1";
    MOVE = "update enrolment set state = $3 where class_id = $1 and person_id = $2";
    EVERYBODY = "select e.person_id, e.name, e.unit_id, u.name, e.state, e.by_own, e.place, e.team, e.created_at \
        from enrolment e join unit u on u.id = e.unit_id where e.class_id = $1 and $scope(e.unit_id, e.person_id) \
        order by e.place, e.person_id";
    TEAM_OF = "update enrolment set team = $3 where class_id = $1 and person_id = $2";
    TEAMS_CLEAR = "delete from class_team where class_id = $1";
    TEAM_ADD = "insert into class_team (class_id, number, name) values ($1, $2, $3)";
    TEAM_NAME = "update class_team set name = $3 where class_id = $1 and number = $2";
    TEAMS = "select m.number, m.name from class_team m join class c on c.id = m.class_id where m.class_id = $1 and $scope(c.unit_id, -) order by m.number";
    /// The next number of a year is taken before it is read, so that two at once never read the same.
    NUMBER_TAKE = "insert into certificate_series (year, last) values ($1, 1) on conflict (year) do update set last = certificate_series.last + 1";
    NUMBER = "select s.last from certificate_series s where s.year = $1";
    CERTIFY = "insert into certificate (number, year, class_id, person_id, unit_id, minutes, issued_on) values ($1, $2, $3, $4, $5, $6, $7)";
    CERTIFICATE = "select k.number, k.class_id, c.title, k.person_id, p.name, k.unit_id, u.name, k.minutes, k.issued_on, h.name, c.starts_on, c.ends_on, c.form \
        from certificate k join class c on c.id = k.class_id join person p on p.id = k.person_id join unit u on u.id = k.unit_id \
        join unit h on h.id = c.unit_id where k.number = $1 and $scope(k.unit_id, k.person_id)";
    CERTIFICATES_OF = "select k.number, k.class_id, c.title, k.person_id, p.name, k.unit_id, u.name, k.minutes, k.issued_on, h.name, c.starts_on, c.ends_on, c.form \
        from certificate k join class c on c.id = k.class_id join person p on p.id = k.person_id join unit u on u.id = k.unit_id \
        join unit h on h.id = c.unit_id where k.person_id = $1 and $scope(k.unit_id, k.person_id) order by k.issued_on desc, k.number";
    CERTIFICATES_IN = "select k.number, k.class_id, c.title, k.person_id, p.name, k.unit_id, u.name, k.minutes, k.issued_on, h.name, c.starts_on, c.ends_on, c.form \
        from certificate k join class c on c.id = k.class_id join person p on p.id = k.person_id join unit u on u.id = k.unit_id \
        join unit h on h.id = c.unit_id where k.class_id = $1 and $scope(k.unit_id, k.person_id) order by k.number";
}
