{{ stage_series(
    ref('stg_online_retail__invoice_lines'), 'weekly_units',
    series='stock_code', name='description', ds='invoiced_at', y='quantity', key='line', reject=online_retail_rejects()
) }}
