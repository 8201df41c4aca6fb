-- A person's year 年度考核.
create table appraisal (
  id text primary key,
  cycle_id text not null,
  year bigint not null,
  person_id text not null,
  unit_id text not null,        -- where the person is assessed; the host unit if attached for more than half the year
  sending_unit_id text,         -- the person's own unit, if another assesses
  organ_id text not null,       -- whose places for the grade excellent count
  kind text not null,           -- of personnel: civil-servant, institution-staff
  category text not null,       -- of the post
  leads bigint not null,        -- heads the unit: verified by whoever stands above
  letter_id text,
  procedure text not null,      -- what the open or last case runs on: annual, annual-reopened
  case_id text not null,
  state text not null,          -- the open step of the case, or closed
  refused bigint not null,      -- refuses to take part without reason after education
  summary text not null,
  summary_at text,
  heard text not null,          -- what the sending unit said
  comment text not null,        -- 评语
  marks text not null,          -- JSON: the superior's marks by name
  form text,                    -- grade, comment-only, no-grade, later: as last decided
  proposed text,
  proposed_by text,
  proposed_name text,
  proposed_at text,
  grade text,                   -- excellent, competent, basically-competent, incompetent; null without one
  sheet text,                   -- JSON of formula::Sheet as proposed on
  eligibility text,             -- JSON of the decision it rests on
  decided_by text,
  decided_name text,
  decided_at text,
  decided_note text not null,
  noticed_at text,
  noticed_name text,
  opinion text,                 -- agree, remarks, silent
  opinion_text text not null,
  opinion_at text,
  opened_at text not null,
  closed_at text,
  unique (cycle_id, person_id)
);
create index appraisal_unit on appraisal (cycle_id, unit_id, state);
create index appraisal_organ on appraisal (cycle_id, organ_id, state);
create index appraisal_person on appraisal (person_id, year);

-- The items of the letter as the head verified them.
create table appraisal_item (
  appraisal_id text not null,
  item_id text not null,
  title text not null,
  weight bigint not null,
  actual text not null,         -- JSON: what came of it
  computed text,                -- points by the method
  working_zh text not null,
  working_en text not null,
  adjusted text,                -- points as the head adjusted them
  reason text not null,
  sort bigint not null,
  primary key (appraisal_id, item_id)
);

-- Rounds of anonymous review 民主测评.
create table review_round (
  id text primary key,
  cycle_id text not null,
  unit_id text not null,        -- the organ whose people are reviewed
  state text not null,          -- open, closed
  closes_on text not null,
  codes bigint not null,        -- how many codes were given out
  used bigint not null,         -- how many came back, written when the round closes
  case_id text not null,
  opened_at text not null,
  closed_at text
);
create index review_round_unit on review_round (cycle_id, unit_id);
-- Codes exist only as hashes, and only while the round is open.
create table ballot_code (
  hash text primary key,
  round_id text not null,
  group_id text not null,       -- all codes of a group are alike, so a slip does not tell whose it is
  used bigint not null
);
create index ballot_code_round on ballot_code (round_id, group_id);
create table ballot_group (
  id text primary key,
  round_id text not null,
  unit_id text not null,
  kind text not null,           -- staff, heads, served
  codes bigint not null
);
create index ballot_group_round on ballot_group (round_id);
create table ballot_subject (
  group_id text not null,
  appraisal_id text not null,
  source text not null,         -- peers, subordinates, served
  primary key (group_id, appraisal_id)
);
-- Places for answers: as many as codes, made in random order before anybody answers, filled at random. Nothing
-- joins an answer to a code, to another answer or to a time.
create table ballot_answer (
  id text primary key,
  round_id text not null,
  appraisal_id text not null,
  source text not null,
  marks text                    -- four signs for 德能勤廉: 0–3 on the scale, - without an answer; null while empty
);
create index ballot_answer_subject on ballot_answer (appraisal_id, source);

-- Places for the grade excellent.
create table quota_approval (
  cycle_id text not null,
  unit_id text not null,
  document text not null,
  approved_on text not null,
  primary key (cycle_id, unit_id)
);
create table quota_pool (
  id text primary key,
  cycle_id text not null,
  name text not null,
  method text not null          -- sum, largest-remainder
);
create table quota_pool_unit (
  cycle_id text not null,
  unit_id text not null,
  pool_id text not null,
  primary key (cycle_id, unit_id)
);
create index quota_pool_units on quota_pool_unit (pool_id);

