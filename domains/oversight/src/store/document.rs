//! Normative documents, what was recorded before they were issued, and their evaluations.

kernel::statements! {
    FIND = "select d.id, d.unit_id, u.name, d.title, d.number, d.issuer, d.kind, d.issued_on, d.effective_on, d.valid_until, \
        d.market, d.published_at, d.state, d.lapses_on, d.evaluate_on, d.report_on, d.submit_on, d.ended_on, d.ended_document, d.renewed_from, d.published_on, d.body \
        from normative_document d join unit u on u.id = d.unit_id where d.id = $1 and $scope(d.unit_id, -)";
    BY_NUMBER = "select d.id, d.unit_id, u.name, d.title, d.number, d.issuer, d.kind, d.issued_on, d.effective_on, d.valid_until, \
        d.market, d.published_at, d.state, d.lapses_on, d.evaluate_on, d.report_on, d.submit_on, d.ended_on, d.ended_document, d.renewed_from, d.published_on, '' \
        from normative_document d join unit u on u.id = d.unit_id where d.number = $1 and $scope(d.unit_id, -)";
    /// A page of the register, those that lapse first on top. Unit, state, and the span of lapsing narrow it where not empty.
    LIST = "select d.id, d.unit_id, u.name, d.title, d.number, d.issuer, d.kind, d.issued_on, d.effective_on, d.valid_until, \
        d.market, d.published_at, d.state, d.lapses_on, d.evaluate_on, d.report_on, d.submit_on, d.ended_on, d.ended_document, d.renewed_from, d.published_on, '' \
        from normative_document d join unit u on u.id = d.unit_id where ($1 = '' or d.unit_id = $1) and ($2 = '' or d.state = $2) \
        and ($3 = '' or d.lapses_on >= $3) and ($4 = '' or d.lapses_on <= $4) and $scope(d.unit_id, -) \
        order by coalesce(d.lapses_on, '9999'), d.number limit $5 offset $6";
    COUNT = "select count(*) from normative_document d where ($1 = '' or d.unit_id = $1) and ($2 = '' or d.state = $2) \
        and ($3 = '' or d.lapses_on >= $3) and ($4 = '' or d.lapses_on <= $4) and $scope(d.unit_id, -)";
    /// Documents in force or lapsed, for the picture by age and office.
    AGES = "select d.unit_id, u.name, d.effective_on, d.lapses_on, d.evaluate_on from normative_document d \
        join unit u on u.id = d.unit_id where d.state = 'issued' and $scope(d.unit_id, -) order by u.sort, u.name, d.unit_id";
    /// How many issued ones lapse between two days.
    LAPSING = "select count(*) from normative_document d where d.state = 'issued' and d.lapses_on >= $1 and d.lapses_on <= $2 \
        and $scope(d.unit_id, -)";
    /// How many issued ones lapsed before a day.
    LAPSED = "select count(*) from normative_document d where d.state = 'issued' and d.lapses_on < $1 and $scope(d.unit_id, -)";
    ADD = "insert into normative_document (id, unit_id, title, number, issuer, kind, issued_on, effective_on, valid_until, market, \
        published_at, state, lapses_on, evaluate_on, report_on, submit_on, created_at, published_on, body) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
    COMPLETE = "update normative_document set published_at = $2, published_on = $3, body = $4 where id = $1 and state = 'issued'";
    DAYS = "update normative_document set lapses_on = $2, evaluate_on = $3, report_on = $4, submit_on = $5 where id = $1";
    ISSUE = "update normative_document set state = 'issued', issued_on = $2, effective_on = $3, published_at = $4, number = $5, \
        published_on = $2 where id = $1 and state = 'draft'";
    DROP = "delete from normative_document where id = $1 and state = 'draft'";
    EXTEND = "update normative_document set valid_until = $2, renewed_from = $3 where id = $1";
    END = "update normative_document set state = $2, ended_on = $3, ended_document = $4 where id = $1";
    ISSUED = "select d.id, d.unit_id, u.name, d.title, d.number, d.issuer, d.kind, d.issued_on, d.effective_on, d.valid_until, \
        d.market, d.published_at, d.state, d.lapses_on, d.evaluate_on, d.report_on, d.submit_on, d.ended_on, d.ended_document, d.renewed_from, d.published_on, '' \
        from normative_document d join unit u on u.id = d.unit_id where d.state = 'issued' order by d.id";
    /// Documents whose evaluation is due and has not been begun in this term of theirs.
    TO_EVALUATE = "select d.id from normative_document d where d.state = 'issued' and d.evaluate_on <= $1 and d.lapses_on >= $1 \
        and not exists (select 1 from document_evaluation e where e.document_id = d.id \
            and (e.state in ('drafting', 'review', 'decision') or (e.began_on >= d.evaluate_on and e.state <> 'dropped'))) \
        order by d.evaluate_on, d.id";
    CHOICES = "select d.id, d.title, d.number from normative_document d where d.state = 'issued' order by d.title, d.id limit 1000";
    REVIEWS = "select r.kind, r.outcome, r.from_on, r.done_on, r.regulator, r.heard, r.ends_on, r.said, r.by_name, r.no_milder \
        from document_review r where r.document_id = $1 order by r.done_on, r.id";
    REVIEW = "insert into document_review (id, document_id, kind, outcome, from_on, done_on, regulator, heard, ends_on, said, \
        by_name, at, no_milder) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    EVALUATION = "select e.id, e.document_id, e.unit_id, d.title, e.began_on, e.state, e.proposal, e.why, e.until_on, e.opinion, \
        e.result, e.result_document, e.decided_on from document_evaluation e join normative_document d on d.id = e.document_id \
        where e.id = $1 and $scope(e.unit_id, -)";
    EVALUATIONS_OF = "select e.id, e.document_id, e.unit_id, d.title, e.began_on, e.state, e.proposal, e.why, e.until_on, e.opinion, \
        e.result, e.result_document, e.decided_on from document_evaluation e join normative_document d on d.id = e.document_id \
        where e.document_id = $1 and $scope(e.unit_id, -) order by e.began_on desc, e.id desc";
    OPEN_EVALUATION = "select e.id from document_evaluation e where e.document_id = $1 and e.state in ('drafting', 'review', 'decision')";
    EVALUATIONS = "select e.id, e.document_id, e.unit_id, d.title, e.began_on, e.state, e.proposal, e.why, e.until_on, e.opinion, \
        e.result, e.result_document, e.decided_on from document_evaluation e join normative_document d on d.id = e.document_id \
        where e.state in ('drafting', 'review', 'decision') and $scope(e.unit_id, -) order by e.began_on, e.id limit 500";
    BEGIN = "insert into document_evaluation (id, document_id, unit_id, began_on, state, proposal, why, until_on, opinion, result, \
        result_document) values ($1, $2, $3, $4, 'drafting', '', '', null, '', '', '')";
    PROPOSE = "update document_evaluation set proposal = $2, why = $3, until_on = $4, state = 'review' where id = $1";
    OPINE = "update document_evaluation set opinion = $2, state = $3 where id = $1";
    DECIDE = "update document_evaluation set result = $2, result_document = $3, decided_on = $4, state = 'closed' where id = $1";
}
