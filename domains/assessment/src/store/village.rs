//! Rows of the yearly reviews of village and community cadres.

macro_rules! review {
    ($rest:literal) => {
        concat!(
            "select v.id, v.cycle_id, v.year, v.person_id, p.name, v.unit_id, u.name, v.held_on, v.chaired_by, v.entitled, ",
            "v.attended, v.excellent, v.competent, v.basic, v.incompetent, v.invalid, v.proposed, v.result, v.state, v.note, ",
            "v.recorded_by, v.recorded_name, v.confirmed_name, v.confirmed_at, v.decision, v.case_id ",
            "from village_review v join person p on p.id = v.person_id join unit u on u.id = v.unit_id ",
            $rest
        )
    };
}

kernel::statements! {
    ADD = "insert into village_review (id, cycle_id, year, person_id, unit_id, held_on, chaired_by, entitled, attended, excellent, \
        competent, basic, incompetent, invalid, proposed, state, note, recorded_by, recorded_name, case_id) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)";
    DROP = "delete from village_review where id = $1";
    FIND = review!("where v.id = $1 and $scope(v.unit_id, v.person_id)");
    OF_PERSON = review!("where v.person_id = $1 and $scope(v.unit_id, v.person_id) order by v.held_on desc");
    IN_UNIT = review!("where v.cycle_id = $1 and v.unit_id = $2 and $scope(v.unit_id, v.person_id) order by p.name, v.id");
    IN_CYCLE = review!("where v.cycle_id = $1 and $scope(v.unit_id, v.person_id) order by u.sort, u.id, p.name, v.id");
    CONFIRM = "update village_review set result = $2, state = $3, note = $4, confirmed_name = $5, confirmed_at = $6, decision = $7 \
        where id = $1";
    SET_STATE = "update village_review set state = $2 where id = $1";
    /// Village and community cadres in service in a unit on a day, with the review of a cycle if it is on record.
    CADRES = "with ranked as (select t.person_id, t.unit_id, row_number() over (partition by t.person_id \
            order by case t.kind when 'holds' then 0 else 1 end, t.from_on, t.id) as place \
            from tenure t where t.kind in ('holds', 'acts') and t.from_on <= $2 and (t.to_on is null or t.to_on >= $2)) \
        select r.person_id, p.name, r.unit_id, u.name, v.id from ranked r join person p on p.id = r.person_id \
        join unit u on u.id = r.unit_id left join village_review v on v.person_id = r.person_id and v.cycle_id = $1 \
        where r.place = 1 and p.left_on is null and p.kind in ('village-cadre', 'community-worker') \
        and $scope(r.unit_id, r.person_id) order by u.sort, u.id, p.name, r.person_id";
    PARENT = "select u.parent_id from unit u where u.id = $1";
}
