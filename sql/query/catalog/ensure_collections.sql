-- $1 ids, $2 names: makes those that are missing.
INSERT INTO collection (id, name)
SELECT made.id, made.name FROM unnest($1::uuid[], $2::text[]) AS made (id, name)
ON CONFLICT (name) DO NOTHING
