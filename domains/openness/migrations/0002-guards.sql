-- Why the time of a notice is shorter than in general; shown with the notice. In notice, personal is 2 once what was
-- shown about people is erased.
alter table notice add column shorter text not null default '';
-- Account that answered, so that whoever answered can read it again. Open objections are listed first.
alter table objection add column answered_by text;
drop index objection_notice;
create index objection_notice on objection (notice_id, state, id);
-- What everybody reads of a step, in English; who took it, so that nobody reviews what they wrote.
alter table decision_step add column shown_en text not null default '';
alter table decision_step add column by_account text not null default '';
update decision_step set shown_en = shown;
-- Which meeting, from 1: views of several meetings stay apart. A decision that is by law not public ends in state kept.
alter table decision_view add column meeting bigint not null default 1;
drop index decision_view_of;
create index decision_view_of on decision_view (decision_id, meeting, sort);
