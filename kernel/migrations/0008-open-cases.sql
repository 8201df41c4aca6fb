-- Open cases are found by their procedure.
create index case_file_open on case_file (procedure) where closed_at is null;
