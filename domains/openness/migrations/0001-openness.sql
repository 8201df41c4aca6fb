-- Notices. title and body are what is shown now; when the period is over they are replaced by the lasting ones.
create table notice (
  id text primary key,
  number text not null,          -- public number, 2026-0012
  kind text not null,
  unit_id text not null,
  title text not null,
  body text not null,
  lasting_title text not null,
  lasting_body text not null,
  personal bigint not null,      -- 1 while title and body differ from the lasting ones
  subject_kind text,
  subject_id text,
  state text not null,           -- draft, posted, closed
  public bigint not null,        -- 1 once posted
  posted_on text,
  closes_on text,
  conclusion text not null,
  objections bigint not null,
  open_objections bigint not null,
  case_id text not null,
  by_person text,
  decision text,                 -- what the rule said when it was posted
  created_at text not null,
  updated_at text not null
);
create unique index notice_number on notice (number);
create index notice_public on notice (public, id);
create index notice_kind on notice (public, kind, id);
create index notice_unit on notice (public, unit_id, id);
create index notice_own on notice (unit_id, id);
create index notice_personal on notice (personal, closes_on);
create index notice_subject on notice (subject_kind, subject_id);
-- Kept counts of what is public.
create table notice_count (
  kind text not null,
  unit_id text not null,
  notices bigint not null,
  primary key (kind, unit_id)
);
create table openness_number (
  series text primary key,
  last bigint not null
);

-- Objections 异议: no name is asked; the text is for the office that answers.
create table objection (
  id text primary key,
  notice_id text not null references notice (id),
  number text not null,
  secret text not null,          -- hash
  body text not null,
  state text not null,           -- open, answered
  upheld bigint,
  answer text not null,
  received_at text not null,
  answered_at text,
  case_id text not null
);
create unique index objection_number on objection (number);
create index objection_notice on objection (notice_id, id);

-- Village affairs: what a village posts, how often, and what was posted when.
create table village_item (
  unit_id text not null,
  item text not null,
  rhythm text not null,          -- ordinary, busy
  primary key (unit_id, item)
);
create table village_posting (
  unit_id text not null,
  item text not null,
  posted_on text not null,
  notice_id text not null,
  primary key (unit_id, item, posted_on)
);

-- Major decisions 重大行政决策.
create table decision (
  id text primary key,
  number text not null,          -- 2026-01
  year bigint not null,
  title text not null,
  unit_id text not null,         -- lead unit
  proposal text not null,
  question text not null,        -- what residents are asked
  state text not null,           -- proposed, preparing, tabled, decided, published, closed, rejected, dropped
  facts text not null,           -- JSON: the facts of the gate
  public bigint not null,        -- 1 once started and not barred from the public
  comments bigint not null,
  ungrouped bigint not null,
  comment_notice text,
  result_notice text,
  outcome text not null,
  pilot text not null,           -- pilot clause 试点条款, for later tolerance
  legal_risk text not null,
  assessor text,                 -- unit that did the main assessment
  case_id text not null,
  review_case text,
  suspended_on text,
  created_at text not null,
  updated_at text not null
);
create unique index decision_number on decision (number);
create index decision_public on decision (public, id);
create index decision_year on decision (year, id);
create table decision_step (     -- what was done
  id text primary key,
  decision_id text not null references decision (id),
  step text not null,
  done_on text not null,
  shown text not null,           -- for everybody; empty: not shown
  inner_words text not null,
  by_name text not null
);
create index decision_step_of on decision_step (decision_id, id);
create table decision_paper (
  decision_id text not null references decision (id),
  item text not null,            -- draft, explanation, basis, comments, review, fair
  words text not null,
  at text not null,
  primary key (decision_id, item)
);
create table decision_view (     -- views in the meeting; never public
  id text primary key,
  decision_id text not null references decision (id),
  sort bigint not null,
  name text not null,
  stance text not null,          -- for, against, reserved
  words text not null
);
create index decision_view_of on decision_view (decision_id, sort);
create table decision_group (    -- comments that say the same
  id text primary key,
  decision_id text not null references decision (id),
  title text not null,
  adopted text not null,         -- open, yes, partly, no
  reason text not null,
  comments bigint not null,
  answered_at text
);
create index decision_group_of on decision_group (decision_id, id);
create table decision_comment (
  id text primary key,
  decision_id text not null references decision (id),
  number text not null,
  secret text not null,
  body text not null,
  group_id text,
  received_at text not null
);
create unique index decision_comment_number on decision_comment (number);
create index decision_comment_of on decision_comment (decision_id, group_id, id);
create table decision_evaluation (
  id text primary key,
  decision_id text not null references decision (id),
  unit_id text not null,         -- who evaluates
  why text not null,
  words text not null,
  state text not null,           -- open, done
  case_id text not null,
  opened_on text not null,
  done_on text
);
create index decision_evaluation_of on decision_evaluation (decision_id, id);
