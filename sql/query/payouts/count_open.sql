SELECT listed.status, count(payout.id) AS payouts
FROM unnest(ARRAY['PENDING', 'SENDING', 'REVIEW']::payout_status[]) AS listed (status) LEFT JOIN payout ON payout.status = listed.status
GROUP BY listed.status
