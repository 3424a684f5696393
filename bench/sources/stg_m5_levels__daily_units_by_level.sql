{{ stage_series(
    'm5_levels', 'daily_units_by_level',
    series='unique_id', ds='ds', y='y'
) }}
