//! Rows of requests, their dates, messages, ratings and words. Sealed ones are found only by their own statement.

kernel::statements! {
    ADD = "insert into request (id, number, secret, kind, category, title, body, state, open, sealed, unit_id, place_id, \
        address, lat, long, item_id, channel, name, phone, reply_by, applicant, people, received_at, received_on, month, \
        due_on, due_provisional, facts, case_id, outcome, reopened, published, public_words, key_id, entered_by, updated_at, \
        post_address, postcode) \
        values ($1, $2, $3, $4, $5, $6, $7, 'received', 1, $8, null, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, \
        $20, $21, $22, $23, $24, '{}', $25, '', 0, 0, '', $26, $27, $20, $28, $29)";
    ONE = "select r.id, r.number, r.kind, r.category, r.title, r.body, r.state, r.open, r.unit_id, u.name, r.place_id, p.name, \
        r.address, r.item_id, r.channel, r.name, r.phone, r.reply_by, r.applicant, r.people, r.received_at, r.received_on, \
        r.month, r.due_on, r.due_provisional, r.facts, r.case_id, r.answered_on, r.closed_on, r.outcome, r.in_time, r.reopened, \
        r.merged_into, r.published, r.public_words, r.sealed, r.entered_by, r.post_address, r.postcode \
        from request r left join unit u on u.id = r.unit_id left join unit p on p.id = r.place_id \
        where r.id = $1 and r.sealed = 0 and $scope(r.unit_id, -)";
    /// For who handles it; whether they may is checked on `request_complaint`.
    ONE_SEALED = "select r.id, r.number, r.kind, r.category, r.title, r.body, r.state, r.open, r.unit_id, u.name, r.place_id, p.name, \
        r.address, r.item_id, r.channel, r.name, r.phone, r.reply_by, r.applicant, r.people, r.received_at, r.received_on, \
        r.month, r.due_on, r.due_provisional, r.facts, r.case_id, r.answered_on, r.closed_on, r.outcome, r.in_time, r.reopened, \
        r.merged_into, r.published, r.public_words, r.sealed, r.entered_by, r.post_address, r.postcode \
        from request r left join unit u on u.id = r.unit_id left join unit p on p.id = r.place_id \
        where r.id = $1 and r.sealed = 1";
    BY_SECRET = "select r.id, r.sealed from request r where r.number = $1 and r.secret = $2";
    /// What a form became that was sent before, with the first day it was given.
    OF_FORM = "select r.id, d.due_on, d.provisional from request r join request_date d on d.request_id = r.id and d.seq = 1 \
        where r.number = $1 and r.secret = $2";
    BY_NUMBER = "select r.id from request r where r.number = $1 and r.sealed = 0 and $scope(r.unit_id, -)";
    NUMBER_OF = "select r.number, r.state, r.open from request r where r.id = $1";
    SORTED = "update request set kind = $2, category = $3, title = $4, unit_id = $5, state = $6, open = $7, item_id = $8, \
        applicant = $9, people = $10, facts = $11, case_id = $12, due_on = $13, due_provisional = $14, updated_at = $15 \
        where id = $1";
    SET_STATE = "update request set state = $2, due_on = $3, due_provisional = $4, facts = $5, updated_at = $6 where id = $1";
    SET_UNIT = "update request set unit_id = $2, updated_at = $3 where id = $1";
    SET_CASE = "update request set case_id = $2, updated_at = $3 where id = $1";
    SEAL = "update request set sealed = 1, kind = 'complaint', unit_id = null, name = '', phone = '', post_address = '', postcode = '', category = '', \
        title = '', state = 'received', facts = '{}', item_id = null, published = 0, public_words = '', answered_on = null, \
        reopened = 0, updated_at = $2 where id = $1";
    CLOSE = "update request set state = $2, open = 0, outcome = $3, answered_on = $4, closed_on = $4, in_time = $5, facts = $6, \
        updated_at = $7 where id = $1";
    REOPEN = "update request set state = 'handling', open = 1, reopened = 1, closed_on = null, in_time = null, outcome = '', \
        case_id = $2, due_on = $3, due_provisional = $4, updated_at = $5 where id = $1";
    REVIEWING = "update request set state = 'reviewing', open = 1, closed_on = null, case_id = $2, due_on = $3, \
        due_provisional = $4, facts = $5, updated_at = $6 where id = $1";
    MERGE = "update request set state = 'merged', open = 0, merged_into = $2, closed_on = $3, title = $4, kind = $5, \
        category = (select o.category from request o where o.id = $2), unit_id = $6, updated_at = $7 where id = $1";
    MERGED_INTO = "select r.id, r.number from request r where r.merged_into = $1 order by r.id limit 50";
    PUBLISH = "update request set published = $2, public_words = $3, updated_at = $4 where id = $1";
    /// Open ones, newest first, before an id. One statement for each filter: each runs along an index of its own.
    LIST_OPEN = "select r.id, r.number, r.kind, r.title, r.state, r.open, u.short_name, r.received_on, r.due_on, r.due_provisional, r.outcome \
        from request r left join unit u on u.id = r.unit_id where r.open = 1 and r.sealed = 0 and r.id < $1 \
        and $scope(r.unit_id, -) order by r.id desc limit $2";
    LIST_OPEN_KIND = "select r.id, r.number, r.kind, r.title, r.state, r.open, u.short_name, r.received_on, r.due_on, r.due_provisional, r.outcome \
        from request r left join unit u on u.id = r.unit_id where r.open = 1 and r.sealed = 0 and r.kind = $2 and r.id < $1 \
        and $scope(r.unit_id, -) order by r.id desc limit $3";
    LIST_OPEN_UNIT = "select r.id, r.number, r.kind, r.title, r.state, r.open, u.short_name, r.received_on, r.due_on, r.due_provisional, r.outcome \
        from request r left join unit u on u.id = r.unit_id where r.unit_id = $2 and r.open = 1 and r.sealed = 0 and r.id < $1 \
        and $scope(r.unit_id, -) order by r.id desc limit $3";
    LIST_OPEN_UNIT_KIND = "select r.id, r.number, r.kind, r.title, r.state, r.open, u.short_name, r.received_on, r.due_on, r.due_provisional, r.outcome \
        from request r left join unit u on u.id = r.unit_id where r.unit_id = $2 and r.open = 1 and r.sealed = 0 and r.kind = $3 and r.id < $1 \
        and $scope(r.unit_id, -) order by r.id desc limit $4";
    /// Open ones past their day, most pressing first, after a day and an id.
    LIST_OVERDUE = "select r.id, r.number, r.kind, r.title, r.state, r.open, u.short_name, r.received_on, r.due_on, r.due_provisional, r.outcome \
        from request r left join unit u on u.id = r.unit_id where r.open = 1 and r.sealed = 0 and r.due_on < $1 and (r.due_on, r.id) > ($2, $3) \
        and $scope(r.unit_id, -) order by r.due_on, r.id limit $4";
    LIST_OVERDUE_KIND = "select r.id, r.number, r.kind, r.title, r.state, r.open, u.short_name, r.received_on, r.due_on, r.due_provisional, r.outcome \
        from request r left join unit u on u.id = r.unit_id where r.open = 1 and r.sealed = 0 and r.kind = $4 and r.due_on < $1 and (r.due_on, r.id) > ($2, $3) \
        and $scope(r.unit_id, -) order by r.due_on, r.id limit $5";
    LIST_OVERDUE_UNIT = "select r.id, r.number, r.kind, r.title, r.state, r.open, u.short_name, r.received_on, r.due_on, r.due_provisional, r.outcome \
        from request r left join unit u on u.id = r.unit_id where r.unit_id = $4 and r.open = 1 and r.sealed = 0 and r.due_on < $1 \
        and (r.due_on, r.id) > ($2, $3) \
        and $scope(r.unit_id, -) order by r.due_on, r.id limit $5";
    LIST_OVERDUE_UNIT_KIND = "select r.id, r.number, r.kind, r.title, r.state, r.open, u.short_name, r.received_on, r.due_on, r.due_provisional, r.outcome \
        from request r left join unit u on u.id = r.unit_id where r.unit_id = $4 and r.open = 1 and r.sealed = 0 and r.kind = $5 and r.due_on < $1 \
        and (r.due_on, r.id) > ($2, $3) \
        and $scope(r.unit_id, -) order by r.due_on, r.id limit $6";
    /// All of one unit, newest first.
    LIST_UNIT = "select r.id, r.number, r.kind, r.title, r.state, r.open, u.short_name, r.received_on, r.due_on, r.due_provisional, r.outcome \
        from request r left join unit u on u.id = r.unit_id where r.unit_id = $2 and r.sealed = 0 and r.id < $1 \
        and $scope(r.unit_id, -) order by r.id desc limit $3";
    LIST_UNIT_KIND = "select r.id, r.number, r.kind, r.title, r.state, r.open, u.short_name, r.received_on, r.due_on, r.due_provisional, r.outcome \
        from request r left join unit u on u.id = r.unit_id where r.unit_id = $2 and r.kind = $3 and r.sealed = 0 and r.id < $1 \
        and $scope(r.unit_id, -) order by r.id desc limit $4";
    /// All of the county, newest first; only for who sees the whole county.
    LIST_ALL = "select r.id, r.number, r.kind, r.title, r.state, r.open, u.short_name, r.received_on, r.due_on, r.due_provisional, r.outcome \
        from request r left join unit u on u.id = r.unit_id where r.sealed = 0 and r.id < $1 \
        and $scope(r.unit_id, -) order by r.id desc limit $2";
    LIST_KIND = "select r.id, r.number, r.kind, r.title, r.state, r.open, u.short_name, r.received_on, r.due_on, r.due_provisional, r.outcome \
        from request r left join unit u on u.id = r.unit_id where r.kind = $2 and r.sealed = 0 and r.id < $1 \
        and $scope(r.unit_id, -) order by r.id desc limit $3";
    /// How many late ones there are, by the index that lists them.
    LATE = "select count(*) from request r where r.open = 1 and r.sealed = 0 and r.due_on < $1 and ($2 = '' or r.kind = $2) \
        and ($3 = '' or r.unit_id = $3) and ($4 = 1 or r.kind <> 'unsorted') and $scope(r.unit_id, -)";
    /// How many a search finds among the newest of its rarest word; cut before the scope, so that it never reads more.
    FOUND = "select count(*) from (select w.request_id from request_word w where w.word = $1 order by w.request_id desc limit $4) n \
        join request r on r.id = n.request_id where r.sealed = 0 \
        and ($2 = '' or exists (select 1 from request_word v where v.word = $2 and v.request_id = r.id)) \
        and ($3 = '' or exists (select 1 from request_word v where v.word = $3 and v.request_id = r.id)) \
        and $scope(r.unit_id, -)";
    /// How common a word is, as far as it matters.
    COMMON = "select count(*) from (select w.request_id from request_word w where w.word = $1 limit 5000) c";
    /// The newest of a word, the rarest of those typed, that carry the others too; cut only after the scope.
    SEARCH = "select r.id, r.number, r.kind, r.title, r.state, r.open, u.short_name, r.received_on, r.due_on, r.due_provisional, r.outcome \
        from request_word w join request r on r.id = w.request_id left join unit u on u.id = r.unit_id \
        where w.word = $1 and w.request_id < $4 and r.sealed = 0 \
        and ($2 = '' or exists (select 1 from request_word v where v.word = $2 and v.request_id = r.id)) \
        and ($3 = '' or exists (select 1 from request_word v where v.word = $3 and v.request_id = r.id)) \
        and $scope(r.unit_id, -) order by w.request_id desc limit $5";
    ADD_WORD = "insert into request_word (word, request_id) values ($1, $2) on conflict (word, request_id) do nothing";
    DROP_WORDS = "delete from request_word where request_id = $1 and word = $2";
    ADD_DATE = "insert into request_date (request_id, seq, what, clause, starts_on, due_on, provisional, met_on, dropped, decision, handling) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10)";
    NEXT_DATE = "select (select coalesce(max(d.seq), 0) from request_date d where d.request_id = r.id), r.reopened from request r \
        where r.id = $1";
    DATES = "select d.what, d.clause, d.starts_on, d.due_on, d.provisional, d.met_on, d.dropped, d.decision, d.handling \
        from request_date d where d.request_id = $1 order by d.seq";
    MEET = "update request_date set met_on = $3 where request_id = $1 and what = $2 and met_on is null and dropped = 0";
    DROP_DATE = "update request_date set dropped = 1 where request_id = $1 and what = $2 and met_on is null";
    DROP_RUNNING = "update request_date set dropped = 1 where request_id = $1 and met_on is null";
    SAY = "insert into request_message (id, request_id, at, by_resident, kind, unit_name, body, account, dated_on) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    MESSAGES = "select m.at, m.by_resident, m.kind, m.unit_name, m.body, m.dated_on from request_message m \
        where m.request_id = $1 order by m.id limit 300";
    COUNT_OF_RESIDENT = "select count(*) from request_message m where m.request_id = $1 and m.by_resident = 1";
    RATE = "insert into request_rating (request_id, round, responded, resolved, satisfied, level, words, rated_on, excluded) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    RATINGS = "select g.round, g.responded, g.resolved, g.satisfied, g.level, g.words, g.rated_on, g.excluded \
        from request_rating g where g.request_id = $1 order by g.round";
    EXCLUDE = "update request_rating set excluded = $3 where request_id = $1 and round = $2 and excluded = ''";
    FILE_IN_USE = "select 1 from stored_file f where f.hash = $1";
    CONFIRM = "update request_rating set excluded = '' where request_id = $1 and round = $2 and excluded = 'entered'";
    UNIT = "select u.id, u.name, u.parent_id, u.kind from unit u where u.id = $1 and u.closed_on is null";
    /// Towns and villages people know.
    PLACES = "select u.id, u.short_name, u.kind, p.short_name from unit u left join unit p on p.id = u.parent_id \
        where u.kind in ('township', 'village', 'community') and u.closed_on is null order by coalesce(p.sort, 0), p.id, u.sort, u.id limit 600";
    TOWNS = "select u.id, u.name from unit u where u.kind = 'township' and u.closed_on is null order by u.sort, u.id";
    /// Offices a request can be given to.
    OFFICES = "select u.id, u.name from unit u where u.kind in ('office', 'institution', 'township') and u.closed_on is null \
        and $scope(u.id, -) order by u.kind, u.sort, u.id limit 400";
    COUNTY_UNIT = "select u.id, u.name from unit u where u.parent_id is null order by u.id limit 1";
    ITEM = "select i.id, i.name, i.unit_id from power_item i where i.id = $1 and i.state = 'published'";
    /// Every case a request ran through, oldest first: sorting, each handling, each review.
    CASES = "select c.id, c.procedure, c.opened_at from case_file c where c.subject_kind = 'request' and c.subject_id = $1 \
        order by c.opened_at, c.id limit 40";
    /// Files an officer added, whom the resident does not see behind a complaint.
    FILES_OF_OFFICERS = "select a.id from attachment a where a.subject_kind = 'request' and a.subject_id = $1 and a.added_by <> 'resident'";
    CONTACTS_OVER = "select r.id from request r where r.open = 0 and (r.name <> '' or r.phone <> '' or r.post_address <> '') \
        and r.closed_on < $1 order by r.closed_on limit $2";
    ERASE_CONTACTS = "update request set name = '', phone = '', post_address = '', postcode = '', updated_at = $3 where id = $1 \
        and open = 0 and closed_on < $2 and (name <> '' or phone <> '' or post_address <> '')";
    IDENTITIES_OVER = "select c.request_id from request_complaint c join request r on r.id = c.request_id \
        where c.sealed_id is not null and r.open = 0 and r.closed_on < $1 order by c.request_id limit $2";
    IDENTITY_OVER = "select c.sealed_id from request_complaint c join request r on r.id = c.request_id \
        where c.request_id = $1 and c.sealed_id is not null and r.open = 0 and r.closed_on < $2";
    FORGET_IDENTITY = "update request_complaint set sealed_id = null where request_id = $1";
    CORRECTING = "select r.id, r.facts from request r where r.open = 1 and r.sealed = 0 and r.state = 'correcting' limit 5000";
    CONSULTING = "select r.id, r.facts from request r where r.open = 1 and r.sealed = 0 and r.state = 'consulting' limit 5000";
}
