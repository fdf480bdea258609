-- What waits for a person, a hundred of each at most: by indexes of just those rows.
SELECT (SELECT count(*) FROM (SELECT FROM deposit WHERE status = 'REVIEW' LIMIT 100) AS counted) AS deposits,
       (SELECT count(*) FROM (SELECT FROM chain_payment WHERE outcome = 'UNMATCHED' LIMIT 100) AS counted) AS payments,
       (SELECT count(*) FROM (SELECT FROM payout WHERE status = 'REVIEW' LIMIT 100) AS counted) AS payouts,
       (SELECT count(*) FROM (SELECT FROM withdrawal WHERE status = 'REVIEW' LIMIT 100) AS counted) AS withdrawals,
       (SELECT count(*) FROM (SELECT FROM adjustment_request WHERE status = 'PENDING' LIMIT 100) AS counted) AS adjustments,
       (SELECT count(*) FROM (SELECT FROM buyback WHERE status = 'PENDING' LIMIT 100) AS counted) AS buybacks,
       (SELECT count(*) FROM (SELECT FROM job WHERE dead_at IS NOT NULL LIMIT 100) AS counted) AS jobs
