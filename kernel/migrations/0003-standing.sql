-- The office a step lies with: the unit of its role, else the unit of its case. Open steps are found by office and limit.
alter table case_step add column office text;
update case_step set office = coalesce(by_unit, (select c.unit_id from case_file c where c.id = case_step.case_id));
create index case_step_office on case_step (office, due_on, opened_at, step) where done_at is null;
