-- What else says who somebody was. Runs before close.sql, which forgets the addresses this looks for.
WITH person AS (SELECT id, email, solana_address, evm_address FROM app_user WHERE id = $1::uuid),
     codes AS (DELETE FROM email_code USING person WHERE email_code.email = person.email),
     locks AS (DELETE FROM sign_in_lock USING person WHERE subject = 'email:' || person.email),
     nonces AS (DELETE FROM wallet_nonce USING person WHERE address IN (person.solana_address, person.evm_address)),
     listed AS (DELETE FROM withdrawal_address USING person WHERE user_id = person.id),
     answers AS (DELETE FROM idempotency_key USING person WHERE user_id = person.id),
     attempts AS (DELETE FROM oauth_attempt USING user_session
                  WHERE session_id = user_session.id AND user_session.user_id = $1::uuid)
UPDATE user_session SET revoked_at = coalesce(revoked_at, gem_now()), user_agent = '', remote_address = '',
       wallet_chain = NULL, wallet_address = NULL
FROM person WHERE user_id = person.id