-- Publicity of proposed grades excellent within an organ.
create table grade_publicity (
  id text primary key,
  cycle_id text not null,
  unit_id text not null,
  posted_on text not null,
  closes_on text not null,
  provisional bigint not null,
  state text not null,          -- open, closed
  case_id text not null,
  opened_at text not null,
  closed_at text
);
create index grade_publicity_unit on grade_publicity (cycle_id, unit_id);
create table grade_publicity_name (
  publicity_id text not null,
  appraisal_id text not null,
  primary key (publicity_id, appraisal_id)
);
create table grade_objection (
  id text primary key,
  publicity_id text not null,
  appraisal_id text not null,
  unit_id text not null,
  person_id text,               -- who objects; null if they asked not to be named
  body text not null,
  filed_at text not null,
  state text not null,          -- open, upheld, dismissed
  answer text not null,
  answered_name text,
  answered_at text
);
create index grade_objection_publicity on grade_objection (publicity_id);

-- Remedies against a grade: 复核, 申诉.
create table grade_appeal (
  id text primary key,
  appraisal_id text not null,
  person_id text not null,
  unit_id text not null,
  route text not null,          -- reconsideration, complaint-after-reconsideration, complaint
  known_on text not null,
  filed_on text not null,
  grounds text not null,
  decide_by text not null,
  provisional bigint not null,
  extended bigint not null,
  state text not null,          -- open, kept, changed, withdrawn
  contested_grade text not null,
  contested_by text,            -- the account that decided it, which may not decide the remedy
  new_grade text,
  answer text not null,
  decided_name text,
  decided_on text,
  case_id text not null,
  decision text not null        -- JSON
);
create index grade_appeal_appraisal on grade_appeal (appraisal_id, filed_on);

-- Routine review 平时考核 by quarter.
create table routine_review (
  id text primary key,
  cycle_id text not null,
  person_id text not null,
  unit_id text not null,
  quarter bigint not null,
  state text not null,          -- summary, remark, closed
  due_on text not null,
  summary text not null,
  summary_at text,
  remark text not null,
  grade bigint,                 -- 0 好 … 3 较差; only where the county has confirmed AS-32
  remarked_name text,
  remarked_at text,
  case_id text not null,
  unique (cycle_id, person_id, quarter)
);
create index routine_review_unit on routine_review (cycle_id, quarter, unit_id);

-- Village and community cadres: the yearly 民主评议.
create table village_review (
  id text primary key,
  cycle_id text not null,
  year bigint not null,
  person_id text not null,
  unit_id text not null,        -- the village or community
  held_on text not null,
  chaired_by text not null,
  entitled bigint not null,     -- due to attend
  attended bigint not null,
  excellent bigint not null,
  competent bigint not null,
  basic bigint not null,
  incompetent bigint not null,
  invalid bigint not null,
  proposed text not null,
  result text,
  state text not null,          -- confirm, closed
  note text not null,
  recorded_by text not null,
  recorded_name text not null,
  confirmed_name text,
  confirmed_at text,
  decision text,                -- JSON
  case_id text not null,
  unique (cycle_id, person_id)
);
create index village_review_unit on village_review (cycle_id, unit_id);
create index village_review_person on village_review (person_id, held_on);

-- What follows from a grade; rooms of pay and career read the confirmed rows.
create table consequence (
  id text primary key,
  appraisal_id text not null,
  cycle_id text not null,
  year bigint not null,
  person_id text not null,
  unit_id text not null,
  organ_id text not null,
  grade text not null,
  matter text not null,         -- as crate law names it
  clause text not null,
  months bigint,
  yuan bigint,
  from_on text,
  text_zh text not null,
  text_en text not null,
  decision text not null,       -- JSON
  state text not null,          -- proposed, confirmed, set-aside, void
  document text not null,
  reason text not null,
  settled_by text,
  settled_name text,
  settled_at text,
  created_at text not null
);
create index consequence_appraisal on consequence (appraisal_id, state);
create index consequence_person on consequence (person_id, year);
create index consequence_organ on consequence (cycle_id, organ_id, state);

-- Improvement plans after 基本称职.
create table improvement_plan (
  id text primary key,
  appraisal_id text not null unique,
  person_id text not null,
  unit_id text not null,
  year bigint not null,
  state text not null,          -- draft, agree, follow, closed
  goals text not null,
  helper_id text,
  until_on text,
  outcome text,                 -- improved, not-improved
  closing text not null,
  case_id text not null,
  created_at text not null,
  closed_at text
);
create index improvement_plan_person on improvement_plan (person_id);
create table plan_check (
  id text primary key,
  plan_id text not null,
  due_on text not null,
  done_at text,
  done_name text,
  note text not null
);
create index plan_check_plan on plan_check (plan_id, due_on);
