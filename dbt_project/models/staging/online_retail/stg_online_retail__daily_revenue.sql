{{ stage_series(
    ref('stg_online_retail__invoice_lines'), 'daily_revenue',
    series='country', ds='invoiced_at', y='quantity * price', key='line', reject=online_retail_rejects()
) }}
