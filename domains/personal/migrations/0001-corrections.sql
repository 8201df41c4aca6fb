-- What somebody says is wrong about them, and what came of it.
create table personal_correction (
  id text primary key,
  person_id text not null,
  area text not null,            -- an area of the register
  wrong text not null,
  right_words text not null,
  evidence text not null,
  state text not null,           -- open, corrected, declined
  answer text not null,
  case_id text not null,
  asked_at text not null,
  answered_at text,
  answered_name text not null
);
create index personal_correction_person on personal_correction (person_id, id);
