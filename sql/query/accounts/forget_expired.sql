-- Codes, nonces, attempts and locks that can no longer matter.
WITH codes AS (DELETE FROM email_code WHERE expires_at < gem_now() - interval '1 day'),
     nonces AS (DELETE FROM wallet_nonce WHERE expires_at < gem_now() - interval '1 day'),
     attempts AS (DELETE FROM oauth_attempt WHERE expires_at < gem_now() - interval '1 day'),
     keys AS (DELETE FROM idempotency_key WHERE created_at < gem_now() - interval '24 hours')
DELETE FROM sign_in_lock WHERE last_failure_at < gem_now() - interval '1 day'
