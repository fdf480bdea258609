SELECT handle FROM reserved_handle WHERE skeleton = handle_skeleton($1)
