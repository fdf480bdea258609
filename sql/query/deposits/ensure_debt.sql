INSERT INTO ledger_account (purpose, owner_id, may_be_negative) VALUES ('user_debt', $1::uuid, true) ON CONFLICT DO NOTHING
