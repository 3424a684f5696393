{{ stage_series(
    'orange_juice', 'weekly_juice',
    series='unique_id', ds='ds', y='y'
) }}
