-- The year's plan: programmes of the county, differentiated by kind of person, post category and stage.
create table programme (
  id text primary key,
  year bigint not null,
  title text not null,
  purpose text not null,        -- what should be different at work afterwards
  target_id text,               -- the target of room duty whose measure shows the result; may be empty
  form text not null,           -- degree, secondment, off-post, field-research, online, on-the-job
  kinds text not null,          -- kinds of persons it is for, separated by spaces; empty: all
  categories text not null,     -- post categories, likewise
  stages text not null,         -- new, 1-3, 3-10, 10+ (years in post), likewise
  differs text not null,        -- what is done differently for them
  minutes bigint not null,      -- planned time
  state text not null,          -- draft, adopted, withdrawn
  created_at text not null
);
create index programme_year on programme (year, state);

-- A class: one run of a programme.
create table class (
  id text primary key,
  programme_id text not null,
  year bigint not null,
  title text not null,
  form text not null,
  unit_id text not null,        -- who holds it
  trainer_id text,              -- person who answers for it
  leader_id text,               -- class leader who keeps the roll
  place text not null,
  link text not null,           -- remote link; empty for none
  capacity bigint not null,
  starts_on text not null,
  ends_on text not null,
  state text not null,          -- announced, running, finished, cancelled
  evaluated bigint not null,    -- 1 where reaction is asked at the end
  created_at text not null
);
create index class_year on class (year, starts_on);
create index class_unit on class (unit_id);

-- Who takes part.
create table enrolment (
  class_id text not null,
  person_id text not null,
  unit_id text not null,        -- unit of the person when nominated
  name text not null,
  state text not null,          -- nominated, enrolled, waiting, withdrawn, finished, not-finished
  by_own bigint not null,       -- 1 where the person enrolled themselves
  place bigint not null,        -- order of arrival, for the waiting list
  team bigint,                  -- number of the team, once drawn
  created_at text not null,
  primary key (class_id, person_id)
);
create index enrolment_person on enrolment (person_id, state);

-- Training of a person in minutes: from a class, from elsewhere by import, from xAPI statements.
create table training_record (
  id text primary key,
  person_id text not null,
  unit_id text not null,
  title text not null,
  form text not null,
  minutes bigint not null,
  half_days bigint,             -- days in halves, if they were recorded
  started_on text,
  ended_on text not null,
  held_by text not null,        -- who held it
  source text not null,         -- class, import, xapi
  source_ref text not null,     -- class id, file row, statement id
  recognised bigint not null,   -- 1 counts, 0 kept and not counted
  withdrawn_at text,
  created_at text not null,
  unique (person_id, source, source_ref)
);
create index training_record_person on training_record (person_id, ended_on);
create index training_record_unit on training_record (unit_id, ended_on);
