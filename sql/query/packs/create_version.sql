INSERT INTO pack_version (id, pack_id, version, version_hash)
SELECT $1::uuid, $2::uuid, coalesce(max(version), 0) + 1, $3 FROM pack_version WHERE pack_id = $2::uuid
