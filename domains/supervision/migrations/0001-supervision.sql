-- What was sent to an office because of an open step, from reminder to conclusion.
create table standing_matter (
  id text primary key,
  step_id text not null unique,   -- the open step, of any room
  office text not null,
  procedure text not null,
  step text not null,
  by_role text,                   -- role it waits for; null: a person, who is not named here
  since_on text not null,
  due_on text,
  state text not null,            -- reminded, answered, asked, explained, read, noted, taken-up, concluded, moved
  reminded_on text not null,
  reminded_by text not null,
  words text not null,            -- what the reminder says besides; may be empty
  answer text,                    -- what the office answered to the reminder
  promised_on text,               -- the day by which it says it will be done
  answered_by text,
  answered_at text,
  asked_on text,
  asked_by text,                  -- person who asked, who reads and concludes
  asked_name text,
  question text,
  explanation text,
  explained_by text,
  explained_at text,
  read_by text,
  read_at text,
  conclusion text,                -- justified, hasten, systemic
  conclusion_note text,
  concluded_by text,
  concluded_at text,
  noted_on text,
  noted_to text,                  -- the office above
  noted_by text,
  note_words text,
  note_answer text,
  note_answered_by text,
  note_answered_at text,
  moved_on text                   -- the step was done
);
create index standing_matter_office on standing_matter (office, reminded_on);
create index standing_matter_open on standing_matter (state, step_id);

-- Register of files that peers may be drawn to look at.
create table review_file (
  id text primary key,
  unit_id text not null,
  kind text not null,             -- finance, project, appointment
  year bigint not null,
  number text not null,
  title text not null,
  amount text,                    -- yuan, decimal text
  counterpart text not null,      -- firm or person dealt with; may be empty
  counterpart_key text not null,
  added_at text not null,
  added_by text not null,
  withdrawn_at text
);
create unique index review_file_number on review_file (unit_id, number);
create index review_file_year on review_file (unit_id, year, kind, number);
create table review_upload (
  id text primary key,
  account text not null,
  unit_id text not null,
  name text not null,
  hash text not null,
  bytes bytea not null,
  at text not null
);

-- Peer reviews: commitment, word of the office reviewed, draw, findings, closing.
create table peer_review (
  id text primary key,
  year bigint not null,
  title text not null,
  reviewed_unit text not null,
  reviewer_unit text not null,
  kinds text not null,            -- codes separated by spaces
  size bigint not null,
  secret_key text not null,       -- key the secret lies under until the draw
  secret_locked bytea not null,
  secret text,                    -- 64 hex digits, once drawn
  commitment text not null,       -- SHA-256 of the secret
  list_hash text not null,        -- SHA-256 of the candidate numbers, one a line
  candidates bigint not null,
  committed_at text not null,
  opened_by text not null,
  word text,
  word_by text,
  word_at text,
  drawn_at text,
  review_by text not null,        -- last day for findings
  findings bigint not null,
  answered bigint not null,
  settled bigint not null,
  state text not null,            -- word, draw, review, answer, recheck, closed
  closed_at text,
  case_id text not null
);
create index peer_review_year on peer_review (year, committed_at);
create table peer_candidate (
  review_id text not null,
  number text not null,
  file_id text not null,
  kind text not null,
  key text,                       -- SHA-256 of seed and number, once drawn
  drawn bigint not null,
  seen bigint not null,           -- 1: looked at
  primary key (review_id, number)
);
create table peer_reviewer (
  review_id text not null,
  person_id text not null,
  name text not null,
  primary key (review_id, person_id)
);
create table peer_finding (
  id text primary key,
  review_id text not null,
  file_id text not null,
  number text not null,
  clause text not null,
  says text not null,
  found_by text not null,
  found_at text not null,
  agreed bigint,                  -- 1 accepted, 0 contested
  answer text,
  mended_by text,                 -- day by which it is mended
  answered_by text,
  answered_at text,
  settled bigint not null,
  recheck text,
  rechecked_by text,
  rechecked_at text
);
create index peer_finding_review on peer_finding (review_id, number);

-- Interests and contacts, declared by oneself. Amended, never deleted: the row before stays and says by what. What they say
-- is locked: a stolen database tells that somebody declared something, not what or with whom.
create table interest (
  id text primary key,
  root_id text not null,          -- the first version
  person_id text not null,
  body_key text not null,         -- key the body lies under
  body bytea not null,            -- kind, holder, firm and what it is, locked for this row
  declared_at text not null,
  replaced_by text,
  replaced_at text
);
create index interest_person on interest (person_id, declared_at);
create table business_contact (
  id text primary key,
  root_id text not null,
  person_id text not null,
  body_key text not null,
  body bytea not null,            -- firm, day, occasion, what was said and gifts, locked for this row
  declared_at text not null,
  replaced_by text,
  replaced_at text
);
create index business_contact_person on business_contact (person_id, declared_at);
create table register_confirmation (
  person_id text not null,
  year bigint not null,
  entries bigint not null,
  at text not null,
  primary key (person_id, year)
);
create table register_reading (
  id text primary key,
  person_id text not null,        -- whose declarations
  account text not null,
  reader text not null,
  purpose text not null,
  at text not null,
  until_on text not null
);
create index register_reading_person on register_reading (person_id, at);
create index register_reading_account on register_reading (account, person_id);

-- Recusal checks: the matter, and who has to withdraw.
create table recusal_check (
  id text primary key,
  unit_id text not null,
  counterpart text not null,
  counterpart_code text not null,
  matter text not null,
  about text not null,
  asked_by text not null,
  asked_name text not null,
  asked_at text not null,
  hits bigint not null,
  state text not null,            -- clear, asking, waiting, arranged
  arranger text,                  -- unit whose head arranges; null: the inspectors of the county
  arrangement text,
  arranged_by text,
  arranged_at text
);
create index recusal_check_unit on recusal_check (unit_id, asked_at);
create index recusal_check_asker on recusal_check (asked_by, asked_at);
create table recusal_hit (
  check_id text not null,
  person_id text not null,
  name text not null,
  interest_id text not null,
  ask bigint not null,            -- 1: only the name is alike
  said bigint,                    -- 1: the person said that it is the one, 0: another
  said_at text,
  decision text not null,
  primary key (check_id, person_id)
);
create index recusal_hit_person on recusal_hit (person_id, check_id);
