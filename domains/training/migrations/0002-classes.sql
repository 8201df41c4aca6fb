-- The year of training: needs are gathered, programmes drafted, the plan adopted.
create table training_year (
  year bigint primary key,
  state text not null,          -- gathering, submitted, adopted
  survey_until text not null,   -- last day of the yearly survey of needs
  case_id text,
  document text not null,       -- document the plan was adopted by
  opened_at text not null,
  adopted_at text,
  adopted_by text
);

-- What somebody should be able to do at work and cannot yet.
create table need (
  id text primary key,
  year bigint not null,
  unit_id text not null,
  person_id text,               -- from an improvement plan: whose
  source text not null,         -- plan, target, unit, survey
  source_ref text not null,     -- id of the plan or target, code of the topic asked about; empty for a proposal
  topic text not null,
  wanted text not null,         -- what should be different at work
  people bigint not null,       -- how many it concerns
  state text not null,          -- open, planned, set-aside
  programme_id text,
  note text not null,           -- why it was set aside
  created_at text not null,
  created_by text not null
);
create index need_year on need (year, state);
create index need_unit on need (unit_id, year);

-- The yearly survey: one answer a person, changed until it ends.
create table need_answer (
  year bigint not null,
  person_id text not null,
  unit_id text not null,
  topics text not null,         -- codes separated by spaces, at most three
  form text not null,
  wish text not null,
  answered_at text not null,
  primary key (year, person_id)
);

-- What a class has besides the columns other rooms read.
create table class_detail (
  class_id text primary key,
  about text not null,          -- what one can do afterwards
  enrol_until text not null,
  own_enrolment bigint not null, -- 1 where people may enrol themselves
  trainers text not null,       -- names and offices of those who teach
  seed text,                    -- of the draw of teams, in hex
  drawn_at text,
  drawn_by text,
  teams bigint,
  reaction_until text,          -- last day on which reaction is taken
  case_id text,
  finished_at text,
  finished_by text,
  cancelled_why text
);
-- Units asked to name people, with their places.
create table class_invitation (
  class_id text not null,
  unit_id text not null,
  seats bigint not null,
  case_id text not null,
  answered_at text,
  primary key (class_id, unit_id)
);
-- A part of a class that has its own material: a unit of a remote class.
create table class_part (
  id text primary key,
  class_id text not null,
  number bigint not null,
  title text not null,
  task text not null            -- what is done with the material
);
create index class_part_class on class_part (class_id, number);
create table class_session (
  id text primary key,
  class_id text not null,
  on_day text not null,
  starts text not null,         -- HH:MM
  minutes bigint not null,
  content text not null,        -- theory, spirit, skill, practice, exercise
  title text not null,
  trainer text not null,
  place text not null,          -- where, or the remote link; empty: as the class has it
  part_id text,
  roll_at text,                 -- when its roll was kept
  roll_by text
);
create index class_session_class on class_session (class_id, on_day, starts);
create table class_team (
  class_id text not null,
  number bigint not null,
  name text not null,
  primary key (class_id, number)
);
-- The roll, kept by the class leader.
create table roll_entry (
  session_id text not null,
  class_id text not null,
  person_id text not null,
  state text not null,          -- present, leave, absent
  minutes bigint not null,      -- taken part in
  primary key (session_id, person_id)
);
create index roll_entry_class on roll_entry (class_id, person_id);
create table class_leave (
  id text primary key,
  class_id text not null,
  person_id text not null,
  unit_id text not null,
  session_id text not null,
  minutes bigint not null,
  reason text not null,
  state text not null,          -- asked, granted, refused, withdrawn
  case_id text,
  decision text,                -- the decision of training-leave shown when it was answered, JSON
  created_at text not null,
  answered_at text,
  unique (session_id, person_id)
);
create index class_leave_class on class_leave (class_id, person_id);
create table class_exercise (
  id text primary key,
  class_id text not null,
  title text not null,
  task text not null,
  minutes bigint not null,
  created_at text not null
);
create index class_exercise_class on class_exercise (class_id);
create table exercise_debrief (
  exercise_id text not null,
  team bigint not null,
  happened text not null,       -- what we did
  helped text not null,
  hindered text not null,
  principle text not null,      -- what we hold on to
  at_work text not null,        -- where it will be of use
  written_by text not null,
  written_at text not null,
  primary key (exercise_id, team)
);
-- The report after a class: its writer's own until they share it.
create table class_report (
  class_id text not null,
  person_id text not null,
  unit_id text not null,
  use_what text not null,       -- what will be used at work
  use_when text not null,
  use_with text not null,
  obstacle text not null,
  learned text not null,
  shared text not null,         -- none, class, head
  case_id text,
  handed_in_at text,
  changed_at text not null,
  primary key (class_id, person_id)
);
create table certificate (
  number text primary key,      -- e.g. 2026-0012
  year bigint not null,
  class_id text not null,
  person_id text not null,
  unit_id text not null,
  minutes bigint not null,
  issued_on text not null,
  unique (class_id, person_id)
);
create index certificate_person on certificate (person_id);

-- Reaction: one row a class. Answers are added up as they come and words are kept in alphabetical order, so that
-- nothing stored says who said what, nor in what order.
create table reaction (
  class_id text primary key,
  given bigint not null,
  counts text not null,         -- JSON: question to five numbers
  helpful text not null,        -- JSON list
  better text not null          -- JSON list
);
create table reaction_asked (   -- who has not answered yet; no time
  class_id text not null,
  person_id text not null,
  given bigint not null,
  primary key (class_id, person_id)
);

-- The question bank, and the optional test of a class.
create table question (
  id text primary key,
  topic text not null,
  kind text not null,           -- single, multiple, judgement, short
  stem text not null,
  options text not null,        -- JSON list
  answer text not null,         -- JSON list of places from 0; judgement: [1] right, [0] wrong; short: []
  explanation text not null,    -- why; for a short answer what a good one holds
  state text not null,          -- in-use, retired
  created_at text not null,
  created_by text not null
);
create index question_topic on question (topic, state);
create table class_test (
  class_id text primary key,
  opens_on text not null,
  closes_on text not null
);
create table class_question (
  class_id text not null,
  question_id text not null,
  sort bigint not null,
  primary key (class_id, question_id)
);
create table test_answer (
  class_id text not null,
  person_id text not null,
  question_id text not null,
  answer text not null,         -- JSON list of places, or the words in a list of one
  correct bigint,               -- null for a short answer, which nobody marks
  answered_at text not null,
  primary key (class_id, person_id, question_id)
);

-- A file of outside records, kept from its trial reading until it is carried out or withdrawn; one an account.
create table record_upload (
  id text primary key,
  account_id text not null,
  name text not null,
  hash text not null,
  bytes bytea not null,
  at text not null
);
-- Where xAPI statements come from, each with its own key.
create table xapi_source (
  id text primary key,
  name text not null,
  key_hash text not null,       -- SHA-256 of the secret
  minutes bigint not null,      -- longest statement that counts
  created_at text not null,
  created_by text not null,
  withdrawn_at text
);
create table xapi_statement (
  id text primary key,          -- of the statement, lower case
  source_id text not null,
  verb text not null,
  actor text not null,          -- account or address named
  object text not null,
  person_id text,
  unit_id text,
  record_id text,               -- the training record made of it
  why text not null,            -- counted, verb, person, duration, result
  hash text not null,           -- SHA-256 of the canonical body
  body text not null,
  stored_at text not null
);
create index xapi_statement_source on xapi_statement (source_id, stored_at);
create index xapi_statement_why on xapi_statement (why, stored_at);
