-- $1 event. Helius sends an array of transactions: "enhanced" with their signature and timestamp, or "raw" as nodes tell them, where the
-- first of several signatures names the transaction.
SELECT DISTINCT ON (signature) signature,
       to_timestamp(CASE WHEN moment ~ '^[0-9]{1,12}$' THEN moment::bigint END) AS block_time
FROM webhook_event,
     jsonb_array_elements(CASE jsonb_typeof(body::jsonb) WHEN 'array' THEN body::jsonb ELSE jsonb_build_array(body::jsonb) END) AS element,
     coalesce(element ->> 'signature', element #>> '{transaction,signatures,0}') AS signature,
     coalesce(element ->> 'timestamp', element ->> 'blockTime') AS moment
WHERE webhook_event.id = $1::uuid AND signature ~ '^[1-9A-HJ-NP-Za-km-z]{64,88}$'
ORDER BY signature
