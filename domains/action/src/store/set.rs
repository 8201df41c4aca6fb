//! Rows of sets, of who belongs to them, of their closing and of what was offered to others.

kernel::statements! {
    ADD = "insert into action_set (id, unit_id, title, problem, residents, wanted, level, target_id, experts, implements, \
        presents_on, diagnosis_until, starts_on, ends_on, agreed, state, created_by, created_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'preparing', $16, $17)";
    CHANGE = "update action_set set title = $2, problem = $3, residents = $4, wanted = $5, level = $6, target_id = $7, \
        experts = $8, implements = $9, presents_on = $10, diagnosis_until = $11, starts_on = $12, ends_on = $13, agreed = $14 \
        where id = $1";
    BEGIN = "update action_set set state = 'running', began_at = $2, began_without = $3, target_then = $4 where id = $1";
    END = "update action_set set state = $2, ended_at = $3 where id = $1";
    FIND = "select s.id, s.unit_id, u.name, s.title, s.problem, s.residents, s.wanted, s.level, s.target_id, s.target_then, \
        s.experts, s.implements, s.presents_on, s.diagnosis_until, s.starts_on, s.ends_on, s.agreed, s.began_without, s.state \
        from action_set s join unit u on u.id = s.unit_id where s.id = $1 and ($scope(s.unit_id, -) \
        or exists (select 1 from action_member m where m.set_id = s.id and $scope(-, m.person_id)))";
    LIST = "select s.id, s.unit_id, u.name, s.title, s.problem, s.residents, s.wanted, s.level, s.target_id, s.target_then, \
        s.experts, s.implements, s.presents_on, s.diagnosis_until, s.starts_on, s.ends_on, s.agreed, s.began_without, s.state \
        from action_set s join unit u on u.id = s.unit_id where $scope(s.unit_id, -) \
        or exists (select 1 from action_member m where m.set_id = s.id and $scope(-, m.person_id)) \
        order by s.starts_on desc, s.id desc";
    OF_PERSON = "select s.id, s.unit_id, u.name, s.title, s.problem, s.residents, s.wanted, s.level, s.target_id, s.target_then, \
        s.experts, s.implements, s.presents_on, s.diagnosis_until, s.starts_on, s.ends_on, s.agreed, s.began_without, s.state \
        from action_set s join unit u on u.id = s.unit_id where \
        exists (select 1 from action_member m where m.set_id = s.id and m.person_id = $1 and $scope(-, m.person_id)) \
        order by s.starts_on desc, s.id desc";
    CLEAR_MEMBERS = "delete from action_member where set_id = $1";
    ADD_MEMBER = "insert into action_member (set_id, person_id, role, name, unit_id, goal) values ($1, $2, $3, $4, $5, $6)";
    MEMBERS = "select m.person_id, m.role, m.name, u.name, m.goal, m.unit_id from action_member m \
        join unit u on u.id = m.unit_id where m.set_id = $1 \
        order by case m.role when 'owner' then 0 when 'sponsor' then 1 when 'coach' then 2 else 3 end, m.name, m.person_id";
    SET_GOAL = "update action_member set goal = $3 where set_id = $1 and person_id = $2 and role = 'member'";
    OPEN_CASES = "select c.id, c.procedure, s.step from case_file c join case_step s on s.case_id = c.id and s.done_at is null \
        where c.closed_at is null and (c.subject_id = $1 and c.subject_kind = 'action-set' \
        or c.subject_kind = 'action-round' and c.subject_id in (select r.id from action_round r where r.set_id = $1) \
        or c.subject_kind = 'action-commitment' and c.subject_id in (select k.id from action_commitment k \
            join action_round r on r.id = k.round_id where r.set_id = $1)) order by c.id";
    DROP_COMMITMENTS = "update action_commitment set state = 'dropped', answered_at = $2 where state = 'open' \
        and round_id in (select r.id from action_round r where r.set_id = $1)";
    /// What was reached of a target by the letters that carry it: the sum and the mean of their items.
    REACHED = "select cast(sum(z.quantity) as double precision), cast(avg(z.latest) as double precision) \
        from (select distinct i.root_id from letter_item i join letter l on l.id = i.letter_id \
        where i.target_id = $1 and l.state in ('in-force', 'closed')) d join item_standing z on z.root_id = d.root_id";
    CLOSE = "insert into action_closing (set_id, changed, principles, unit_change, target_now, closed_by, closed_at) \
        values ($1, $2, $3, $4, $5, $6, $7)";
    CLOSING = "select k.changed, k.principles, k.unit_change, k.target_now, k.closed_by, k.closed_at, k.answer, k.answer_note, \
        k.answered_by, k.answered_at from action_closing k where k.set_id = $1";
    ANSWER = "update action_closing set answer = $2, answer_note = $3, answered_by = $4, answered_at = $5 where set_id = $1";
    OFFER = "insert into action_offer (set_id, unit_id, title, story, conditions, offered_by, offered_at) \
        values ($1, $2, $3, $4, $5, $6, $7) on conflict (set_id) do update set title = excluded.title, \
        story = excluded.story, conditions = excluded.conditions, offered_by = excluded.offered_by, \
        offered_at = excluded.offered_at, withdrawn_at = null";
    WITHDRAW_OFFER = "update action_offer set withdrawn_at = $2 where set_id = $1 and withdrawn_at is null";
    OFFERS = "select o.set_id, o.unit_id, u.name, o.title, o.story, o.conditions, o.offered_by, o.offered_at, s.level, \
        k.changed, k.principles, o.withdrawn_at from action_offer o join unit u on u.id = o.unit_id \
        join action_set s on s.id = o.set_id join action_closing k on k.set_id = o.set_id \
        where o.withdrawn_at is null order by o.offered_at desc, o.set_id";
    OFFER_OF = "select o.set_id, o.unit_id, u.name, o.title, o.story, o.conditions, o.offered_by, o.offered_at, s.level, \
        k.changed, k.principles, o.withdrawn_at from action_offer o join unit u on u.id = o.unit_id \
        join action_set s on s.id = o.set_id join action_closing k on k.set_id = o.set_id where o.set_id = $1";
    TAKE = "insert into action_taken (id, set_id, unit_id, person_id, name, first, by_on, state, came, taken_by, taken_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, $10)";
    TOLD = "update action_taken set state = $2, came = $3, told_at = $4 where id = $1";
    TAKEN = "select k.id, k.set_id, k.unit_id, u.name, k.person_id, k.name, k.first, k.by_on, k.state, k.came, k.told_at \
        from action_taken k join unit u on u.id = k.unit_id where k.id = $1";
    TAKEN_OF = "select k.id, k.set_id, k.unit_id, u.name, k.person_id, k.name, k.first, k.by_on, k.state, k.came, k.told_at \
        from action_taken k join unit u on u.id = k.unit_id where k.set_id = $1 order by k.taken_at desc, k.id";
    TAKEN_COUNTS = "select k.set_id, count(*) from action_taken k where k.state <> 'dropped' group by k.set_id";
    /// The sets somebody took part in, once they began, by the part they had.
    ARCHIVED = "select s.id, s.title, m.role, s.state, s.starts_on, s.ended_at from action_member m join action_set s on s.id = m.set_id \
        where m.person_id = $1 and s.state in ('running', 'closed') and $scope(m.unit_id, m.person_id) order by s.starts_on, s.id, m.role";
}
