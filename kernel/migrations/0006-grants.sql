-- A grant that follows a tenure ends with it.
alter table account_grant add column tenure_id text;
create index account_grant_tenure on account_grant (tenure_id) where tenure_id is not null;

-- Rights proposed by one and approved by another.
create table grant_proposal (
  id text primary key,
  account_id text not null,
  role text not null,
  unit_id text,
  to_on text,
  reason text not null,
  tenure_id text,
  proposed_by text not null,
  proposed_name text not null,
  proposed_at text not null,
  answered_by text,
  answered_name text,
  answered_at text,
  grant_id text
);
create index grant_proposal_open on grant_proposal (proposed_at) where answered_at is null;
create index grant_proposal_account on grant_proposal (account_id, proposed_at);

-- The yearly review: every grant then in force, and what was said of it.
create table grant_review (
  id text primary key,
  year bigint not null unique,
  opened_at text not null,
  due_on text not null,
  left_over bigint not null,
  closed_at text
);
create table grant_review_line (
  review_id text not null references grant_review (id),
  grant_id text not null references account_grant (id),
  account_id text not null,
  login text not null,
  said text,
  said_by text,
  said_name text,
  said_at text,
  primary key (review_id, grant_id)
);
create index grant_review_open on grant_review_line (review_id, login, grant_id) where said is null;
