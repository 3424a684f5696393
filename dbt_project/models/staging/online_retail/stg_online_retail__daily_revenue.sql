{{ stage_series(
    'online_retail', 'daily_revenue',
    series='country', ds='invoiced_at', y='quantity * price',
    relation=ref('stg_online_retail__invoice_lines'), reject=online_retail_rejects()
) }}
