//! Rows of letters, their items, signatures and comments.

kernel::statements! {
    ADD = "insert into letter (id, cycle_id, person_id, unit_id, post_id, head_person_id, holder_name, unit_name, post_title, \
        head_name, category, version, form, state, replaces, created_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    ADD_ITEM = "insert into letter_item (id, root_id, letter_id, target_id, source, title, measure, measure_unit, baseline, \
        goal, due_on, weight, method, evidence_wanted, sort) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    CLEAR_ITEMS = "delete from letter_item where letter_id = $1";
    FIND = "select l.id, l.cycle_id, l.person_id, l.unit_id, l.post_id, l.head_person_id, l.holder_name, l.unit_name, \
        l.post_title, l.head_name, l.category, l.version, l.form, l.state, l.body_hash, l.offered_at, l.in_force_on, \
        l.closed_at, l.replaces, c.year from letter l join cycle c on c.id = l.cycle_id \
        where l.id = $1 and $scope(l.unit_id, l.person_id)";
    OF_PERSON = "select l.id, l.cycle_id, l.person_id, l.unit_id, l.post_id, l.head_person_id, l.holder_name, l.unit_name, \
        l.post_title, l.head_name, l.category, l.version, l.form, l.state, l.body_hash, l.offered_at, l.in_force_on, \
        l.closed_at, l.replaces, c.year from letter l join cycle c on c.id = l.cycle_id \
        where l.person_id = $1 and $scope(l.unit_id, l.person_id) order by c.year desc, l.version desc, l.id desc";
    IN_FORCE = "select l.id, l.cycle_id, l.person_id, l.unit_id, l.post_id, l.head_person_id, l.holder_name, l.unit_name, \
        l.post_title, l.head_name, l.category, l.version, l.form, l.state, l.body_hash, l.offered_at, l.in_force_on, \
        l.closed_at, l.replaces, c.year from letter l join cycle c on c.id = l.cycle_id \
        where l.person_id = $1 and l.cycle_id = $2 and l.state in ('in-force', 'closed') \
        and $scope(l.unit_id, l.person_id) order by l.version desc limit 1";
    ALL_IN_FORCE = "select l.id, l.cycle_id, l.person_id, l.unit_id, l.post_id, l.head_person_id, l.holder_name, l.unit_name, \
        l.post_title, l.head_name, l.category, l.version, l.form, l.state, l.body_hash, l.offered_at, l.in_force_on, \
        l.closed_at, l.replaces, c.year from letter l join cycle c on c.id = l.cycle_id \
        where l.cycle_id = $1 and l.state in ('in-force', 'closed') and $scope(l.unit_id, l.person_id) order by l.unit_id, l.id";
    OF_UNIT = "select l.id, l.cycle_id, l.person_id, l.unit_id, l.post_id, l.head_person_id, l.holder_name, l.unit_name, \
        l.post_title, l.head_name, l.category, l.version, l.form, l.state, l.body_hash, l.offered_at, l.in_force_on, \
        l.closed_at, l.replaces, c.year from letter l join cycle c on c.id = l.cycle_id \
        where l.cycle_id = $1 and l.unit_id = $2 and l.state not in ('revised', 'dropped') \
        and $scope(l.unit_id, l.person_id) order by l.holder_name, l.version";
    LISTED = "select l.id, l.person_id, l.holder_name, l.unit_name, l.post_title, l.state, l.version, l.in_force_on, l.unit_id \
        from letter l where l.cycle_id = $1 and l.state not in ('revised', 'dropped') \
        and ($2 = '' or exists (select 1 from unit_tree x where x.unit_id = l.unit_id and x.ancestor_id = $2)) \
        and ($3 = '' or l.state = $3) and $scope(l.unit_id, l.person_id) \
        and (l.unit_name || l.holder_name || l.id) > $4 order by l.unit_name || l.holder_name || l.id limit $5";
    OPEN_OF_CYCLE = "select l.id from letter l where l.cycle_id = $1 \
        and l.state in ('draft', 'offered', 'contested', 'signed-by-holder') order by l.id";
    PEOPLE_WITH_LETTER = "select distinct l.person_id from letter l where l.cycle_id = $1 and l.state <> 'dropped'";
    ITEMS = "select i.id, i.root_id, i.letter_id, i.target_id, i.source, i.title, i.measure, i.measure_unit, i.baseline, \
        i.goal, i.due_on, i.weight, i.method, i.evidence_wanted, i.sort from letter_item i \
        join letter l on l.id = i.letter_id where i.letter_id = $1 and $scope(l.unit_id, l.person_id) order by i.sort";
    OFFER = "update letter set state = 'offered', body_hash = $2, offered_at = $3, head_person_id = $4, head_name = $5 \
        where id = $1";
    SET_STATE = "update letter set state = $2 where id = $1";
    SIGNED_BY_HEAD = "update letter set state = 'in-force', head_person_id = $2, in_force_on = $3 where id = $1";
    END = "update letter set state = $2, closed_at = $3 where id = $1";
    CLOSE_IN_FORCE = "update letter set state = 'closed', closed_at = $2 where cycle_id = $1 and state = 'in-force'";
    SIGN = "insert into letter_signature (id, letter_id, side, person_id, account_id, signed_at, body_hash) \
        values ($1, $2, $3, $4, $5, $6, $7)";
    SIGNATURES = "select g.side, g.person_id, coalesce(p.name, ''), g.signed_at, g.body_hash from letter_signature g \
        join letter l on l.id = g.letter_id left join person p on p.id = g.person_id \
        where g.letter_id = $1 and $scope(l.unit_id, l.person_id) order by g.signed_at, g.id";
    COMMENT = "insert into letter_comment (id, letter_id, person_id, item_id, body, at) values ($1, $2, $3, $4, $5, $6)";
    COMMENTS = "select m.item_id, m.body, m.at, m.person_id, coalesce(p.name, '') from letter_comment m \
        join letter l on l.id = m.letter_id left join person p on p.id = m.person_id \
        where m.letter_id = $1 and $scope(l.unit_id, l.person_id) order by m.at, m.id";
}
