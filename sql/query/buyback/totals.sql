-- $1 requests: how many of them wait, and what they come to.
SELECT count(*) AS count, coalesce(sum(price), 0) AS total FROM buyback WHERE id = ANY ($1::uuid[]) AND status = 'PENDING'
