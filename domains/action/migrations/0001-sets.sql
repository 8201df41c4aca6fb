-- A set 行动学习小组: people around a real service problem, with an owner and a sponsor.
create table action_set (
  id text primary key,
  unit_id text not null,        -- the unit whose service it is about
  title text not null,
  problem text not null,        -- as seen before the first round
  residents text not null,      -- whom the problem troubles
  wanted text not null,         -- results wanted, codes separated by spaces; the level follows from them
  level bigint not null,        -- 1 to 4
  target_id text,               -- the target of room duty whose measure shows the result; may be empty
  target_then double precision, -- what was reached of it when the set began
  experts text not null,        -- who answers questions of knowledge
  implements text not null,     -- who puts the solution into practice
  presents_on text,             -- day of the final presentation
  diagnosis_until text,         -- until then no solutions
  starts_on text not null,
  ends_on text not null,
  agreed text not null,         -- elements of the design agreed by word, codes separated by spaces
  began_without text,           -- why it began although elements of its level were missing
  state text not null,          -- preparing, running, closed, stopped
  began_at text,
  ended_at text,
  created_by text not null,     -- account
  created_at text not null
);
create index action_set_unit on action_set (unit_id, state);

-- Who belongs to a set. The owner may also be a member.
create table action_member (
  set_id text not null,
  person_id text not null,
  role text not null,           -- owner, sponsor, member, coach
  name text not null,
  unit_id text not null,
  goal text not null,           -- what the member wants to learn; empty: none yet
  primary key (set_id, person_id, role)
);
create index action_member_person on action_member (person_id, set_id);

-- A round: from the problem as seen now to what comes next.
create table action_round (
  id text primary key,
  set_id text not null,
  number bigint not null,
  meets_on text not null,
  state text not null,          -- open, finished
  opened_at text not null,
  finished_at text,
  unique (set_id, number)
);

-- What the set wrote together under a step of a round: problem, happened, reflection, next.
create table action_text (
  round_id text not null,
  step text not null,
  body text not null,
  by_name text not null,
  written_at text not null,
  primary key (round_id, step)
);

-- Questions, kept as questions.
create table action_question (
  id text primary key,
  round_id text not null,
  person_id text not null,
  name text not null,
  body text not null,
  open bigint not null,         -- 1 while it still leads on
  asked_at text not null
);
create index action_question_round on action_question (round_id, asked_at);

-- Assumptions found, and how each is put to the test.
create table action_assumption (
  id text primary key,
  round_id text not null,
  body text not null,
  test text not null,
  found text not null,          -- untested, held, fell
  written_at text not null
);
create index action_assumption_round on action_assumption (round_id, written_at);

-- Commitments: who does what by when, and what happened.
create table action_commitment (
  id text primary key,
  round_id text not null,
  person_id text not null,
  name text not null,
  what text not null,
  by_on text not null,
  state text not null,          -- open, done, otherwise, dropped
  happened_on text,
  happened text not null,
  evidence_id text,             -- the entry of room duty its result became
  answered_at text,
  created_at text not null
);
create index action_commitment_round on action_commitment (round_id, by_on);
create index action_commitment_person on action_commitment (person_id, state);

-- Principles, each in the words of who found it.
create table action_principle (
  round_id text not null,
  person_id text not null,
  name text not null,
  body text not null,
  written_at text not null,
  primary key (round_id, person_id)
);

-- Private notes: nobody but their writer reads them.
create table action_private (
  round_id text not null,
  person_id text not null,
  body text not null,
  written_at text not null,
  primary key (round_id, person_id)
);

-- Closing: what changed for residents, what the unit should change and what it answered.
create table action_closing (
  set_id text primary key,
  changed text not null,
  principles text not null,
  unit_change text not null,    -- empty: nothing asked of the unit
  target_now double precision,  -- what was reached of the linked target by then
  closed_by text not null,      -- name
  closed_at text not null,
  answer text,                  -- adopted, declined
  answer_note text,
  answered_by text,
  answered_at text
);

-- Offered to the experience exchange: read by everybody who serves in the county.
create table action_offer (
  set_id text primary key,
  unit_id text not null,
  title text not null,
  story text not null,          -- problem, what was tried, what changed, in a form others can use
  conditions text not null,     -- what must be there for it to work elsewhere
  offered_by text not null,     -- name
  offered_at text not null,
  withdrawn_at text
);
