-- $1 id, $2 administrator, $3 file, $4 its text, $5 stones, $6 pools, $7 their value, $8 how many faults.
INSERT INTO nft_batch (id, admin_id, file_name, content, stones, pools, total_fmv, faults)
VALUES ($1::uuid, $2::uuid, $3, $4, $5::bigint, $6::bigint, $7::numeric, $8::bigint)
