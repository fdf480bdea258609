DELETE FROM sign_in_lock WHERE subject = $1
