-- Everything that a person must look at, and where; none when all is well. The runbook is docs/operations.md.
SELECT severity, what, detail, page FROM (
    SELECT 1 AS turn, 'bad' AS severity, 'The ledger does not add up' AS what, faults || ' faults found by the last check' AS detail, '/admin/ledger/checks' AS page
      FROM (SELECT * FROM ledger_check ORDER BY checked_at DESC, id DESC LIMIT 1) AS last WHERE faults > 0
    UNION ALL
    SELECT 2, 'bad', 'The ledger is not checked', 'the last check is more than a quarter of an hour old', '/admin/schedules'
      FROM (SELECT max(checked_at) AS at FROM ledger_check) AS last WHERE coalesce(at < gem_now() - interval '15 minutes', true)
    UNION ALL
    SELECT 3, 'bad', 'The treasury differs in ' || asset, (on_chain - recorded) || ' lamports or base units, for two checks', '/admin/ledger/accounts'
      FROM (SELECT asset, on_chain, recorded, lag(on_chain - recorded) OVER turn AS before, row_number() OVER (PARTITION BY asset ORDER BY id DESC) AS place
              FROM treasury_check WHERE checked_at > gem_now() - interval '1 hour' WINDOW turn AS (PARTITION BY asset ORDER BY id)) AS checks
     WHERE place = 1 AND on_chain <> recorded AND coalesce(before, 0) <> 0
    UNION ALL
    SELECT 4, 'bad', 'Payouts wait for a person', count(*) || ' in review', '/admin/payouts?status=REVIEW' FROM payout WHERE status = 'REVIEW' HAVING count(*) > 0
    UNION ALL
    SELECT 5, 'bad', 'Jobs have been given up', count(*) || ' are dead', '/admin/jobs?state=DEAD' FROM job WHERE dead_at IS NOT NULL HAVING count(*) > 0
    UNION ALL
    SELECT 6, 'bad', 'The schedule ' || name || ' fails', problem, '/admin/schedules' FROM schedule WHERE problem IS NOT NULL
    UNION ALL
    SELECT 7, 'bad', 'The schedule ' || name || ' is overdue', 'no worker runs it', '/admin/schedules'
      FROM schedule WHERE next_run_at < gem_now() - greatest(period, interval '1 minute')
    UNION ALL
    SELECT 8, 'bad', 'Openings are paid and not drawn', 'for more than a minute', '/admin/schedules'
      FROM opening WHERE status = 'PAID' AND paid_at < gem_now() - interval '1 minute' HAVING count(*) > 0
    UNION ALL
    SELECT 9, 'warn', 'Card payments are not what was asked for', count(*) || ' in review', '/admin/deposits?status=REVIEW'
      FROM deposit WHERE status = 'REVIEW' HAVING count(*) > 0
    UNION ALL
    SELECT 10, 'warn', 'Payments of strangers', count(*) || ' unmatched', '/admin/payments?outcome=UNMATCHED'
      FROM chain_payment WHERE outcome = 'UNMATCHED' HAVING count(*) > 0
    UNION ALL
    SELECT 11, 'warn', 'Withdrawals wait for a person', count(*) || ' in review', '/admin/withdrawals?status=REVIEW'
      FROM withdrawal WHERE status = 'REVIEW' HAVING count(*) > 0
    UNION ALL
    SELECT 12, 'warn', 'Gems offered back', count(*) || ' requests wait', '/admin/buyback?status=PENDING' FROM buyback WHERE status = 'PENDING' HAVING count(*) > 0
    UNION ALL
    SELECT 13, 'warn', 'Credit to be adjusted', count(*) || ' wait for a second person', '/admin/adjustments?status=PENDING'
      FROM adjustment_request WHERE status = 'PENDING' HAVING count(*) > 0
    UNION ALL
    SELECT 14, 'warn', 'Disputes are open', count(*) || ' to be answered at Stripe', '/admin/deposits?status=DISPUTED'
      FROM card_dispute WHERE status = 'OPEN' HAVING count(*) > 0
    UNION ALL
    SELECT 15, 'warn', 'Users owe us', count(*) || ' of them, ' || -sum(balance) || ' USD', '/admin/ledger/entries?account=user_debt'
      FROM ledger_account WHERE purpose = 'user_debt' AND balance < 0 HAVING count(*) > 0
    UNION ALL
    SELECT 16, 'warn', 'A price is old', asset || ' from ' || source || coalesce(': ' || problem, ''), '/admin/system'
      FROM price WHERE coalesce(published_at < gem_now() - interval '120 seconds', true)
    UNION ALL
    SELECT 17, 'warn', 'The treasury is not read', address, '/admin/schedules'
      FROM treasury_sweep WHERE coalesce(swept_at < gem_now() - interval '2 minutes', true)
    UNION ALL
    SELECT 18, 'warn', 'Webhooks wait', count(*) || ' for more than a minute', '/admin/webhooks?status=RECEIVED'
      FROM webhook_event WHERE status = 'RECEIVED' AND provider IN ('stripe', 'solana') AND received_at < gem_now() - interval '1 minute' HAVING count(*) > 0
) AS alert ORDER BY turn, what
