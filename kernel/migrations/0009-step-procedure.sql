-- A step carries the procedure of its case: open steps are counted by office and procedure without looking at their cases.
alter table case_step add column procedure text;
update case_step set procedure = (select c.procedure from case_file c where c.id = case_step.case_id) where done_at is null;
drop index case_step_office;
create index case_step_office on case_step (office, due_on, opened_at, procedure) where done_at is null;
