//! Rows of evidence, of the items they support and of the co-workers asked to confirm them. Entering one is on the
//! busiest path of the house: one read, then inserts by primary key.

kernel::statements! {
    /// The items a person may record work for, with where their cycle stands.
    OWN_ITEMS = "select i.id, i.measure, l.unit_id, l.cycle_id, c.state, c.year, i.title, i.measure_unit, l.id from letter l \
        join cycle c on c.id = l.cycle_id join letter_item i on i.letter_id = l.id \
        where l.person_id = $1 and l.state = 'in-force' and $scope(l.unit_id, l.person_id) order by c.year desc, i.sort";
    ADD = "insert into evidence (id, cycle_id, person_id, unit_id, happened_on, title, body, client_key, created_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (person_id, client_key) do nothing";
    BY_KEY = "select e.id from evidence e where e.person_id = $1 and e.client_key = $2 and $scope(e.unit_id, e.person_id)";
    SUPPORT = "insert into evidence_item (evidence_id, item_id, quantity, reached_on) values ($1, $2, $3, $4) \
        on conflict (evidence_id, item_id) do nothing";
    ASK = "insert into evidence_partner (evidence_id, person_id, state) values ($1, $2, 'asked') \
        on conflict (evidence_id, person_id) do nothing";
    ANSWER = "update evidence_partner set state = $3, answered_at = $4, item_id = $5, note = $6 \
        where evidence_id = $1 and person_id = $2 and state = 'asked'";
    WITHDRAW = "update evidence set withdrawn_at = $2 where id = $1 and withdrawn_at is null";
    FIND = "select e.id, e.cycle_id, e.person_id, p.name, e.unit_id, e.happened_on, e.title, e.body, e.created_at, e.withdrawn_at \
        from evidence e join person p on p.id = e.person_id where e.id = $1 and ($scope(e.unit_id, e.person_id) \
        or exists (select 1 from evidence_partner k where k.evidence_id = e.id and $scope(-, k.person_id)))";
    OF_PERSON = "select e.id, e.cycle_id, e.person_id, p.name, e.unit_id, e.happened_on, e.title, e.body, e.created_at, e.withdrawn_at \
        from evidence e join person p on p.id = e.person_id where e.person_id = $1 and e.cycle_id = $2 \
        and $scope(e.unit_id, e.person_id) order by e.happened_on desc, e.id desc";
    OF_UNIT = "select e.id, e.cycle_id, e.person_id, p.name, e.unit_id, e.happened_on, e.title, e.body, e.created_at, e.withdrawn_at \
        from evidence e join person p on p.id = e.person_id where e.cycle_id = $1 and e.withdrawn_at is null \
        and exists (select 1 from unit_tree x where x.unit_id = e.unit_id and x.ancestor_id = $2) \
        and e.happened_on <= $3 and $scope(e.unit_id, e.person_id) order by e.happened_on desc, e.id desc limit $4";
    /// Entries that support an item in any version of its letter, whoever wrote them down.
    OF_ITEM = "select e.id, e.cycle_id, e.person_id, p.name, e.unit_id, e.happened_on, e.title, e.body, e.created_at, \
        e.withdrawn_at, s.quantity, s.reached_on from letter_item i join letter l on l.id = i.letter_id \
        join letter_item k on k.root_id = i.root_id join evidence_item s on s.item_id = k.id \
        join evidence e on e.id = s.evidence_id join person p on p.id = e.person_id \
        where i.id = $1 and e.withdrawn_at is null and $scope(l.unit_id, l.person_id) order by e.happened_on, e.id";
    SUPPORTS = "select s.item_id, i.title, i.measure, i.measure_unit, s.quantity, s.reached_on, i.letter_id, l.person_id \
        from evidence_item s join letter_item i on i.id = s.item_id join letter l on l.id = i.letter_id \
        where s.evidence_id = $1 and $scope(-, -) order by l.person_id, i.sort";
    SUPPORTS_OF_PERSON = "select s.evidence_id, s.item_id, i.title, i.measure, i.measure_unit, s.quantity, s.reached_on \
        from evidence e join evidence_item s on s.evidence_id = e.id join letter_item i on i.id = s.item_id \
        join letter l on l.id = i.letter_id where e.person_id = $1 and e.cycle_id = $2 and l.person_id = e.person_id \
        and $scope(e.unit_id, e.person_id) order by s.evidence_id, i.sort";
    PARTNERS = "select k.person_id, p.name, k.state, k.answered_at, k.item_id, k.note from evidence_partner k \
        join person p on p.id = k.person_id where k.evidence_id = $1 and $scope(-, -) order by p.name, k.person_id";
    ASKED_OF = "select k.evidence_id, e.title, e.happened_on, p.name from evidence_partner k \
        join evidence e on e.id = k.evidence_id join person p on p.id = e.person_id \
        where k.person_id = $1 and k.state = 'asked' and e.withdrawn_at is null and $scope(-, k.person_id) \
        order by e.happened_on, k.evidence_id";
    OPEN_ASKED = "select c.id from case_file c where c.subject_kind = 'evidence' and c.subject_id = $1 \
        and c.closed_at is null order by c.id";
    CASE_OF_PARTNER = "select c.id from case_file c join case_step s on s.case_id = c.id \
        where c.subject_kind = 'evidence' and c.subject_id = $1 and s.by_person = $2 and s.done_at is null";
    /// People in service by name, pinyin or initials, but one.
    FOUND = "select p.id, p.name, u.name from tenure t join person p on p.id = t.person_id \
        join unit u on u.id = t.unit_id where t.from_on <= $1 and (t.to_on is null or t.to_on >= $1) \
        and t.kind = 'holds' and p.left_on is null and p.search like $2 escape '\\' and p.id <> $3 and $scope(-, p.id) \
        order by p.search, u.sort, p.id limit $4";
    COLLEAGUES = "select distinct p.id, p.name, u.name, p.search from tenure t join person p on p.id = t.person_id \
        join unit u on u.id = t.unit_id where t.from_on <= $1 and (t.to_on is null or t.to_on >= $1) \
        and t.kind in ('holds', 'acts') and p.left_on is null and t.unit_id = $2 order by p.name, p.id";
}
