{{ series_sets_table() }}
