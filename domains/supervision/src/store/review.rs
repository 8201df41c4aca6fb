//! Files that may be drawn, peer reviews, their candidates, reviewers and findings.

kernel::statements! {
    FILE_ADD = "insert into review_file (id, unit_id, kind, year, number, title, amount, counterpart, counterpart_key, added_at, \
        added_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    FILE_KNOWN = "select 1 from review_file f where f.unit_id = $1 and f.number = $2 and $scope(f.unit_id, -)";
    FILE_WITHDRAW = "update review_file set withdrawn_at = $2 where id = $1 and withdrawn_at is null";
    FILES = "select f.id, f.unit_id, f.kind, f.year, f.number, f.title, f.amount, f.counterpart, f.withdrawn_at from review_file f \
        where f.unit_id = $1 and $scope(f.unit_id, -) order by f.year desc, f.kind, f.number limit $2 offset $3";
    FILES_COUNT = "select count(*) from review_file f where f.unit_id = $1 and $scope(f.unit_id, -)";
    FILE = "select f.id, f.unit_id, f.kind, f.year, f.number, f.title, f.amount, f.counterpart, f.withdrawn_at from review_file f \
        where f.id = $1 and $scope(f.unit_id, -)";
    OF_YEAR = "select f.id, f.kind, f.number, f.counterpart, f.counterpart_key from review_file f \
        where f.unit_id = $1 and f.year = $2 and f.withdrawn_at is null and $scope(f.unit_id, -)";
    UNIT = "select u.id, u.name, u.kind from unit u where u.id = $1 and u.closed_on is null and $scope(u.id, -)";
    UPLOAD_FORGET_ALL = "delete from review_upload where account = $1";
    UPLOAD_ADD = "insert into review_upload (id, account, unit_id, name, hash, bytes, at) values ($1, $2, $3, $4, $5, $6, $7)";
    UPLOAD = "select unit_id, name, hash, bytes from review_upload where id = $1 and account = $2";
    UPLOAD_FORGET = "delete from review_upload where id = $1";
    OPEN = "insert into peer_review (id, year, title, reviewed_unit, reviewer_unit, kinds, size, secret_key, secret_locked, commitment, \
        list_hash, candidates, committed_at, opened_by, review_by, findings, answered, settled, state, case_id) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, 0, 0, 'word', $16)";
    ADD_CANDIDATE = "insert into peer_candidate (review_id, number, file_id, kind, key, drawn, seen) \
        values ($1, $2, $3, $4, null, 0, 0)";
    ADD_REVIEWER = "insert into peer_reviewer (review_id, person_id, name) values ($1, $2, $3)";
    FIND = "select r.id, r.year, r.title, r.reviewed_unit, a.name, r.reviewer_unit, b.name, r.kinds, r.size, r.secret, r.commitment, \
        r.list_hash, r.candidates, r.committed_at, r.opened_by, r.word, r.word_at, r.drawn_at, r.review_by, r.findings, r.answered, \
        r.settled, r.state, r.closed_at, r.case_id from peer_review r join unit a on a.id = r.reviewed_unit \
        join unit b on b.id = r.reviewer_unit where r.id = $1 and ($scope(r.reviewed_unit, -) or $scope(r.reviewer_unit, -) \
        or exists (select 1 from peer_reviewer v where v.review_id = r.id and $scope(-, v.person_id)))";
    LIST = "select r.id, r.year, r.title, r.reviewed_unit, a.name, r.reviewer_unit, b.name, r.kinds, r.size, r.secret, r.commitment, \
        r.list_hash, r.candidates, r.committed_at, r.opened_by, r.word, r.word_at, r.drawn_at, r.review_by, r.findings, r.answered, \
        r.settled, r.state, r.closed_at, r.case_id from peer_review r join unit a on a.id = r.reviewed_unit \
        join unit b on b.id = r.reviewer_unit where ($scope(r.reviewed_unit, -) or $scope(r.reviewer_unit, -) \
        or exists (select 1 from peer_reviewer v where v.review_id = r.id and $scope(-, v.person_id))) \
        order by r.year desc, r.committed_at desc limit $1 offset $2";
    COUNT = "select count(*) from peer_review r where ($scope(r.reviewed_unit, -) or $scope(r.reviewer_unit, -) \
        or exists (select 1 from peer_reviewer v where v.review_id = r.id and $scope(-, v.person_id)))";
    CANDIDATES = "select c.number, c.file_id, c.kind, c.key, c.drawn, c.seen from peer_candidate c where c.review_id = $1";
    DRAWN = "select c.number, c.file_id, c.kind, c.seen, f.title, f.amount, f.counterpart from peer_candidate c \
        join review_file f on f.id = c.file_id where c.review_id = $1 and c.drawn = 1 order by c.key";
    REVIEWERS = "select v.person_id, v.name from peer_reviewer v where v.review_id = $1 order by v.name, v.person_id";
    WORD = "update peer_review set word = $2, word_by = $3, word_at = $4, state = 'draw' where id = $1";
    KEY = "update peer_candidate set key = $3, drawn = $4 where review_id = $1 and number = $2";
    DREW = "update peer_review set drawn_at = $2, secret = $3, state = 'review' where id = $1";
    /// Locked, until the draw.
    SECRET = "select r.secret_key, r.secret_locked from peer_review r where r.id = $1";
    SEE = "update peer_candidate set seen = 1 where review_id = $1 and file_id = $2 and drawn = 1";
    ADD_FINDING = "insert into peer_finding (id, review_id, file_id, number, clause, says, found_by, found_at, settled) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, 0)";
    FOUND = "update peer_review set findings = findings + 1 where id = $1";
    FINDINGS = "select f.id, f.file_id, f.number, f.clause, f.says, f.found_by, f.found_at, f.agreed, f.answer, f.mended_by, \
        f.answered_by, f.answered_at, f.settled, f.recheck, f.rechecked_by, f.rechecked_at from peer_finding f \
        where f.review_id = $1 order by f.number, f.found_at, f.id";
    ANSWER = "update peer_finding set agreed = $2, answer = $3, mended_by = $4, answered_by = $5, answered_at = $6 where id = $1";
    RECHECK = "update peer_finding set settled = $2, recheck = $3, rechecked_by = $4, rechecked_at = $5 where id = $1";
    /// The counts shown to the public, kept with the review.
    KEPT = "update peer_review set answered = (select count(*) from peer_finding f where f.review_id = $1 and f.answered_at is not null), \
        settled = (select count(*) from peer_finding f where f.review_id = $1 and f.settled = 1) where id = $1";
    STATE = "update peer_review set state = $2, closed_at = $3 where id = $1";
}
