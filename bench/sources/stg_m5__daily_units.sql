{{ stage_series(
    'm5', 'daily_units',
    series='unique_id', ds='ds', y='y'
) }}
