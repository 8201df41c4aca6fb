//! Sums over what other rooms hold, each for a unit with everything beneath it. Never a row about a person.

kernel::statements! {
    STAFF = "select count(distinct t.person_id) from tenure t join unit_tree x on x.unit_id = t.unit_id \
        where x.ancestor_id = $1 and t.to_on is null and t.kind in ('holds', 'acts') and $scope(x.unit_id, -)";
    SECONDED = "select count(distinct t.person_id) from tenure t join unit_tree x on x.unit_id = t.unit_id \
        where x.ancestor_id = $1 and t.to_on is null and t.kind = 'seconded' and $scope(x.unit_id, -)";
    ESTABLISHMENT = "select cast(coalesce(sum(u.posts_admin + u.posts_institution), 0) as bigint) from unit u \
        join unit_tree x on x.unit_id = u.id where x.ancestor_id = $1 and u.closed_on is null and $scope(x.unit_id, -)";
    POSTS = "select count(*) from post p join unit_tree x on x.unit_id = p.unit_id \
        where x.ancestor_id = $1 and p.closed_on is null and $scope(x.unit_id, -)";
    VILLAGES = "select count(*) from unit u join unit_tree x on x.unit_id = u.id \
        where x.ancestor_id = $1 and u.kind in ('village', 'community') and u.closed_on is null and $scope(x.unit_id, -)";
    TRAINING = "select cast(coalesce(sum(r.minutes), 0) / 60 as bigint), count(distinct r.person_id) from training_record r \
        join unit_tree x on x.unit_id = r.unit_id where x.ancestor_id = $1 and r.ended_on >= $2 and r.ended_on <= $3 \
        and r.recognised = 1 and r.withdrawn_at is null and $scope(x.unit_id, -)";
    ASSESSED = "select count(*) from appraisal a join unit_tree x on x.unit_id = a.unit_id \
        where x.ancestor_id = $1 and a.year = $2 and a.state = 'closed' and $scope(x.unit_id, -)";
    EXCELLENT = "select count(*) from appraisal a join unit_tree x on x.unit_id = a.unit_id \
        where x.ancestor_id = $1 and a.year = $2 and a.state = 'closed' and a.grade = 'excellent' and $scope(x.unit_id, -)";
    VILLAGE_REVIEWS = "select count(*) from village_review v join unit_tree x on x.unit_id = v.unit_id \
        where x.ancestor_id = $1 and v.year = $2 and $scope(x.unit_id, -)";
    CATALOGUE = "select count(*) from power_item i join unit_tree x on x.unit_id = i.unit_id \
        where x.ancestor_id = $1 and i.state = 'published' and $scope(x.unit_id, -)";
    REQUESTS = "select cast(coalesce(sum(c.received), 0) as bigint) from request_count c join unit_tree x on x.unit_id = c.unit_id \
        where x.ancestor_id = $1 and c.month >= $2 and c.month <= $3 and $scope(x.unit_id, -)";
    IN_TIME = "select cast(coalesce(sum(c.in_time), 0) as bigint) from request_count c join unit_tree x on x.unit_id = c.unit_id \
        where x.ancestor_id = $1 and c.month >= $2 and c.month <= $3 and $scope(x.unit_id, -)";
    NOTICES = "select cast(coalesce(sum(n.notices), 0) as bigint) from notice_count n join unit_tree x on x.unit_id = n.unit_id \
        where x.ancestor_id = $1 and $scope(x.unit_id, -)";
    DOCUMENTS = "select cast(coalesce(sum(c.entries), 0) as bigint) from burden_count c join unit_tree x on x.unit_id = c.unit_id \
        where x.ancestor_id = $1 and c.year = $2 and c.kind = 'document' and $scope(x.unit_id, -)";
    MEETINGS = "select cast(coalesce(sum(c.entries), 0) as bigint) from burden_count c join unit_tree x on x.unit_id = c.unit_id \
        where x.ancestor_id = $1 and c.year = $2 and c.kind = 'meeting' and $scope(x.unit_id, -)";
    INSPECTIONS = "select cast(coalesce(sum(c.entries), 0) as bigint) from burden_count c join unit_tree x on x.unit_id = c.unit_id \
        where x.ancestor_id = $1 and c.year = $2 and c.kind = 'inspection' and $scope(x.unit_id, -)";
}
