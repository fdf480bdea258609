-- The return of a payment was cancelled: it waits for a person again.
UPDATE chain_payment SET outcome = 'UNMATCHED', resolution = NULL, resolved_at = NULL WHERE id = $1::uuid AND outcome = 'RESOLVED'
