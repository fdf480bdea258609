-- What can no longer matter: codes, nonces, attempts, locks, old answers, sessions long ended, old checks.
WITH attempts AS (DELETE FROM oauth_attempt WHERE expires_at < gem_now() - interval '1 day'),
     sessions AS (DELETE FROM user_session WHERE expires_at < gem_now() - interval '30 days'),
     checks AS (DELETE FROM ledger_check WHERE checked_at < gem_now() - interval '30 days'),
     links AS (DELETE FROM admin_link WHERE expires_at < gem_now() - interval '1 day'),
     administrators AS (DELETE FROM admin_session WHERE expires_at < gem_now() - interval '90 days'),
     codes AS (DELETE FROM email_code WHERE expires_at < gem_now() - interval '1 day'),
     nonces AS (DELETE FROM wallet_nonce WHERE expires_at < gem_now() - interval '1 day'),
     keys AS (DELETE FROM idempotency_key WHERE created_at < gem_now() - interval '24 hours')
DELETE FROM sign_in_lock WHERE last_failure_at < gem_now() - interval '1 day'
