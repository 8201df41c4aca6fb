-- A set of questions brought in under a licence; the house's own questions are part of the program.
create table diagnosis_bank (
  id text primary key,
  name text not null,
  licence text not null,        -- who allows its use, document
  state text not null,          -- open, withdrawn
  added_at text not null
);
create table diagnosis_bank_item (
  bank_id text not null,
  sort bigint not null,
  code text not null,
  construct text not null,      -- one of the sixteen, or OUT
  words text not null,
  keyed text not null,          -- +, -
  primary key (bank_id, sort)
);

-- One class or set asked about in two waves.
create table diagnosis_study (
  id text primary key,
  kind text not null,           -- class, set
  subject_id text not null,
  title text not null,
  unit_id text not null,        -- who holds the class
  trainer_id text,              -- person who gives out the slips
  bank_id text not null,        -- own, or a bank
  form text not null,           -- full, short
  secret bytea,                 -- key of the pseudonyms; destroyed when the last wave closes
  least bigint not null,        -- smallest group told
  year bigint not null,         -- of its first wave
  state text not null,          -- running, closed, dropped
  created_at text not null,
  unique (kind, subject_id)
);
create index diagnosis_study_unit on diagnosis_study (unit_id);

create table diagnosis_wave (
  study_id text not null,
  wave bigint not null,         -- 1 at the end of the class, 2 some weeks later
  opens_on text not null,
  closes_on text not null,
  provisional bigint not null,  -- the days rest on a calendar year not yet announced
  state text not null,          -- planned, open, closed
  reminders bigint not null,    -- at most two
  answered bigint not null,     -- set when it closes
  primary key (study_id, wave)
);
create index diagnosis_wave_state on diagnosis_wave (state, opens_on);

-- Who was asked to answer in a wave: whether they did is known to nobody.
create table diagnosis_asked (
  study_id text not null,
  wave bigint not null,
  person_id text not null,
  case_id text not null,
  primary key (study_id, wave, person_id)
);

-- Slips alike: a unit large enough in this class, or everybody else (unit empty).
create table diagnosis_group (
  id text primary key,
  study_id text not null,
  unit_id text,
  codes bigint not null
);
create index diagnosis_group_study on diagnosis_group (study_id);

-- Codes exist only as hashes, while the study runs. Nothing here leads to an answer without the code itself.
create table diagnosis_code (
  hash text primary key,
  study_id text not null,
  group_id text not null,
  kind text not null,           -- own, seen
  used_1 bigint not null,
  used_2 bigint not null,
  mask text not null            -- for seen: the pseudonym hidden by the code
);
create index diagnosis_code_study on diagnosis_code (study_id, kind);

-- Places for answers, made beforehand in the order of their pseudonyms: neither order nor time can be told.
create table diagnosis_answer (
  study_id text not null,
  wave bigint not null,
  pseudonym text not null,
  group_id text not null,
  items text,                   -- a sign for each question; empty: not answered
  seen text,                    -- what somebody who sees the work said
  primary key (study_id, wave, pseudonym)
);

-- Counts of a closed wave: what reports are made of. A row stands for at least `least` people, or for a whole class
-- too small to be told, which has a batch.
create table diagnosis_count (
  id text primary key,
  study_id text not null,
  wave bigint not null,
  unit_id text,                 -- empty: people of small units together
  rows_in bigint not null,
  paired bigint not null,       -- of them with answers in both waves
  batch_id text,
  body bytea not null
);
create index diagnosis_count_study on diagnosis_count (study_id, wave);
create index diagnosis_count_batch on diagnosis_count (batch_id);
create index diagnosis_count_unit on diagnosis_count (unit_id);

-- Change between the waves of those who answered both, where that may be told.
create table diagnosis_pair (
  study_id text primary key,
  rows_in bigint not null,
  body bytea not null
);

-- Classes too small to be told alone, told together once there are enough.
create table diagnosis_batch (
  id text primary key,
  bank_id text not null,
  year bigint not null,
  wave bigint not null,
  state text not null,          -- filling, told
  created_at text not null
);

-- What is done about a barrier.
create table diagnosis_plan (
  id text primary key,
  about text not null,          -- county, unit, study
  about_id text not null,
  unit_id text not null,
  construct text not null,
  title text not null,
  meeting text not null,        -- who met, what was said
  before_mean double precision, -- in the report the plan was made from
  before_rows bigint not null,
  review_on text not null,
  state text not null,          -- running, reviewed
  finding text not null,
  case_id text not null,
  created_at text not null
);
create index diagnosis_plan_unit on diagnosis_plan (unit_id, state);
create table diagnosis_step (
  id text primary key,
  plan_id text not null,
  sort bigint not null,
  words text not null,
  owner_id text not null,
  owner_name text not null,
  due_on text not null,
  done_on text,
  note text not null,
  case_id text not null
);
create index diagnosis_step_plan on diagnosis_step (plan_id, sort);
