-- $1 batch, $2 a JSON array of faults.
INSERT INTO nft_batch_fault (batch_id, place, row, field, problem)
SELECT $1::uuid, fault.place, fault.row, fault.field, fault.problem
FROM jsonb_to_recordset($2::jsonb) AS fault (place bigint, row bigint, field text, problem text)
