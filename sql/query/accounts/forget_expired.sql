-- Codes and locks that can no longer matter.
WITH sessions AS (DELETE FROM user_session WHERE expires_at < gem_now() - interval '30 days'),
     checks AS (DELETE FROM ledger_check WHERE checked_at < gem_now() - interval '30 days'),
     codes AS (DELETE FROM email_code WHERE expires_at < gem_now() - interval '1 day'),
     keys AS (DELETE FROM idempotency_key WHERE created_at < gem_now() - interval '24 hours')
DELETE FROM sign_in_lock WHERE last_failure_at < gem_now() - interval '1 day'
