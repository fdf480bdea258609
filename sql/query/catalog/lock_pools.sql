-- Imports wait for each other: positions follow on without a gap. A statement of its own, so that the next one reads what the import
-- before has committed.
SELECT id FROM pool ORDER BY id FOR UPDATE
