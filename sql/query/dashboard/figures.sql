-- What the console opens with. Who has joined is counted by day already. The ledger sums to zero, so what all users are owed is the rest of it, without asking each of them.
WITH balance AS MATERIALIZED (
    SELECT name AS purpose, total
    FROM ledger_purpose CROSS JOIN LATERAL (SELECT coalesce(sum(balance), 0) AS total FROM ledger_account WHERE purpose = name) AS summed
    WHERE name <> 'user_credit'
), item AS (
    SELECT count(*) FILTER (WHERE status = 'LISTED') AS listed, count(*) FILTER (WHERE status = 'BUYBACK') AS in_buyback,
           count(*) FILTER (WHERE status = 'PROCESSING') AS shipping, count(*) AS moving
    FROM vault_item WHERE status IN ('LISTED', 'BUYBACK', 'PROCESSING')
), sold_back AS (
    SELECT count(*) FILTER (WHERE status = 'PENDING') AS pending, coalesce(sum(price) FILTER (WHERE status = 'PENDING'), 0) AS pending_usd,
           count(*) FILTER (WHERE status = 'APPROVED') AS approved, coalesce(sum(price) FILTER (WHERE status = 'APPROVED'), 0) AS approved_usd
    FROM buyback WHERE status IN ('PENDING', 'APPROVED')
), leaving AS (
    SELECT count(*) FILTER (WHERE status = 'HELD') AS held, coalesce(sum(amount) FILTER (WHERE status = 'HELD'), 0) AS held_usd,
           count(*) FILTER (WHERE status = 'REVIEW') AS review, coalesce(sum(amount) FILTER (WHERE status = 'REVIEW'), 0) AS review_usd,
           count(*) FILTER (WHERE status = 'SENDING') AS sending, coalesce(sum(amount) FILTER (WHERE status = 'SENDING'), 0) AS sending_usd
    FROM withdrawal WHERE status IN ('HELD', 'REVIEW', 'SENDING')
)
SELECT (SELECT coalesce(sum(new_users), 0)::bigint FROM dashboard_day)
         + (SELECT count(*) FROM app_user WHERE created_at >= coalesce((SELECT max(counted_until) FROM dashboard_day), '-infinity'))
         - (SELECT count(*) FROM app_user WHERE status = 'CLOSED') AS users,
       (SELECT count(*) FROM app_user WHERE status = 'FROZEN') AS users_frozen,
       (SELECT -sum(total) FROM balance) AS credit_owed_usd,
       (SELECT coalesce(sum(available), 0)::bigint FROM pool_statistics) AS gems_in_pools,
       (SELECT count(*) FROM nft WHERE NOT on_shelf) AS gems_off_shelf,
       (SELECT count(*) FROM vault_item WHERE closed_at IS NULL) - moving AS gems_vaulted,
       listed AS gems_listed,
       in_buyback AS gems_in_buyback,
       shipping AS gems_shipping,
       (SELECT count(*) FROM job WHERE dead_at IS NOT NULL) AS jobs_dead,
       (SELECT count(*) FROM job WHERE dead_at IS NULL) AS jobs_waiting,
       (SELECT count(*) FROM chain_payment WHERE outcome = 'UNMATCHED') AS payments_unmatched,
       (SELECT count(*) FROM schedule WHERE problem IS NOT NULL) AS schedules_failing,
       (SELECT checked_at FROM ledger_check ORDER BY id DESC LIMIT 1) AS ledger_checked_at,
       (SELECT faults FROM ledger_check ORDER BY id DESC LIMIT 1) AS ledger_faults,
       pending AS exposure_buybacks_pending,
       pending_usd AS exposure_buybacks_pending_usd,
       approved AS exposure_buybacks_approved,
       approved_usd AS exposure_buybacks_approved_usd,
       held AS exposure_withdrawals_held,
       held_usd AS exposure_withdrawals_held_usd,
       review AS exposure_withdrawals_review,
       review_usd AS exposure_withdrawals_review_usd,
       sending AS exposure_withdrawals_sending,
       sending_usd AS exposure_withdrawals_sending_usd,
       (SELECT count(*) FROM payout WHERE status IN ('PENDING', 'SENDING', 'REVIEW')) AS exposure_payouts_open,
       (SELECT total FROM balance WHERE purpose = 'payouts_due') AS exposure_payouts_due_usd,
       (SELECT total FROM balance WHERE purpose = 'user_escrow') AS exposure_escrow_usd
FROM item, sold_back, leaving
