INSERT INTO ledger_account (purpose, owner_id, may_be_negative) VALUES ('user_escrow', $1::uuid, false) ON CONFLICT DO NOTHING
