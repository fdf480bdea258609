SELECT id, fault FROM audit_faults()
